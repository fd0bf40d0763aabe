package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Access;
import io.dispatcherd.dashboard.access.Caller;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all open pages up to date: at each tick one snapshot is read for all of them, and each
 * page is written once for everybody who looks at it in the same role. What nobody looks at isn't
 * read; while nobody looks at anything, there is no thread. Thread-safe: the lock of this object
 * guards its fields.
 */
final class LivePages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LivePages.class);
  private static final Duration TICK = Duration.ofSeconds(2);

  /** Equal for all who see the same. */
  private record Shown(
      Route route, Map<String, List<String>> parameters, Caller caller, String base, ZoneId zone) {}

  /** One page with all who have it open. */
  private static final class Open {
    final Request request;
    final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();

    /** Of the thread of ticks alone. */
    @Nullable Record last;

    String html = "";

    Open(Request request) {
      this.request = request;
    }
  }

  private final Access access;
  private final Rendering rendering;
  private final Snapshots snapshots;
  private final Outage outage;
  private final int most;
  private final Map<Shown, Open> open = new HashMap<>();
  private int number;
  private boolean isAllowed = true;
  private @Nullable ScheduledExecutorService ticks;

  LivePages(
      Access access, Rendering rendering, Snapshots snapshots, Outage outage, int mostViewers) {
    this.access = access;
    this.rendering = rendering;
    this.snapshots = snapshots;
    this.outage = outage;
    most = mostViewers;
  }

  /**
   * Opens a stream.
   *
   * @param request for the page, of nobody in particular
   * @throws Problem if there are too many
   */
  void open(Request request, Caller caller, AsyncContext context) throws IOException {
    Shown shown =
        new Shown(
            request.route(),
            request.parameters(),
            request.caller(),
            request.links().base(),
            request.zone());
    LiveStream stream = new LiveStream(caller, context, ended -> closed(shown, ended));
    synchronized (this) {
      number++;
      open.computeIfAbsent(shown, any -> new Open(request)).streams.add(stream);
      if (ticks == null) {
        ticks =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("dashboard-ticks").factory());
        var unused =
            ticks.scheduleWithFixedDelay(
                this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    stream.start();
    if (!isAllowed()) {
      stream.close();
    }
  }

  /** Whether pages may be live. If not, those that are end, and no others begin. */
  void setAllowed(boolean allowed) {
    synchronized (this) {
      isAllowed = allowed;
    }
    if (!allowed) {
      close();
    }
  }

  private synchronized boolean isAllowed() {
    return isAllowed;
  }

  /** Whether there is room for one more. */
  synchronized boolean hasRoom() {
    return isAllowed && number < most;
  }

  /** How many streams are open. */
  synchronized int number() {
    return number;
  }

  private synchronized void closed(Shown shown, LiveStream stream) {
    Open page = open.get(shown);
    if (page == null || !page.streams.remove(stream)) {
      return;
    }
    number--;
    if (page.streams.isEmpty()) {
      open.remove(shown);
    }
    if (open.isEmpty() && ticks != null) {
      ticks.shutdown();
      ticks = null;
    }
  }

  private void tick() {
    Set<Open> pages;
    synchronized (this) {
      pages = new HashSet<>(open.values());
    }
    Snapshot snapshot = snapshots.next();
    for (Open page : pages) {
      try {
        tick(page, snapshot);
      } catch (RuntimeException e) {
        log.error("a bug, in the tick of /{}", page.request.route().path(), e);
      }
    }
  }

  private void tick(Open page, Snapshot snapshot) {
    for (LiveStream stream : page.streams) {
      if (!access.isStill(stream.caller())) {
        stream.close();
      }
    }
    Optional<String> html = html(page, page.request.at(snapshot));
    if (html.isEmpty()) {
      page.streams.forEach(LiveStream::beat);
      return;
    }
    boolean hasChanged = !html.get().equals(page.html);
    page.html = html.get();
    byte[] event = LiveStream.event(page.html);
    page.streams.forEach(stream -> stream.show(event, hasChanged));
  }

  private Optional<String> html(Open page, Request request) {
    Optional<Instant> staleSince = Optional.empty();
    try {
      if (request.route().handler().handle(request) instanceof Answer.Page answer) {
        page.last = answer.page();
        outage.over();
      }
    } catch (Problem problem) {
      // What the page is about is gone: it stays as it was.
      log.debug("/{}: {}", request.route().path(), problem.text());
    } catch (Exception e) {
      staleSince = Optional.of(outage.began());
      log.debug("/{} can't be brought up to date", request.route().path(), e);
    }
    Record last = page.last;
    return last == null ? Optional.empty() : Optional.of(rendering.tick(request, last, staleSince));
  }

  /** Ends all streams. */
  @Override
  public void close() {
    Set<Open> pages;
    synchronized (this) {
      pages = new HashSet<>(open.values());
    }
    pages.forEach(page -> page.streams.forEach(LiveStream::close));
  }
}
