package io.dispatcherd.service;

/** Says so when it is initialised. It declares no task. */
public final class Trap {
  static final String WORDS = "THE TRAP WAS INITIALISED";

  static {
    System.out.println(WORDS);
  }

  private Trap() {}

  /** Not a task. */
  public static void run() {}
}
