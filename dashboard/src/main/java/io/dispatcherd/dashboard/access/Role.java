package io.dispatcherd.dashboard.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody is to the dashboard; each one may also do what those before it may. */
public enum Role {
  VIEWER(Right.VIEW),
  OPERATOR(Right.OPERATE),
  ADMIN(Right.ADMINISTER);

  private final Right highest;

  Role(Right highest) {
    this.highest = highest;
  }

  /** Whether this role has the right. */
  public boolean may(Right right) {
    return right.compareTo(highest) <= 0;
  }

  /** Its name in files, headers and on pages. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this name. */
  public static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(name)).findFirst();
  }

  /**
   * The role of this name.
   *
   * @throws IllegalArgumentException which lists the roles, if there is none
   */
  public static Role required(String name) {
    return named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a role, one of %s, got '%s'".formatted(names(), name)));
  }

  /** The one that may most. */
  public static Optional<Role> highest(Collection<Role> roles) {
    return roles.stream().max(Comparator.naturalOrder());
  }

  /** All names, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(Role::wireName).collect(Collectors.joining(", "));
  }
}
