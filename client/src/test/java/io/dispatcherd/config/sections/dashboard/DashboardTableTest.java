package io.dispatcherd.config.sections.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardTableTest {
  @Test
  void withoutTheSectionItIsForThisMachineOnly() {
    DashboardSettings dashboard = Settings.fromMap(Map.of("version", 2)).dashboard();

    assertEquals("localhost", dashboard.host());
    assertEquals(8080, dashboard.port());
    assertEquals("/", dashboard.pathPrefix());
    assertFalse(dashboard.hasSignIn());
    assertEquals(32, dashboard.maxViewers());
  }

  @Test
  void allThatTheDocumentsNameIsRead() {
    DashboardSettings dashboard =
        read(
            Map.ofEntries(
                Map.entry("host", "0.0.0.0"),
                Map.entry("port", 0),
                Map.entry("path_prefix", "/jobs"),
                Map.entry("public_url", "https://jobs.example.com"),
                Map.entry("hosts", List.of("Jobs.Example.com")),
                Map.entry("users_file", "users"),
                Map.entry("tokens_file", "tokens"),
                Map.entry("session_key_file", "key"),
                Map.entry(
                    "proxy",
                    Map.of("addresses", List.of("10.0.0.0/8"), "roles", Map.of("ops", "operator"))),
                Map.entry("hide", List.of("Password")),
                Map.entry("max_viewers", 8)));

    assertEquals("/jobs/", dashboard.pathPrefix());
    assertEquals(Optional.of(URI.create("https://jobs.example.com/")), dashboard.publicUrl());
    assertEquals(List.of("jobs.example.com"), dashboard.hosts());
    assertEquals(Optional.of(Path.of("users")), dashboard.usersFile());
    assertEquals(Optional.of(Path.of("tokens")), dashboard.tokensFile());
    assertEquals(Optional.of(Path.of("key")), dashboard.sessionKeyFile());
    assertEquals(
        Optional.of(
            new DashboardSettings.Proxy(
                List.of("10.0.0.0/8"),
                "X-Forwarded-User",
                "X-Forwarded-Groups",
                Map.of("ops", "operator"))),
        dashboard.proxy());
    assertEquals(Set.of("password"), dashboard.hide());
    assertEquals(8, dashboard.maxViewers());
    assertTrue(dashboard.hasSignIn());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          path_prefix | jobs                          | path_prefix: expected a path that begins
          path_prefix | /a/../b                       | path_prefix: expected a path that begins
          public_url  | jobs.example.com              | public_url: expected the address
          public_url  | ftp://jobs.example.com        | public_url: expected the address
          public_url  | https://a:b@jobs.example.com/ | public_url: expected the address
          public_url  | https://jobs.example.com/?a=b | public_url: expected the address
          """)
  void anUnfitTextIsRefusedWhereItStands(String option, String value, String message) {
    assertTrue(problem(Map.of(option, value)).contains("dashboard." + message));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/33", "10.0.0", "proxy.example.com", "fd00::/129", "1.2.3.400", "::g"})
  void aProxyIsKnownByItsAddressInNumbers(String address) {
    Map<String, Object> proxy =
        Map.of("addresses", List.of(address), "roles", Map.of("ops", "operator"));

    assertTrue(
        problem(Map.of("proxy", proxy))
            .contains("dashboard.proxy.addresses[0]: expected an address in numbers"));
  }

  @Test
  void aProxyWithoutAddressesOrRolesIsRefused() {
    String nothing = problem(Map.of("proxy", Map.of()));
    assertTrue(nothing.contains("addresses") && nothing.contains("roles"), nothing);
    assertTrue(
        problem(Map.of("proxy", Map.of("addresses", List.of("::1"), "roles", Map.of("a", "x"))))
            .contains("dashboard.proxy.roles.a: expected"));
    assertTrue(
        problem(Map.of("proxy", Map.of("addresses", List.of(), "roles", Map.of("a", "admin"))))
            .contains("dashboard.proxy.addresses: needs at least one address"));
  }

  private static String problem(Map<String, Object> section) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> read(section)).getMessage());
  }

  private static DashboardSettings read(Map<String, Object> section) {
    return Settings.fromMap(Map.of("version", 2, "dashboard", section)).dashboard();
  }
}
