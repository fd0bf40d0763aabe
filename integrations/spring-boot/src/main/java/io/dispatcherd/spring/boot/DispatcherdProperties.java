package io.dispatcherd.spring.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is Spring's own of the properties below {@code dispatcherd}. The settings of dispatcherd
 * itself stand beside them, under the names of its configuration.
 *
 * @param enabled Whether to configure dispatcherd.
 * @param configFile File with settings of dispatcherd. Properties are stronger.
 * @param dataSource Name of the bean with the data source that brokers use. Default: the only or
 *     primary one.
 * @param prepare Whether tables are created or checked when the application starts, and not when
 *     they are first used.
 * @param listen How to connect for all that isn't publishing, if the data source's way can't be
 *     used.
 * @param service The service in this application.
 * @param jackson How arguments and results are written and read.
 */
@ConfigurationProperties("dispatcherd")
public record DispatcherdProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable Path configFile,
    @Nullable String dataSource,
    @DefaultValue("true") boolean prepare,
    @DefaultValue Listen listen,
    @DefaultValue Service service,
    @DefaultValue Jackson jackson) {

  /**
   * Connections that aren't the pool's.
   *
   * @param url JDBC URL of the database. Default: that of the data source.
   * @param username User name.
   * @param password Password.
   */
  public record Listen(@Nullable String url, @Nullable String username, @Nullable String password) {
    /** Shows no password. */
    @Override
    public String toString() {
      return "Listen[url=" + url + ", username=" + username + "]";
    }
  }

  /**
   * The service in this application.
   *
   * @param enabled Whether tasks run in this application. Needs dispatcherd-service and Java 21.
   * @param taskClasses Classes with tasks that are no beans.
   */
  public record Service(
      @DefaultValue("false") boolean enabled, @DefaultValue List<Class<?>> taskClasses) {}

  /**
   * How arguments and results are written and read.
   *
   * @param useApplicationMapper Whether the application's JsonMapper does it, with its modules and
   *     names. All programs that submit or run these tasks need the same settings then.
   */
  public record Jackson(@DefaultValue("false") boolean useApplicationMapper) {}

  Optional<Path> file() {
    return Optional.ofNullable(configFile);
  }
}
