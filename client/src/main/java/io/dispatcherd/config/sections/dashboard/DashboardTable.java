package io.dispatcherd.config.sections.dashboard;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PathType;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Section {@code dashboard}: what may stand in it, and what it becomes. */
public final class DashboardTable {
  private static final int MOST_VIEWERS = 1_000;

  private static final Option<String> HOST =
      Option.of(
              "host",
              OptionTypes.text(),
              "Name or address to listen on. Elsewhere than on this machine only with users_file,"
                  + " tokens_file or proxy.")
          .orElse("localhost");
  private static final Option<Integer> PORT =
      Option.of("port", OptionTypes.integer(0, 65_535), "Port to listen on; 0: any free one.")
          .orElse(8080);
  private static final Option<String> PATH_PREFIX =
      Option.of(
              "path_prefix",
              new CheckedText<>(
                  "path that begins with a slash",
                  WebAddresses.PREFIX_PATTERN,
                  WebAddresses::prefix),
              "The folder that all pages are in, as requests reach the dashboard.")
          .orElse("/");
  private static final Option<URI> PUBLIC_URL =
      Option.of(
              "public_url",
              new CheckedText<>(
                  "http or https address", WebAddresses.URL_PATTERN, WebAddresses::publicUrl),
              "Where browsers find the dashboard, if a proxy is in front. With https, cookies are"
                  + " for https only; changes are taken from pages of this address only.")
          .documentedDefault("as each request says");
  private static final Option<List<String>> HOSTS =
      Option.of(
              "hosts",
              OptionTypes.listOf(
                  new CheckedText<>(
                      "name of a host", WebAddresses.HOST_PATTERN, WebAddresses::host)),
              "Names that it answers for, besides localhost, addresses and that of public_url.")
          .orElse(List.of());
  private static final Option<Path> USERS_FILE =
      Option.of(
              "users_file",
              new PathType(),
              "Who may sign in with a password; made by dispatcherd dashboard-user.")
          .documentedDefault("none");
  private static final Option<Path> TOKENS_FILE =
      Option.of(
              "tokens_file",
              new PathType(),
              "Bearer tokens for scripts; made by dispatcherd dashboard-token.")
          .documentedDefault("none");
  private static final Option<Path> SESSION_KEY_FILE =
      Option.of(
              "session_key_file",
              new PathType(),
              "What sessions are sealed with; made if it isn't there. Without it a restart signs"
                  + " everybody out.")
          .documentedDefault("none");
  private static final Option<List<String>> HIDE =
      Option.of(
              "hide",
              OptionTypes.listOf(OptionTypes.text()),
              "Names of keys, in any case, whose values nobody is shown, at every depth of"
                  + " arguments and results.")
          .orElse(List.of());
  private static final Option<Integer> MAX_VIEWERS =
      Option.of(
              "max_viewers",
              OptionTypes.integer(0, MOST_VIEWERS),
              "How many open pages are brought up to date by themselves; further ones when they"
                  + " are loaded again.")
          .orElse(32);

  private static final OptionType<String> HEADER =
      new CheckedText<>("name of a header", WebAddresses.HEADER_PATTERN, WebAddresses::header);

  private static final Option<List<String>> ADDRESSES =
      Option.of(
              "addresses",
              OptionTypes.listOf(
                  new CheckedText<>(
                      "address, or block of them",
                      WebAddresses.BLOCK_PATTERN,
                      WebAddresses::block)),
              "From where the proxy comes; its headers are ignored from anywhere else.")
          .required();
  private static final Option<String> USER_HEADER =
      Option.of("user_header", HEADER, "The header with the name of who was signed in.")
          .orElse("X-Forwarded-User");
  private static final Option<String> GROUPS_HEADER =
      Option.of("groups_header", HEADER, "The header with their groups, separated by commas.")
          .orElse("X-Forwarded-Groups");
  private static final Option<Map<String, String>> ROLES =
      Option.of(
              "roles",
              new RolesType(),
              "The role of each group: viewer, operator or admin. Who is in none of these groups"
                  + " may not come.")
          .required();

  private static final Section PROXY =
      Section.of(
          "proxy",
          "A proxy that signs people in and names them in headers. It must remove these headers"
              + " from what it is sent.",
          ADDRESSES,
          USER_HEADER,
          GROUPS_HEADER,
          ROLES);

  /** Its options. */
  public static final Section SECTION =
      Section.of(
              "dashboard",
              "How the dashboard is reached, and who may come. For the program dispatcherd"
                  + " dashboard; services take no notice of it.",
              HOST,
              PORT,
              PATH_PREFIX,
              PUBLIC_URL,
              HOSTS,
              USERS_FILE,
              TOKENS_FILE,
              SESSION_KEY_FILE,
              HIDE,
              MAX_VIEWERS)
          .with(PROXY);

  private final Problems problems;

  /** For problems found while it is read. */
  public DashboardTable(Problems problems) {
    this.problems = problems;
  }

  /**
   * The settings that were read; empty if something is wrong with them, which is among the
   * problems.
   */
  public Optional<DashboardSettings> settings(SectionValues dashboard) {
    if (!dashboard.isSound()) {
      return Optional.empty();
    }
    return Optional.of(
        new DashboardSettings(
            dashboard.get(HOST),
            dashboard.get(PORT),
            dashboard.get(PATH_PREFIX),
            dashboard.find(PUBLIC_URL),
            dashboard.get(HOSTS),
            dashboard.find(USERS_FILE),
            dashboard.find(TOKENS_FILE),
            dashboard.find(SESSION_KEY_FILE),
            proxy(dashboard.section(PROXY)),
            dashboard.get(HIDE).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(toUnmodifiableSet()),
            dashboard.get(MAX_VIEWERS)));
  }

  private Optional<DashboardSettings.Proxy> proxy(SectionValues proxy) {
    if (!proxy.isPresent()) {
      return Optional.empty();
    }
    if (proxy.get(ADDRESSES).isEmpty()) {
      problems.add(proxy.placeOf(ADDRESSES), "needs at least one address");
    }
    return Optional.of(
        new DashboardSettings.Proxy(
            proxy.get(ADDRESSES),
            proxy.get(USER_HEADER),
            proxy.get(GROUPS_HEADER),
            proxy.get(ROLES)));
  }
}
