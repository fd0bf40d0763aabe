package io.dispatcherd.dashboard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.dashboard.access.Caller;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One page that is open somewhere, and gets what changes as server-sent events. The container
 * writes, without a thread of its own for each. It holds one event at most: a reader who is slow
 * misses those in between. Thread-safe: the lock of this object guards its fields.
 */
final class LiveStream implements WriteListener, AsyncListener {
  private static final byte[] BEAT = "event: beat\ndata:\n\n".getBytes(UTF_8);
  private static final byte[] GONE = "event: gone\ndata:\n\n".getBytes(UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Caller caller;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<LiveStream> ended;

  private byte @Nullable [] next = BEAT;
  private boolean isWritable;
  private boolean needsFlush;
  private boolean isLast;
  private boolean hasContent;
  private boolean hasEnded;
  private long progressed = System.nanoTime();

  LiveStream(Caller caller, AsyncContext context, Consumer<LiveStream> ended) throws IOException {
    this.caller = caller;
    this.context = context;
    this.ended = ended;
    out = context.getResponse().getOutputStream();
  }

  /** Has the container say when it can write, and when the reader is gone. */
  void start() {
    context.setTimeout(0);
    context.addListener(this);
    out.setWriteListener(this);
  }

  Caller caller() {
    return caller;
  }

  static byte[] event(String html) {
    return ("data: " + html.replace("\r", "").replace("\n", "\ndata: ") + "\n\n").getBytes(UTF_8);
  }

  /** Sends what the page shows now, unless nothing has changed since it was sent last. */
  synchronized void show(byte[] event, boolean hasChanged) {
    if (hasChanged || !hasContent) {
      hasContent = true;
      send(event);
    } else {
      beat();
    }
  }

  /** Sends this, in place of what the reader hasn't taken yet. */
  private synchronized void send(byte[] event) {
    if (!isLast) {
      next = event;
      write();
    }
  }

  /**
   * Says that all is well, unless something waits to be sent; gives up a reader who takes nothing.
   */
  synchronized void beat() {
    if (next == null && !needsFlush) {
      send(BEAT);
    } else if (System.nanoTime() - progressed > PATIENCE.toNanos()) {
      end();
    }
  }

  /** The last event: the page is to be asked for anew, by somebody who may have to sign in. */
  synchronized void close() {
    send(GONE);
    isLast = true;
    write();
  }

  @Override
  public synchronized void onWritePossible() {
    isWritable = true;
    write();
  }

  private void write() {
    try {
      while (isWritable && !hasEnded) {
        isWritable = out.isReady();
        if (!isWritable) {
          return;
        }
        progressed = System.nanoTime();
        byte[] event = next;
        if (needsFlush) {
          needsFlush = false;
          out.flush();
        } else if (event != null) {
          next = null;
          needsFlush = true;
          out.write(event);
        } else {
          if (isLast) {
            end();
          }
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      end();
    }
  }

  private void end() {
    if (!hasEnded) {
      hasEnded = true;
      ended.accept(this);
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The container has completed it.
      }
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    end();
  }

  @Override
  public synchronized void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public synchronized void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public synchronized void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
