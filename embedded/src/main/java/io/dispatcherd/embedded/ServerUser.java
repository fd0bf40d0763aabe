package io.dispatcherd.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * As whom the server's programs run, because PostgreSQL refuses to run as root.
 *
 * @param description says so to a human
 * @param dataOwner the user that must own the data, if it isn't us anyway
 * @param change turns a command into one that runs as that user
 */
record ServerUser(String description, OptionalInt dataOwner, UnaryOperator<List<String>> change) {

  private static final List<String> UNPRIVILEGED = List.of("nobody", "postgres");

  /** The capabilities that let a user pass folders closed to it; some containers grant only one. */
  private static final List<String> PASSING_CAPABILITIES =
      List.of("dac_read_search", "dac_override");

  /** Succeeds if the user isn't root and can use programs ($1) and data ($2). */
  private static final String PROBE =
      "test \"$(id -u)\" -ne 0 && test -x \"$1/postgres\" && test -w \"$2\" && test -x \"$2\""
          + " && \"$1/postgres\" --version";

  static boolean isRoot() {
    return idOf("-u").orElse(-1) == 0;
  }

  /** The ways to run a server, best first. */
  static List<ServerUser> candidates(boolean root) {
    if (!root) {
      return List.of(new ServerUser("this user", OptionalInt.empty(), words -> words));
    }
    List<ServerUser> candidates = new ArrayList<>();
    candidates.add(
        new ServerUser(
            "root in a user namespace", OptionalInt.of(0), prefix(List.of("unshare", "-U"))));
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
      String as = "the user " + name;
      List<String> setpriv =
          List.of(
              "setpriv",
              "--reuid=" + user.getAsInt(),
              "--regid=" + group.getAsInt(),
              "--clear-groups");
      users.add(new ServerUser(as, user, prefix(setpriv)));
      for (String capability : PASSING_CAPABILITIES) {
        List<String> passing = new ArrayList<>(setpriv);
        passing.add("--inh-caps=-all,+" + capability);
        passing.add("--ambient-caps=-all,+" + capability);
        users.add(new ServerUser(as + " with the capability " + capability, user, prefix(passing)));
      }
      users.add(
          new ServerUser(
              as + " through su",
              user,
              words -> List.of("su", "-s", "/bin/sh", "-c", "exec " + quote(words), name)));
    }
    return users;
  }

  static UnaryOperator<List<String>> prefix(List<String> prefix) {
    return words -> {
      List<String> command = new ArrayList<>(prefix);
      command.addAll(words);
      return command;
    };
  }

  /** Words as one line for a shell, which takes them apart into the same words again. */
  private static String quote(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
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
      String obstacle = candidate.obstacle(programs, data);
      if (obstacle.isEmpty()) {
        if (!tried.isEmpty()) {
          progress.accept(
              "PostgreSQL refuses to run as root, so it runs as " + candidate.description());
        }
        return candidate;
      }
      tried.append("\n  as ").append(candidate.description()).append(": ").append(obstacle);
    }
    throw new IOException(
        "cannot run the PostgreSQL in "
            + programs.bin()
            + " with its data in "
            + data
            + ". Tried:"
            + tried
            + "\nRun as an ordinary user who may write there; or as root allow user namespaces, or"
            + " install setpriv (util-linux) and the user nobody; or run a PostgreSQL yourself"
            + " and name it in brokers.pg_notify.config");
  }

  /** Tries the programs and the data, which become this user's; empty if there is no obstacle. */
  private String obstacle(ServerPrograms programs, Path data) {
    try {
      if (dataOwner.isPresent()) {
        ServerFolder.giveTo(dataOwner.getAsInt(), data);
      }
    } catch (IOException e) {
      return "cannot give it the data: " + e;
    }
    List<String> words =
        List.of("sh", "-c", PROBE, "sh", programs.bin().toString(), data.toString());
    ProgramResult probe = ProgramResult.run(Path.of("/"), command(words));
    if (probe.succeeded()) {
      return "";
    }
    return probe.output().isEmpty() ? "cannot reach these folders" : probe.output();
  }

  List<String> command(List<String> words) {
    return change.apply(words);
  }

  private static OptionalInt idOf(String... words) {
    List<String> command = new ArrayList<>(List.of("id"));
    command.addAll(List.of(words));
    ProgramResult id = ProgramResult.run(Path.of("/"), command);
    return id.succeeded() && id.output().matches("[0-9]+")
        ? OptionalInt.of(Integer.parseInt(id.output()))
        : OptionalInt.empty();
  }
}
