package io.dispatcherd.brokers.socket.server;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.socket.wire.Lines;
import io.dispatcherd.brokers.socket.wire.SocketFile;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.SocketLimits;
import io.dispatcherd.messages.Amount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all clients of the socket with one thread and one selector, so that a client that
 * does nothing costs nothing and delays nobody. That thread owns the selector and the set of
 * clients; others only {@linkplain #wakeUp wake it up} or {@linkplain #stop tell it to stop}.
 */
public final class SocketServer {
  private static final Logger log = LoggerFactory.getLogger(SocketServer.class);

  private static final int READ_BYTES = 64 * 1024;

  /** How often clients that keep us waiting are looked at, while there are any. */
  private static final Duration CLOCK_TICK = Duration.ofSeconds(1);

  /** How often the file is looked at: a listener isn't told that its socket's file has gone. */
  private static final Duration LOOK_AT_FILE = Duration.ofSeconds(2);

  /** After a client could not be let in, which mostly is for want of file descriptors. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** How often that is said while it goes on. */
  private static final Duration COMPLAINTS = Duration.ofMinutes(1);

  /** After it was told to stop, the server has this long for replies on their way. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /**
   * On which terms clients are served.
   *
   * @param channelName what deliveries say that they came from
   * @param lines how replies are written
   * @param limits what clients may take
   * @param hits where it is counted that they wanted more
   */
  public record Terms(String channelName, Lines lines, SocketLimits limits, LimitHits hits) {}

  private final Terms terms;
  private final UnreadReplies unread;
  private final Selector selector;
  private final ReceivedDeliveries inbox;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final Thread thread = new Thread(this::run, "dispatcherd-socket");

  private final Set<ConnectedClient> clients = new HashSet<>();

  /** Clients that aren't read from until there is room in the inbox. */
  private final Set<ConnectedClient> paused = new HashSet<>();

  private SocketFile file;
  private SelectionKey door;

  /** Whether it has been logged that clients can't find the socket. */
  private boolean lost;

  /** When clients may be let in again, and when it may be said again that they could not be. */
  private long nextAdmission = System.nanoTime();

  private long nextComplaint = System.nanoTime();
  private long nextLook = System.nanoTime() + LOOK_AT_FILE.toNanos();
  private long arrivals;
  private volatile boolean stopping;

  private SocketServer(SocketFile file, Selector selector, Terms terms) throws IOException {
    this.file = file;
    this.selector = selector;
    this.terms = terms;
    unread = new UnreadReplies(terms.limits(), terms.hits());
    inbox = new ReceivedDeliveries(terms.limits().inboxBytes(), this::wakeUp);
    this.door = open(file);
  }

  private SelectionKey open(SocketFile listening) throws IOException {
    listening.server().configureBlocking(false);
    return listening.server().register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Lets clients in.
   *
   * @param file belongs to the server from now on
   */
  public static SocketServer start(SocketFile file, Terms terms) throws IOException {
    SocketServer server = new SocketServer(file, Selector.open(), terms);
    server.thread.setDaemon(true);
    server.thread.start();
    return server;
  }

  /** Where deliveries are put. */
  public ReceivedDeliveries inbox() {
    return inbox;
  }

  void wakeUp() {
    selector.wakeup();
  }

  /** Stops, and returns when that is done. */
  public void stop() {
    stopping = true;
    inbox.close();
    wakeUp();
    try {
      thread.join(FAREWELL.multipliedBy(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        selector.select((needsClock() ? CLOCK_TICK : LOOK_AT_FILE).toMillis());
        serve();
        lookAtFile();
      }
      flush();
    } catch (IOException | RuntimeException | Error e) {
      // An Error too: the service would go on and believe that it listens.
      log.error("The socket can't be served any more", e);
      inbox.fail(new BrokerException("socket: cannot serve clients any more: " + e, e));
    } finally {
      clients.forEach(ConnectedClient::drop);
      file.release();
      closeSelector();
    }
  }

  /**
   * Takes the place again if the file has been removed or replaced, as by somebody who cleans up
   * temporary folders. Clients that are connected notice nothing. Another service's file stays.
   */
  private void lookAtFile() throws IOException {
    if (System.nanoTime() - nextLook < 0) {
      return;
    }
    nextLook = System.nanoTime() + LOOK_AT_FILE.toNanos();
    if (file.isInPlace()) {
      return;
    }
    try {
      SocketFile next = SocketFile.claim(file.path());
      door.cancel();
      file.release();
      file = next;
      door = open(next);
      lost = false;
      log.warn("Socket file {} had been removed; created it again", file.path());
    } catch (BrokerException e) {
      if (!lost) {
        lost = true;
        log.error("Could not create the socket file again, still trying: {}", e.getMessage());
      }
    }
  }

  private boolean needsClock() {
    return door.interestOps() == 0 || clients.stream().anyMatch(ConnectedClient::isOnTheClock);
  }

  private void serve() {
    Set<SelectionKey> selected = selector.selectedKeys();
    for (ConnectedClient client : readyClients(selected)) {
      client.writeQueued();
      if (inbox.isFull()) {
        if (paused.isEmpty()) {
          terms
              .hits()
              .hit(
                  Limit.SOCKET_INBOX_BYTES,
                  "Clients of the socket send faster than the service receives, and have to wait");
        }
        client.pauseReading();
        paused.add(client);
      } else {
        inbox.add(client.read(buffer));
      }
    }
    if (selected.contains(door)) {
      admit();
    }
    selected.clear();
    if (!paused.isEmpty() && !inbox.isFull()) {
      paused.forEach(ConnectedClient::resumeReading);
      paused.clear();
    }
    long now = System.nanoTime();
    clients.removeIf(client -> client.dropIfDone(now));
    if (clients.size() < terms.limits().clients() && now - nextAdmission >= 0) {
      door.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /**
   * The clients that there is something to do for, as they arrived: a publisher connects anew for
   * each message, so that is the order of publishing.
   */
  private static List<ConnectedClient> readyClients(Set<SelectionKey> selected) {
    return selected.stream()
        .map(SelectionKey::attachment)
        .filter(ConnectedClient.class::isInstance)
        .map(ConnectedClient.class::cast)
        .sorted(Comparator.comparingLong(ConnectedClient::arrival))
        .toList();
  }

  private void admit() {
    try {
      while (clients.size() < terms.limits().clients()) {
        SocketChannel channel = file.server().accept();
        if (channel == null) {
          return;
        }
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        ConnectedClient client = new ConnectedClient(arrivals++, channel, key, terms, unread);
        key.attach(client);
        clients.add(client);
      }
      terms
          .hits()
          .hit(
              Limit.SOCKET_CLIENTS,
              "The socket has %s, others have to wait"
                  .formatted(Amount.of(clients.size(), "client")));
    } catch (IOException e) {
      notAdmitted(e);
    }
    door.interestOps(0);
  }

  /** Most likely out of file descriptors: it passes, and must not make the loop spin. */
  private void notAdmitted(IOException e) {
    long now = System.nanoTime();
    nextAdmission = now + PAUSE_AFTER_FAILURE.toNanos();
    if (now - nextComplaint >= 0) {
      nextComplaint = now + COMPLAINTS.toNanos();
      log.warn("Could not let a client of the socket in, trying on: {}", e.getMessage());
    }
  }

  /** Replies to the last commands still go out, to clients that take them. */
  private void flush() throws IOException {
    long start = System.nanoTime();
    door.cancel();
    while (clients.stream().anyMatch(ConnectedClient::hasReplies)) {
      long left = FAREWELL.minusNanos(System.nanoTime() - start).toMillis();
      if (left <= 0) {
        return;
      }
      clients.forEach(ConnectedClient::pauseReading);
      selector.select(left);
      selector.selectedKeys().clear();
      clients.forEach(ConnectedClient::writeQueued);
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("Closing the selector of the socket failed", e);
    }
  }
}
