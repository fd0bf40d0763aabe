package io.dispatcherd.spring.boot;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.DispatcherdBuilder;
import io.dispatcherd.publish.SendInterceptor;
import io.dispatcherd.spring.boot.connections.TransactionFollower;
import io.dispatcherd.spring.boot.settings.EnvironmentSettings;
import io.dispatcherd.spring.boot.tasks.TaskBeans;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@link Dispatcherd} over the application's data source: what it submits in a transaction shares
 * the fate of that. Backs off where there is no data source and nothing says which brokers there
 * are.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnProperty(prefix = "dispatcherd", name = "enabled", matchIfMissing = true)
@Conditional(DispatcherdAutoConfiguration.OnSomethingToConnectTo.class)
@EnableConfigurationProperties(DispatcherdProperties.class)
public final class DispatcherdAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  static TransactionFollower dispatcherdTransactionFollower() {
    return new TransactionFollower();
  }

  @Bean
  @ConditionalOnMissingBean
  EnvironmentSettings dispatcherdSettings(
      Environment environment, DispatcherdProperties properties) {
    return EnvironmentSettings.read(environment, properties.file());
  }

  @Bean
  @ConditionalOnMissingBean
  DispatcherdConnections dispatcherdConnections(
      DispatcherdProperties properties, ConfigurableListableBeanFactory beans) {
    return new ApplicationConnections(properties, beans);
  }

  @Bean
  @ConditionalOnMissingBean
  Dispatcherd dispatcherd(
      EnvironmentSettings settings,
      DispatcherdConnections connections,
      ValueMapping mapping,
      ObjectProvider<SendInterceptor> interceptors) {
    DispatcherdBuilder builder =
        Dispatcherd.builder().settings(settings.settings()).mapping(mapping);
    settings
        .dataSources()
        .forEach((broker, name) -> builder.connections(broker, connections.of(name)));
    interceptors.orderedStream().forEach(builder::interceptor);
    return builder.build();
  }

  @Bean
  @ConditionalOnMissingBean
  ValueMapping dispatcherdValueMapping(
      DispatcherdProperties properties, ObjectProvider<JsonMapper> mappers) {
    return properties.jackson().useApplicationMapper()
        ? ValueMapping.of(mappers.getObject())
        : ValueMapping.STANDARD;
  }

  @Bean
  @ConditionalOnMissingBean
  TaskBeans dispatcherdTaskBeans(
      ConfigurableListableBeanFactory beans,
      DispatcherdProperties properties,
      ValueMapping mapping) {
    return new TaskBeans(beans, properties.service().taskClasses(), mapping);
  }

  @Bean
  @ConditionalOnProperty(prefix = "dispatcherd", name = "prepare", matchIfMissing = true)
  @ConditionalOnMissingBean
  Preparation dispatcherdPreparation(Dispatcherd dispatcherd) {
    return new Preparation(dispatcherd);
  }

  /** A data source, or settings that say how to connect. */
  static final class OnSomethingToConnectTo extends AnyNestedCondition {
    OnSomethingToConnectTo() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(DataSource.class)
    static final class OnDataSource {}

    @ConditionalOnProperty("dispatcherd.config-file")
    static final class OnFile {}

    @Conditional(OnBrokers.class)
    static final class OnConfiguredBrokers {}
  }

  /** Properties of brokers, which may need no data source. */
  static final class OnBrokers implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return Binder.get(context.getEnvironment())
          .bind("dispatcherd.brokers", Bindable.mapOf(String.class, Object.class))
          .isBound();
    }
  }
}
