package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to services and collects their replies. Every service that listens on the channel
 * gets the command.
 *
 * <p>Thread-safe. Each command that waits for replies has its own connection, at most {@value
 * #MOST_AT_ONCE} at a time. Further ones wait their turn, which counts as waiting for replies. A
 * command that gets no turn in its time isn't sent, and an exception says so.
 */
public final class Control {
  static final int MOST_AT_ONCE = 8;
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

  /** The same time that control clients of the Python service allow. */
  private static final Duration OTHERS_WAIT = Duration.ofSeconds(1);

  private final PublishingBrokers brokers;
  private final @Nullable String channel;
  private final Semaphore turns;

  private final int expected;
  private final Duration atMost;

  /** How long no further reply may come; without it, as many as expected are waited for. */
  private final @Nullable Duration silence;

  Control(PublishingBrokers brokers) {
    this(brokers, null, new Semaphore(MOST_AT_ONCE, true), 1, DEFAULT_WAIT, null);
  }

  private Control(
      PublishingBrokers brokers,
      @Nullable String channel,
      Semaphore turns,
      int expected,
      Duration atMost,
      @Nullable Duration silence) {
    this.brokers = brokers;
    this.channel = channel;
    this.turns = turns;
    this.expected = expected;
    this.atMost = atMost;
    this.silence = silence;
  }

  /** The same for the services that listen on this channel, in place of the default one. */
  public Control on(String queue) {
    return new Control(brokers, queue, turns, expected, atMost, silence);
  }

  /**
   * The same, but {@link #running}, {@link #cancel}, {@link #workers} and {@link #alive} wait for
   * replies of this many services, for at most this long. By default they wait for one, for at most
   * 5 seconds.
   */
  public Control expecting(int replies, Duration atMost) {
    return new Control(brokers, channel, turns, replies, atMost, null);
  }

  /**
   * The same, but {@link #running}, {@link #cancel(TaskSelection)}, {@link #workers} and {@link
   * #alive} take the replies of all services, however many there are: they wait for a first one, at
   * most so long, and then until no more come.
   *
   * @param silence how long no further reply may come
   */
  public Control gathering(Duration atMost, Duration silence) {
    return new Control(brokers, channel, turns, expected, atMost, silence);
  }

  /**
   * The running and waiting tasks of the services that answer.
   *
   * @throws CommandFailedException if no service answers, or one with an error
   */
  public List<FoundSubmission> running(TaskSelection which) {
    return submissions(answers("running", which.data()));
  }

  /**
   * The first page of {@link #running(TaskSelection)}, of each service that answers, with the
   * moments since when tasks run or wait.
   *
   * @param limit how many tasks a page has at most, from 1
   * @throws CommandFailedException if no service answers, or one with an error
   */
  public List<RunningPage> running(TaskSelection which, int limit) {
    return pages(which, Map.of("limit", limit));
  }

  /**
   * A further page. Tasks that have come or gone since the page before don't disturb it.
   *
   * @param after what the page before gave as its {@linkplain RunningPage#next next}
   * @throws CommandFailedException if no service answers, or one with an error
   */
  public List<RunningPage> running(TaskSelection which, int limit, String after) {
    return pages(which, Map.of("limit", limit, "after", after));
  }

  private List<RunningPage> pages(TaskSelection which, Map<String, ?> page) {
    Map<String, Object> data = new LinkedHashMap<>(which.data());
    data.put("times", true);
    data.putAll(page);
    return answers("running", data).stream()
        .map(
            reply ->
                new RunningPage(
                    reply.nodeId(),
                    submissions(List.of(reply)),
                    reply.get("next") instanceof String next
                        ? Optional.of(next)
                        : Optional.empty()))
        .toList();
  }

  /**
   * Cancels running and waiting tasks: running ones are interrupted, waiting ones removed.
   *
   * @return what was cancelled, as it was before
   * @throws CommandFailedException if no service answers, or one with an error, for instance
   *     because all tasks were selected
   */
  public List<FoundSubmission> cancel(TaskSelection which) {
    return submissions(answers("cancel", which.data()));
  }

  /**
   * Cancels the submission with this uuid, whichever service has it. If the first to answer doesn't
   * have it, the others have one more second.
   *
   * @return whether one had it
   * @throws CommandFailedException if no service answers, or none but with an error
   */
  public boolean cancel(String uuid) {
    Deadline deadline = Deadline.in(atMost);
    List<Reply> replies =
        ask(
            "cancel",
            TaskSelection.uuid(uuid).data(),
            deadline,
            Patience.forReply(reply -> !reply.isError() && hasTasks(reply), deadline, OTHERS_WAIT));
    if (replies.stream().allMatch(Reply::isError)) {
      throw failure("cancel", replies);
    }
    return replies.stream().anyMatch(Control::hasTasks);
  }

  /**
   * The workers of the services that answer.
   *
   * @throws CommandFailedException if no service answers, or one with an error
   */
  public List<WorkerInfo> workers() {
    List<WorkerInfo> workers = new ArrayList<>();
    for (Reply reply : answers("workers", Map.of())) {
      for (Object worker : reply.body().values()) {
        if (worker instanceof Map<?, ?> fields) {
          workers.add(WorkerInfo.of(reply.nodeId(), fields));
        }
      }
    }
    return List.copyOf(workers);
  }

  /** The names of the services that answer, in the order of their answers; empty if none does. */
  public List<String> alive() {
    return replies("alive", Map.of()).stream().map(Reply::nodeId).toList();
  }

  private List<Reply> replies(String command, Map<String, ?> data) {
    return silence == null
        ? ask(command, data, expected, atMost)
        : gather(command, data, atMost, silence);
  }

  private List<Reply> answers(String command, Map<String, ?> data) {
    List<Reply> replies = replies(command, data);
    if (replies.isEmpty() || replies.stream().anyMatch(Reply::isError)) {
      throw failure(command, replies);
    }
    return replies;
  }

  private CommandFailedException failure(String command, List<Reply> replies) {
    return new CommandFailedException(
        replies.stream()
            .filter(Reply::isError)
            .findFirst()
            .map(
                reply ->
                    "service %s can't carry out %s: %s"
                        .formatted(reply.nodeId(), command, reply.error().orElseThrow()))
            .orElse("no service answered %s within %s".formatted(command, Amount.seconds(atMost))));
  }

  private static boolean hasTasks(Reply reply) {
    return reply.body().keySet().stream().anyMatch(FoundSubmission::isKey);
  }

  private static List<FoundSubmission> submissions(List<Reply> replies) {
    List<FoundSubmission> found = new ArrayList<>();
    for (Reply reply : replies) {
      reply
          .body()
          .forEach(
              (key, task) -> {
                if (FoundSubmission.isKey(key) && task instanceof Map<?, ?> fields) {
                  Map<String, @Nullable Object> message = new LinkedHashMap<>();
                  fields.forEach((name, value) -> message.put(String.valueOf(name), value));
                  found.add(FoundSubmission.of(reply.nodeId(), key, TaskMessage.of(message)));
                }
              });
    }
    return List.copyOf(found);
  }

  /** Sends a command without data and waits for one reply, for at most 5 seconds. */
  public List<Reply> ask(String command) {
    return ask(command, Map.of());
  }

  /** Sends a command and waits for one reply, for at most 5 seconds. */
  public List<Reply> ask(String command, Map<String, ?> data) {
    return ask(command, data, 1, DEFAULT_WAIT);
  }

  /**
   * Sends a command, and waits until enough services have answered or the time is up.
   *
   * @param command such as {@code running}
   * @param data the command's arguments; empty if there are none
   * @param expectedReplies how many services should answer, at least 1
   * @param atMost how long to wait for them all
   * @return what came in time, in the order of arrival; at most the number expected, and empty if
   *     no service answered
   * @throws BrokerException if the command can't be sent, or the connection breaks
   * @throws IllegalArgumentException if the data can't be written as JSON, or there is no channel
   *     to send on
   * @throws CancellationException if the thread is interrupted while it waits; it stays interrupted
   */
  public List<Reply> ask(
      String command, Map<String, ?> data, int expectedReplies, Duration atMost) {
    if (expectedReplies < 1) {
      throw new IllegalArgumentException(
          "expectedReplies must be at least 1; send() asks for no reply");
    }
    Deadline deadline = Deadline.in(atMost);
    return ask(command, data, deadline, Patience.forReplies(expectedReplies, deadline)).stream()
        .limit(expectedReplies)
        .toList();
  }

  /**
   * Sends a command to all services, however many there are: waits for a first reply, and then
   * until no more come.
   *
   * @param command such as {@code running}
   * @param data the command's arguments; empty if there are none
   * @param atMost how long to wait for them all
   * @param silence how long no further reply may come before the answer is taken to be complete
   * @return what came, in the order of arrival; empty if no service answered in time
   * @throws io.dispatcherd.brokers.BrokerException if the command can't be sent, or the connection
   *     breaks
   * @throws IllegalArgumentException as {@link #ask(String, Map, int, Duration)} does
   * @throws CancellationException if the thread is interrupted while it waits; it stays interrupted
   */
  public List<Reply> gather(
      String command, Map<String, ?> data, Duration atMost, Duration silence) {
    Deadline deadline = Deadline.in(atMost);
    return ask(command, data, deadline, Patience.untilSilence(deadline, silence));
  }

  /**
   * Sends a command and waits for one reply that isn't an error.
   *
   * @return that reply; else the first error; empty if no service answered
   */
  Optional<Reply> askForSuccess(String command, Map<String, ?> data, Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    List<Reply> replies = ask(command, data, deadline, Patience.forSuccess(deadline, OTHERS_WAIT));
    return replies.stream()
        .filter(reply -> !reply.isError())
        .findFirst()
        .or(() -> replies.stream().findFirst());
  }

  private List<Reply> ask(
      String command, Map<String, ?> data, Deadline deadline, Patience patience) {
    try {
      if (!turns.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new BrokerException(
            "the command "
                + command
                + " was not sent: too many others of this process waited for replies all the time"
                + " that it had");
      }
      try {
        return converse(command, json(data), deadline, patience);
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted while waiting for replies to " + command)
              .initCause(e);
    }
  }

  /** Sends a command without data, and asks for no reply. */
  public void send(String command) {
    send(command, Map.of());
  }

  /**
   * Sends a command, and asks for no reply.
   *
   * @throws BrokerException if it can't be sent
   */
  public void send(String command, Map<String, ?> data) {
    Broker broker = brokers.forControl();
    ControlMessage message = ControlMessage.of(command, json(data), null);
    broker.publish(List.of(new Outgoing(broker.publishChannel(channel), message.toJson())));
  }

  /**
   * One conversation per command: a late reply to an earlier one goes to a channel that is no
   * longer listened on.
   */
  private List<Reply> converse(
      String command, Map<String, ?> data, Deadline deadline, Patience patience)
      throws InterruptedException {
    Broker broker = brokers.forControl();
    String to = broker.publishChannel(channel);
    try (Conversation conversation = broker.converse()) {
      ReplyCollector collector = new ReplyCollector(deadline.left());
      conversation.send(
          new Outgoing(to, ControlMessage.of(command, data, conversation.replyTo()).toJson()));
      Duration left = patience.left(collector.replies());
      while (!left.isZero()) {
        conversation.receive(left).forEach(collector::add);
        left = patience.left(collector.replies());
      }
      return collector.replies();
    }
  }

  private static Map<String, ?> json(Map<String, ?> data) {
    return Json.parseObject(Json.write(Json.valueOf(data, "control_data")));
  }
}
