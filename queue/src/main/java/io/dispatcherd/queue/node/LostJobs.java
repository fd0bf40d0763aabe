package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.brokers.signing.UnverifiedMessageException;
import io.dispatcherd.queue.store.Completions;
import io.dispatcherd.queue.store.FollowUp;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.Unfollowed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from jobs that died with their service: the database ended them, and doesn't read
 * messages. Their errbacks are submitted by whichever service sees them first, once. For one
 * thread.
 */
final class LostJobs {
  private static final Logger log = LoggerFactory.getLogger(LostJobs.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int AT_ONCE = 100;

  private final Completions store;
  private final StoreConnection connection;
  private final Followers followers;
  private final Signing signing;

  LostJobs(Completions store, StoreConnection connection, Followers followers, Signing signing) {
    this.store = store;
    this.connection = connection;
    this.followers = followers;
    this.signing = signing;
  }

  /** Submits what follows from all that there are; how many jobs that were. */
  int follow() throws SQLException {
    int submitted = 0;
    List<Unfollowed> lost;
    do {
      lost = connection.call(LIMIT, on -> store.unfollowed(on, AT_ONCE));
      if (!lost.isEmpty()) {
        submitted += follow(lost);
      }
    } while (lost.size() == AT_ONCE);
    return submitted;
  }

  private int follow(List<Unfollowed> lost) throws SQLException {
    List<FollowUp> following = lost.stream().flatMap(job -> errbacks(job).stream()).toList();
    return connection.call(LIMIT, on -> store.followLost(on, lost, following));
  }

  private List<FollowUp> errbacks(Unfollowed job) {
    String queue = job.queue();
    String message = job.message();
    if (queue == null || message == null) {
      return List.of();
    }
    try {
      List<NewJob> jobs = followers.of(signing.openKept(queue, message), queue, false);
      return jobs.stream()
          .map(next -> new FollowUp(job.id(), job.run(), Outcome.LOST, next))
          .toList();
    } catch (UnverifiedMessageException e) {
      log.warn("Nothing follows a job of queue {} that died: {}", queue, e.getMessage());
      return List.of();
    }
  }
}
