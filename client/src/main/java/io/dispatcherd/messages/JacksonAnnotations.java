package io.dispatcherd.messages;

/**
 * Whether the class path has annotations that fit Jackson 3, which shares them with Jackson 2: an
 * application's own dependency management may hold them at an older version.
 */
final class JacksonAnnotations {
  /** Came with the first version that Jackson 3 can work with. */
  private static final String NEEDED = "com.fasterxml.jackson.annotation.JsonSerializeAs";

  private static final boolean FIT = isThere();

  private JacksonAnnotations() {}

  /**
   * To be called before Jackson is used.
   *
   * @throws IllegalStateException if Jackson would fail for want of a class; the message says how
   *     to mend it
   */
  static void require() {
    if (!FIT) {
      throw new IllegalStateException(
          "The class path has a version of com.fasterxml.jackson.core:jackson-annotations that is"
              + " too old for Jackson 3: 2.21 or later is needed. Declare that version in the"
              + " application's dependency management (with Spring Boot 3, set the property"
              + " jackson-bom.version to 2.21.0 or later)");
    }
  }

  private static boolean isThere() {
    try {
      Class.forName(NEEDED, false, JacksonAnnotations.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
