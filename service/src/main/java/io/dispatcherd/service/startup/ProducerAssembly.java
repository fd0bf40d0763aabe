package io.dispatcherd.service.startup;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.CustomProducerSettings;
import io.dispatcherd.config.ProducersSettings;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.producers.BrokeredProducer;
import io.dispatcherd.producers.ControlProducer;
import io.dispatcherd.producers.Credit;
import io.dispatcherd.producers.OnStartProducer;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.producers.ScheduledProducer;
import io.dispatcherd.producers.Source;
import io.dispatcherd.producers.TaskUuids;
import io.dispatcherd.service.loop.ServiceClocks;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the producers of a service, in the order of their start. Each has a name that no other has:
 * replies and metrics know a producer by nothing else, so that of two with one name, one would be
 * hidden.
 */
public final class ProducerAssembly {
  private final ClassLoader loader;
  private final ServiceClocks clocks;
  private final List<Producer> producers = new ArrayList<>();

  /** Where in the configuration the producer of each name comes from. */
  private final Map<String, String> origins = new HashMap<>();

  public ProducerAssembly(ClassLoader loader, ServiceClocks clocks) {
    this.loader = loader;
    this.clocks = clocks;
  }

  /**
   * Adds a producer for each broker, with the limits on its messages.
   *
   * @param brokers by their names in the configuration
   * @param subscriber the service
   */
  public ProducerAssembly brokered(
      Map<String, Broker> brokers, Subscriber subscriber, ServiceLimits limits, LimitHits hits) {
    brokers.forEach(
        (key, broker) ->
            add("brokers." + key, new BrokeredProducer(broker, subscriber, limits, hits)));
    return this;
  }

  /**
   * Those that the section {@code producers} asks for, and those that heed what brokers keep.
   *
   * @param brokers by their names in the configuration
   * @param tasks what the service can run
   */
  public ProducerAssembly configured(
      ProducersSettings wanted, Map<String, Broker> brokers, List<DeclaredTask> tasks) {
    if (wanted.control()) {
      add("producers.ControlProducer", new ControlProducer());
    }
    List<ScheduledTask> scheduled =
        wanted.scheduled().stream().filter(task -> task.kept().isEmpty()).toList();
    if (!scheduled.isEmpty()) {
      add(
          "producers.ScheduledProducer",
          new ScheduledProducer(
              scheduled, new TaskUuids("sch"), clocks.steady(), clocks.calendar()));
    }
    List<StartTask> onStart =
        wanted.onStart().stream().filter(task -> task.broker().isEmpty()).toList();
    if (!onStart.isEmpty()) {
      add("producers.OnStartProducer", new OnStartProducer(onStart, new TaskUuids("on-start")));
    }
    new KeptProducers(brokers, wanted, tasks).all().forEach(this::add);
    wanted.custom().forEach(custom -> add(pathOf(custom), custom(custom)));
    return this;
  }

  /** How to tell those whose brokers keep messages how many are wanted. */
  public static List<Credit> credits(List<Producer> producers) {
    return producers.stream()
        .filter(BrokeredProducer.class::isInstance)
        .map(producer -> ((BrokeredProducer) producer).source())
        .filter(Source::keepsMessages)
        .map(Source::credit)
        .toList();
  }

  public List<Producer> producers() {
    return List.copyOf(producers);
  }

  private void add(String path, Producer producer) {
    String earlier = origins.putIfAbsent(producer.name(), path);
    if (earlier != null) {
      throw new ConfigurationException(
          "%s: its producer is named \"%s\", as that of %s is; each needs a name of its own"
              .formatted(path, producer.name(), earlier));
    }
    producers.add(producer);
  }

  private static String pathOf(CustomProducerSettings wanted) {
    return "producers." + wanted.className();
  }

  private Producer custom(CustomProducerSettings wanted) {
    String path = pathOf(wanted);
    try {
      return loader
          .loadClass(wanted.className())
          .asSubclass(Producer.class)
          .getConstructor(Map.class)
          .newInstance(wanted.options());
    } catch (ClassNotFoundException e) {
      throw new ConfigurationException(path + ": there is no such class on the class path");
    } catch (ClassCastException e) {
      throw new ConfigurationException(
          path + ": the class doesn't implement " + Producer.class.getName());
    } catch (InvocationTargetException e) {
      throw new ConfigurationException(path + ": its constructor failed: " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new ConfigurationException(
          path + ": the class needs a public constructor that takes a Map<String, Object>");
    }
  }
}
