package io.dispatcherd.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.postgres.SuppliedConnections;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.spring.boot.connections.TransactionFollower;
import io.dispatcherd.spring.boot.service.DispatcherdServiceAutoConfiguration;
import io.dispatcherd.spring.boot.service.ServiceLifecycle;
import io.dispatcherd.spring.boot.tasks.TaskBeans;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.testing.brokers.NoopBroker;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is there and what isn't, and what is said if it can't be. Nothing connects. */
@Tag("functional")
class AutoConfigurationTest {
  private static final String POSTGRES = "jdbc:postgresql://localhost:1/nowhere";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DispatcherdAutoConfiguration.class,
                  DispatcherdServiceAutoConfiguration.class,
                  MissingServiceAutoConfiguration.class))
          .withPropertyValues("dispatcherd.prepare=false");

  private final ApplicationContextRunner onPostgres =
      runner.withBean(DataSource.class, () -> new DriverManagerDataSource(POSTGRES));

  /** Two of them. */
  @Configuration(proxyBeanMethods = false)
  static class TwoDataSources {
    @Bean
    DataSource shop() {
      return new DriverManagerDataSource(POSTGRES);
    }

    @Bean
    DataSource billing() {
      return new DriverManagerDataSource("jdbc:h2:mem:billing");
    }
  }

  /** Needs what may be missing. */
  static class Orders {
    Orders(Dispatcherd dispatcherd) {
      assertTrue(dispatcherd != null);
    }
  }

  /** A task. */
  public static class Reports {
    @Task(name = "report")
    public void monthly(String month) {}
  }

  /** Another task of the same name. */
  public static class OtherReports {
    @Task(name = "report")
    public void daily(String day) {}
  }

  /** A task whose argument no JSON can be read as. */
  public static class Streams {
    @Task
    public void read(InputStream from) {}
  }

  private static FailureAnalysis analysis(Throwable failure) {
    List<FailureAnalyzer> analyzers =
        SpringFactoriesLoader.forDefaultResourceLocation(
                AutoConfigurationTest.class.getClassLoader())
            .load(
                FailureAnalyzer.class,
                ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                    .and(Environment.class, new StandardEnvironment()),
                (type, name, e) -> {});
    return analyzers.stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody explains it", failure));
  }

  private static void assertExplained(ApplicationContextRunner runner, String... parts) {
    runner.run(
        context -> {
          assertThat(context).hasFailed();
          FailureAnalysis analysis = analysis(Objects.requireNonNull(context.getStartupFailure()));
          String text = analysis.getDescription() + "\n" + analysis.getAction();
          for (String part : parts) {
            assertThat(text).contains(part);
          }
        });
  }

  @Test
  void anApplicationWithADataSourceHasADispatcherd() {
    onPostgres.run(
        context ->
            assertThat(context)
                .hasSingleBean(Dispatcherd.class)
                .hasSingleBean(TransactionFollower.class)
                .doesNotHaveBean(ServiceLifecycle.class));
  }

  @Test
  void withoutADataSourceNothingIsThere() {
    runner.run(context -> assertThat(context).doesNotHaveBean(Dispatcherd.class));
  }

  @Test
  void itCanBeSwitchedOff() {
    onPostgres
        .withPropertyValues("dispatcherd.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(Dispatcherd.class));
  }

  /** All that is ours, made otherwise. */
  @Configuration(proxyBeanMethods = false)
  static class Own {
    @Bean
    Dispatcherd ownDispatcherd() {
      return Dispatcherd.over(new NoopBroker(Map.of()));
    }

    @Bean
    DispatcherdConnections ownConnections() {
      return name -> SuppliedConnections.NONE;
    }

    @Bean
    TaskBeans ownTasks(ConfigurableListableBeanFactory beans) {
      return new TaskBeans(beans, List.of(), ValueMapping.STANDARD);
    }
  }

  @Test
  void beansOfTheApplicationTakeThePlaceOfOurs() {
    onPostgres
        .withUserConfiguration(Own.class)
        .run(
            context ->
                assertThat(context)
                    .getBeanNames(Dispatcherd.class)
                    .containsExactly("ownDispatcherd")
                    .satisfies(
                        names ->
                            assertThat(context)
                                .doesNotHaveBean("dispatcherdConnections")
                                .doesNotHaveBean("dispatcherdTaskBeans")));
  }

  @Test
  void aDataSourceIsChosenByItsName() {
    runner
        .withUserConfiguration(TwoDataSources.class)
        .withPropertyValues("dispatcherd.data-source=shop")
        .run(context -> assertThat(context).hasSingleBean(Dispatcherd.class));
  }

  @Test
  void oneOfSeveralDataSourcesMustBeNamed() {
    assertExplained(
        runner.withUserConfiguration(TwoDataSources.class),
        "dispatcherd.data-source",
        "shop",
        "billing");
    assertExplained(
        runner
            .withUserConfiguration(TwoDataSources.class)
            .withPropertyValues("dispatcherd.data-source=reports"),
        "no data source with the name reports");
  }

  @Test
  void anotherDatabaseIsNamed() {
    assertExplained(
        runner
            .withUserConfiguration(TwoDataSources.class)
            .withPropertyValues("dispatcherd.data-source=billing"),
        "jdbc:h2:mem:",
        "dispatcherd.listen.url");
  }

  @Test
  void whoNeedsADispatcherdIsToldThatADataSourceIsMissing() {
    assertExplained(runner.withBean(Orders.class), "no data source", "spring.datasource.url");
  }

  @Test
  void twoTasksOfOneNameAreNamed() {
    assertExplained(
        onPostgres.withBean(Reports.class).withBean(OtherReports.class),
        "two tasks have the name report",
        "Reports.monthly",
        "OtherReports.daily");
  }

  @Test
  void anArgumentThatCantBeReadIsNamed() {
    assertExplained(onPostgres.withBean(Streams.class), "Streams.read", "InputStream");
  }

  @Test
  void aChannelThatIsTooLongIsNamed() {
    assertExplained(
        onPostgres.withPropertyValues("dispatcherd.brokers.pg-notify.channels=" + "x".repeat(64)),
        "brokers.pg_notify.channels",
        "at most 63");
  }

  @Test
  void aServiceWithoutItsLibraryIsExplained() {
    assertExplained(
        onPostgres
            .withPropertyValues("dispatcherd.service.enabled=true")
            .withClassLoader(new FilteredClassLoader(DispatcherService.class)),
        "dispatcherd-service isn't on the class path",
        "io.dispatcherd:dispatcherd-service");
  }

  @Test
  void withoutTheServicesLibraryAnApplicationSubmits() {
    onPostgres
        .withClassLoader(new FilteredClassLoader(DispatcherService.class))
        .run(context -> assertThat(context).hasSingleBean(Dispatcherd.class));
  }

  @Test
  void tasksOfOneClassOnTwoBeansNeedAPrimaryOne() {
    onPostgres
        .withBean("first", Reports.class)
        .withBean("second", Reports.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .isInstanceOf(TaskDeclarationException.class)
                    .hasStackTraceContaining("@Primary"));
  }

  /** One of two is meant. */
  @Configuration(proxyBeanMethods = false)
  static class PrimaryReports {
    @Bean
    @Primary
    Reports first() {
      return new Reports();
    }

    @Bean
    Reports second() {
      return new Reports();
    }
  }

  @Test
  void thePrimaryBeanRunsTheTask() {
    onPostgres
        .withUserConfiguration(PrimaryReports.class)
        .run(
            context ->
                assertThat(context.getBean(TaskBeans.class).get(Reports.class))
                    .isSameAs(context.getBean("first")));
  }
}
