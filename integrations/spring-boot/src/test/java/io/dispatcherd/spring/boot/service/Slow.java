package io.dispatcherd.spring.boot.service;

import io.dispatcherd.tasks.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tasks that tell where they ran, and that take as long as they are let. */
public class Slow {
  private final JdbcClient jdbc;
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  public Slow(DataSource dataSource) {
    jdbc = JdbcClient.create(dataSource);
  }

  /** Whether the thread is virtual, and the class loader of its context. */
  @Task
  public String thread() {
    return Thread.currentThread() + " " + Thread.currentThread().getContextClassLoader();
  }

  /** Waits until it may end, then needs the data source. */
  @Task
  public int slow() throws InterruptedException {
    started.countDown();
    mayEnd.await(30, TimeUnit.SECONDS);
    return jdbc.sql("select 42").query(Integer.class).single();
  }

  boolean awaitStart() throws InterruptedException {
    return started.await(10, TimeUnit.SECONDS);
  }

  void end() {
    mayEnd.countDown();
  }
}
