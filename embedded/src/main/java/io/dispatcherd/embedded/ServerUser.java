package io.dispatcherd.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * As whom the server's programs run, because PostgreSQL refuses to run as root.
 *
 * @param description says so to a human
 * @param prefix words in front of every command
 * @param dataOwner the user that must own the data, if it isn't us anyway
 */
record ServerUser(String description, List<String> prefix, OptionalInt dataOwner) {

  private static final List<String> UNPRIVILEGED = List.of("nobody", "postgres");

  /** The capabilities that let a user pass folders closed to it; some containers grant only one. */
  private static final List<String> PASSING_CAPABILITIES =
      List.of("dac_read_search", "dac_override");

  /** Succeeds if run by somebody who isn't root and can use programs ($1) and data ($2). */
  private static final String PROBE =
      "test \"$(id -u)\" -ne 0 && test -x \"$1/postgres\" && test -w \"$2\" && test -x \"$2\""
          + " && \"$1/postgres\" --version";

  static boolean isRoot() {
    return idOf("-u").orElse(-1) == 0;
  }

  /** The ways to run a server, best first. */
  static List<ServerUser> candidates(boolean root) {
    if (!root) {
      return List.of(new ServerUser("this user", List.of(), OptionalInt.empty()));
    }
    List<ServerUser> candidates = new ArrayList<>();
    candidates.add(
        new ServerUser("root in a user namespace", List.of("unshare", "-U"), OptionalInt.of(0)));
    candidates.addAll(otherUsers());
    return candidates;
  }

  /** The ways that change to an unprivileged user of the system. */
  static List<ServerUser> otherUsers() {
    List<ServerUser> users = new ArrayList<>();
    for (String name : UNPRIVILEGED) {
      OptionalInt user = idOf("-u", name);
      OptionalInt group = idOf("-g", name);
      if (user.isEmpty() || group.isEmpty()) {
        continue;
      }
      List<String> change =
          List.of(
              "setpriv",
              "--reuid=" + user.getAsInt(),
              "--regid=" + group.getAsInt(),
              "--clear-groups");
      users.add(new ServerUser("the user " + name, change, user));
      for (String capability : PASSING_CAPABILITIES) {
        List<String> passing = new ArrayList<>(change);
        passing.add("--inh-caps=-all,+" + capability);
        passing.add("--ambient-caps=-all,+" + capability);
        users.add(
            new ServerUser(
                "the user " + name + " with the capability " + capability, passing, user));
      }
    }
    return users;
  }

  /**
   * Picks the first of several users that can run the programs and write the data, and makes it the
   * owner of the data.
   *
   * @throws IOException if none can; says what was tried and what to do
   */
  static ServerUser choose(
      List<ServerUser> candidates, ServerPrograms programs, Path data, Consumer<String> progress)
      throws IOException {
    StringBuilder tried = new StringBuilder();
    for (ServerUser candidate : candidates) {
      if (candidate.dataOwner().isPresent()) {
        ServerFolder.giveTo(candidate.dataOwner().getAsInt(), data);
      }
      Command probe =
          Command.run(
              Path.of("/"),
              candidate.command(
                  List.of("sh", "-c", PROBE, "sh", programs.bin().toString(), data.toString())));
      if (probe.succeeded()) {
        if (!tried.isEmpty()) {
          progress.accept(
              "PostgreSQL refuses to run as root, so it runs as " + candidate.description());
        }
        return candidate;
      }
      tried
          .append("\n  as ")
          .append(candidate.description())
          .append(": ")
          .append(probe.output().isEmpty() ? "cannot use these folders" : probe.output());
    }
    throw new IOException(
        "cannot run the PostgreSQL in "
            + programs.bin()
            + " with its data in "
            + data
            + ". Tried:"
            + tried
            + "\nRun as an ordinary user who may write there; or as root allow user namespaces, or"
            + " install setpriv (util-linux) and keep the user nobody; or run a PostgreSQL yourself"
            + " and name it in brokers.pg_notify.config");
  }

  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(words);
    return command;
  }

  private static OptionalInt idOf(String... words) {
    List<String> command = new ArrayList<>(List.of("id"));
    command.addAll(List.of(words));
    Command id = Command.run(Path.of("/"), command);
    return id.succeeded() && id.output().matches("[0-9]+")
        ? OptionalInt.of(Integer.parseInt(id.output()))
        : OptionalInt.empty();
  }
}
