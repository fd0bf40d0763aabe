package io.dispatcherd.rabbitmq;

import io.dispatcherd.config.Secret;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PathType;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.rabbitmq.connection.Certificates;
import io.dispatcherd.rabbitmq.connection.Server;
import java.nio.file.Path;
import java.util.Optional;

/** Section {@code brokers.rabbitmq.tls}: what may stand in it, and what it becomes. */
final class TlsTable {
  private static final Option<Path> CA_FILE =
      Option.of(
              "ca_file",
              new PathType(),
              "Certificates of authorities, in PEM, that the server's certificate may be from.")
          .documentedDefault("those of the Java runtime");
  private static final Option<Path> KEY_STORE =
      Option.of(
              "key_store",
              new PathType(),
              "A PKCS#12 file with the certificate to show to the server, and its key.")
          .documentedDefault("none is shown");
  private static final Option<Secret> KEY_STORE_PASSWORD =
      Option.of("key_store_password", new PasswordType(), "Of that file. Refer to the environment.")
          .orElse(Secret.of(""))
          .documentedDefault("empty");
  private static final Option<Boolean> VERIFY_HOST_NAME =
      Option.of(
              "verify_host_name",
              OptionTypes.bool(),
              "Whether the server's certificate has to name the host.")
          .orElse(true);

  static final Section SECTION =
      Section.of(
          "tls",
          "If this section is there, even empty, connections are encrypted.",
          CA_FILE,
          KEY_STORE,
          KEY_STORE_PASSWORD,
          VERIFY_HOST_NAME);

  private final Problems problems;

  TlsTable(Problems problems) {
    this.problems = problems;
  }

  Optional<Server.Tls> tls(SectionValues broker) {
    SectionValues tls = broker.sections().get(SECTION.name());
    if (tls == null) {
      return Optional.empty();
    }
    Certificates certificates =
        new Certificates(tls.find(CA_FILE), tls.find(KEY_STORE), tls.get(KEY_STORE_PASSWORD));
    try {
      return Optional.of(new Server.Tls(certificates.context(), tls.get(VERIFY_HOST_NAME)));
    } catch (Certificates.UnusableException e) {
      problems.add(tls.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
