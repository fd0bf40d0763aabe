package io.dispatcherd.spring.boot.connections;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction of the calling thread, followed from its beginning. Spring leaves connections
 * bound to the thread for a while after a commit, when what is written there belongs to nobody's
 * transaction; this remembers which ones.
 */
final class CurrentTransaction implements TransactionSynchronization {
  /** Whether transactions of this manager may span any data source, as with JTA. */
  private final boolean isGlobal;

  /** What was bound to the thread when the transaction was committed; null before. */
  private @Nullable Set<Object> committed;

  private CurrentTransaction(boolean isGlobal) {
    this.isGlobal = isGlobal;
  }

  /** Follows the transaction that has just begun, unless it is part of one that is followed. */
  static void follow(boolean isGlobal) {
    if (TransactionSynchronizationManager.isSynchronizationActive()
        && !TransactionSynchronizationManager.hasResource(CurrentTransaction.class)) {
      CurrentTransaction begun = new CurrentTransaction(isGlobal);
      TransactionSynchronizationManager.registerSynchronization(begun);
      begun.resume();
    }
  }

  /** Whether a transaction goes on in which connections of this data source take part. */
  static boolean isOngoingOn(DataSource dataSource) {
    if (!isActive()) {
      return false;
    }
    Object bound = TransactionSynchronizationManager.getResource(dataSource);
    CurrentTransaction current = current();
    if (bound == null) {
      return current != null && current.isGlobal && current.committed == null;
    }
    return current == null || current.committed == null || !current.committed.contains(bound);
  }

  /** Whether a transaction goes on, but on other data sources only. */
  static boolean isElsewhere(DataSource dataSource) {
    CurrentTransaction current = current();
    return isActive()
        && TransactionSynchronizationManager.getResource(dataSource) == null
        && (current == null || current.committed == null);
  }

  /** Once a transaction is over for good, the thread has no synchronizations any more. */
  private static boolean isActive() {
    return TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.isSynchronizationActive();
  }

  private static @Nullable CurrentTransaction current() {
    return (CurrentTransaction)
        TransactionSynchronizationManager.getResource(CurrentTransaction.class);
  }

  /** Before those of the application, which may submit after the commit. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void suspend() {
    TransactionSynchronizationManager.unbindResourceIfPossible(CurrentTransaction.class);
  }

  @Override
  public void resume() {
    TransactionSynchronizationManager.bindResource(CurrentTransaction.class, this);
  }

  @Override
  public void afterCommit() {
    Set<Object> bound = Collections.newSetFromMap(new IdentityHashMap<>());
    bound.addAll(TransactionSynchronizationManager.getResourceMap().values());
    committed = bound;
  }

  @Override
  public void afterCompletion(int status) {
    suspend();
  }
}
