package io.dispatcherd.spring.boot.connections;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.ResourceTransactionManager;

/** Has all transaction managers tell when a transaction begins, so that its end is noticed. */
public final class TransactionFollower implements BeanPostProcessor {
  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ConfigurableTransactionManager manager) {
      manager.addListener(new Beginning(!(bean instanceof ResourceTransactionManager)));
    }
    return bean;
  }

  /**
   * Hears of what begins.
   *
   * @param isGlobal whether the manager is for all data sources
   */
  private record Beginning(boolean isGlobal) implements TransactionExecutionListener {
    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
      if (failure == null && transaction.isNewTransaction()) {
        CurrentTransaction.follow(isGlobal);
      }
    }
  }
}
