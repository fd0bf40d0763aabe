package io.dispatcherd.spring.boot.failures;

import io.dispatcherd.publish.Dispatcherd;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Somebody needs a {@link Dispatcherd}, and none is there. */
final class NoDispatcherdFailureAnalyzer
    extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> implements Ordered {
  private final BeanFactory beans;
  private final Environment environment;

  /** For Spring. */
  NoDispatcherdFailureAnalyzer(BeanFactory beans, Environment environment) {
    this.beans = beans;
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, NoSuchBeanDefinitionException cause) {
    if (cause.getResolvableType() == null
        || cause.getResolvableType().resolve() != Dispatcherd.class) {
      return null;
    }
    if (!environment.getProperty("dispatcherd.enabled", Boolean.class, true)) {
      return new FailureAnalysis(
          "A bean needs a Dispatcherd, and dispatcherd.enabled is false.",
          "Set it to true, or take the dependency away.",
          cause);
    }
    String[] sources =
        beans instanceof ListableBeanFactory listable
            ? listable.getBeanNamesForType(javax.sql.DataSource.class, true, false)
            : new String[0];
    return new FailureAnalysis(
        "A bean needs a Dispatcherd, and there is none, because the application has "
            + (sources.length == 0
                ? "no data source."
                : "the data sources %s only after its auto-configuration."
                    .formatted(Arrays.asList(sources))),
        "Add spring-boot-starter-jdbc or spring-boot-starter-data-jpa, and set"
            + " spring.datasource.url=jdbc:postgresql://HOST/DATABASE with username and password."
            + " An application that connects otherwise names a file with the settings in"
            + " dispatcherd.config-file.",
        cause);
  }

  /** Before the one of Spring, which would name conditions. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
