package io.dispatcherd.spring.boot.dashboard;

import io.dispatcherd.dashboard.Dashboard;
import io.dispatcherd.dashboard.DashboardServlet;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.queue.PgQueueSettings;
import io.dispatcherd.spring.boot.DispatcherdAutoConfiguration;
import io.dispatcherd.spring.boot.DispatcherdConnections;
import io.dispatcherd.spring.boot.settings.EnvironmentSettings;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.ClassUtils;

/** The dashboard, mounted under the application's own security. */
@AutoConfiguration(after = DispatcherdAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DashboardServlet.class)
@ConditionalOnProperty(prefix = "dispatcherd.dashboard", name = "enabled", matchIfMissing = true)
@ConditionalOnBean({Dispatcherd.class, EnvironmentSettings.class})
@EnableConfigurationProperties(DashboardProperties.class)
public final class DispatcherdDashboardAutoConfiguration {
  private static final String AUTHENTICATION = "org.springframework.security.core.Authentication";

  @Bean
  @ConditionalOnMissingBean
  MountedDashboard dispatcherdDashboard(
      DashboardProperties properties,
      EnvironmentSettings settings,
      DispatcherdConnections connections,
      Dispatcherd dispatcherd) {
    Dashboard dashboard =
        Dashboard.builder().settings(settings.settings()).client(dispatcherd).applicationRoles();
    pool(settings, connections).ifPresent(dashboard::dataSource);
    DashboardServlet servlet = dashboard.build();
    boolean isSecured = ClassUtils.isPresent(AUTHENTICATION, getClass().getClassLoader());
    return new MountedDashboard(
        servlet, isSecured ? new AuthoritiesServlet(servlet) : servlet, properties.path());
  }

  private static Optional<DataSource> pool(
      EnvironmentSettings settings, DispatcherdConnections connections) {
    return settings.settings().brokers().values().stream()
        .filter(PgQueueSettings.class::isInstance)
        .findFirst()
        .map(queue -> settings.dataSources().get(queue.name()))
        .map(connections::pool);
  }

  /** Where Spring Security is. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HttpSecurity.class, CsrfConfigurer.class})
  static class WithSecurity {
    /**
     * The dashboard sees itself to it that changes come from its own pages: its forms carry no
     * token.
     */
    @Bean
    @ConditionalOnMissingBean(name = "dispatcherdDashboardCsrf")
    Customizer<CsrfConfigurer<HttpSecurity>> dispatcherdDashboardCsrf(
        DashboardProperties properties) {
      RequestMatcher pages =
          PathPatternRequestMatcher.withDefaults().matcher(properties.path() + "/**");
      return csrf -> csrf.ignoringRequestMatchers(pages);
    }
  }
}
