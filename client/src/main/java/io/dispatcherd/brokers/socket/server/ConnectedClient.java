package io.dispatcherd.brokers.socket.server;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.socket.wire.LineDecoder;
import io.dispatcherd.limits.Limit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client, as the service sees it. Reading is done by the server's thread; replies may come from
 * any. Nothing here waits: what the client doesn't take at once is queued, and a client that takes
 * nothing for long is dropped.
 */
final class ConnectedClient {
  private static final Logger log = LoggerFactory.getLogger(ConnectedClient.class);

  /** After its last message, a client is kept this long for replies that it may be waiting for. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(10);

  private static final int MAX_READ_BYTES = 1 << 20;

  private final long arrival;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final SocketServer.Terms terms;
  private final LineDecoder decoder;
  private final UnreadReplies unread;

  /** Deliveries of which nobody has said yet what became of them. */
  private final AtomicInteger unacknowledged = new AtomicInteger();

  /** Guards what follows. Held only for calls that don't block. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<ByteBuffer> replies = new ArrayDeque<>();
  private long queuedBytes;
  private long lastProgress = System.nanoTime();
  private boolean inputEnded;
  private boolean gone;

  /**
   * @param arrival the client's number, in the order of arrival
   * @param key the channel's, in the server's selector
   * @param unread the account of the replies of all clients
   */
  ConnectedClient(
      long arrival,
      SocketChannel channel,
      SelectionKey key,
      SocketServer.Terms terms,
      UnreadReplies unread) {
    this.arrival = arrival;
    this.channel = channel;
    this.key = key;
    this.terms = terms;
    this.decoder = new LineDecoder(terms.limits().lineBytes());
    this.unread = unread;
  }

  /**
   * Reads what is there, up to a limit, so that no client takes all the attention. The limit
   * exceeds what a socket buffers, so that of a client that has sent and gone nothing remains.
   */
  List<SocketDelivery> read(ByteBuffer buffer) {
    List<String> received = new ArrayList<>();
    if (inputEnded || !channel.isOpen()) {
      return List.of();
    }
    try {
      int count = channel.read(buffer.clear());
      for (int total = count; count > 0; total += count) {
        decoder.add(buffer.flip(), received);
        count = total < MAX_READ_BYTES ? channel.read(buffer.clear()) : 0;
      }
      if (count < 0) {
        decoder.finish(received);
        endInput();
      }
    } catch (LineDecoder.LineTooLongException e) {
      terms
          .hits()
          .hit(
              Limit.SOCKET_LINE_BYTES,
              "Dropped a client of the socket that sent " + e.getMessage());
      drop();
    } catch (IOException e) {
      log.debug("A client of the socket has gone", e);
      drop();
    }
    unacknowledged.addAndGet(received.size());
    return received.stream()
        .map(line -> new SocketDelivery(this, terms.channelName(), line))
        .toList();
  }

  private void endInput() {
    lock.lock();
    try {
      inputEnded = true;
      lastProgress = System.nanoTime();
    } finally {
      lock.unlock();
    }
    pauseReading();
  }

  void pauseReading() {
    lock.lock();
    try {
      if (!gone) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
      }
    } finally {
      lock.unlock();
    }
  }

  void resumeReading() {
    lock.lock();
    try {
      if (!gone && !inputEnded) {
        key.interestOpsOr(SelectionKey.OP_READ);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a reply, or queues what the client doesn't take at once.
   *
   * @param replyTo the channel that the client asked for
   * @throws BrokerException if the client has gone, or doesn't read and so is dropped
   */
  void reply(String replyTo, String reply) {
    List<ByteBuffer> encoded = terms.lines().encode(replyTo, reply);
    lock.lock();
    try {
      if (gone) {
        throw new BrokerException("socket: the client that asked has gone");
      }
      if (unread.isTooMuch(queuedBytes)) {
        drop(); // It has missed a reply: whatever else it asks would be in vain.
        throw new BrokerException("socket: the client that asked doesn't read its replies");
      }
      unread.checkRoom();
      if (replies.isEmpty()) {
        lastProgress = System.nanoTime();
      }
      replies.addAll(encoded);
      queued(encoded.stream().mapToLong(ByteBuffer::remaining).sum());
      write();
    } catch (IOException e) {
      drop();
      throw new BrokerException("socket: the client that asked has gone: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /** The client can take more. */
  void writeQueued() {
    lock.lock();
    try {
      if (!gone) {
        write();
      }
    } catch (IOException e) {
      log.debug("A client of the socket has gone", e);
      drop();
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock. */
  private void queued(long more) {
    queuedBytes += more;
    unread.add(more);
  }

  /** Called with the lock. */
  private void write() throws IOException {
    while (!replies.isEmpty()) {
      ByteBuffer next = replies.element();
      int written = channel.write(next);
      queued(-written);
      if (written > 0) {
        lastProgress = System.nanoTime();
      }
      if (next.hasRemaining()) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        key.selector().wakeup();
        return;
      }
      replies.remove();
    }
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
  }

  long arrival() {
    return arrival;
  }

  /** A delivery of this client's has come to its end. */
  void acknowledged() {
    unacknowledged.decrementAndGet();
    key.selector().wakeup();
  }

  /** Whether there are replies that the client hasn't taken yet. */
  boolean hasReplies() {
    lock.lock();
    try {
      return !replies.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether anything but the client's own next move can end this connection, so that {@link
   * #dropIfDone} is worth calling again.
   */
  boolean isOnTheClock() {
    lock.lock();
    try {
      return inputEnded || !replies.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Drops the client if it has all it may wait for, or has kept us waiting for too long. */
  boolean dropIfDone(long now) {
    lock.lock();
    try {
      Duration idle = Duration.ofNanos(now - lastProgress);
      if (!replies.isEmpty()) {
        if (unread.isTooLate(idle)) {
          drop();
        }
      } else if (inputEnded && (unacknowledged.get() <= 0 || idle.compareTo(END_PATIENCE) > 0)) {
        drop();
      }
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection. */
  void drop() {
    lock.lock();
    try {
      gone = true;
      replies.clear();
      queued(-queuedBytes);
      key.cancel();
      channel.close();
    } catch (IOException e) {
      log.debug("Closing a connection of the socket failed", e);
    } finally {
      lock.unlock();
    }
  }
}
