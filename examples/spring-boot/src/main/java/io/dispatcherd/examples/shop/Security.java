package io.dispatcherd.examples.shop;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Who may do what: anybody orders, and who looks at the dashboard has signed in. */
@Configuration(proxyBeanMethods = false)
class Security {
  @Bean
  SecurityFilterChain filters(HttpSecurity http) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/orders/**", "/actuator/health/**")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/actuator/**")
                    .hasAuthority("DISPATCHERD_VIEWER")
                    .anyRequest()
                    .authenticated())
        // Orders come from programs, which send no cookie.
        .csrf(csrf -> csrf.ignoringRequestMatchers("/orders/**"))
        .formLogin(Customizer.withDefaults())
        .httpBasic(Customizer.withDefaults())
        .build();
  }

  /** For the demo: an application has its users elsewhere. */
  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        user("viewer", "DISPATCHERD_VIEWER"),
        user("operator", "DISPATCHERD_VIEWER", "DISPATCHERD_OPERATOR"),
        user("admin", "DISPATCHERD_VIEWER", "DISPATCHERD_ADMIN"));
  }

  private static UserDetails user(String name, String... authorities) {
    return User.withUsername(name).password("{noop}" + name).authorities(authorities).build();
  }
}
