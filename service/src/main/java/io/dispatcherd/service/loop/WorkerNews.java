package io.dispatcherd.service.loop;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.pool.worker.WorkerListener;

/** Turns reports about workers into events. */
public record WorkerNews(EventLoop loop, LimitHits hits) implements WorkerListener {
  @Override
  public void spawned(int workerId, long pid) {
    loop.post(new Event.WorkerSpawned(workerId, pid));
  }

  @Override
  public void said(int workerId, FromWorker frame, Runnable onTaken) {
    loop.post(new Event.WorkerSaid(workerId, frame, onTaken));
  }

  @Override
  public void saidMoreThanIsTaken(int workerId) {
    hits.hit(
        Limit.UNDECIDED_FRAME_BYTES,
        "Worker %d sends more than is handled; it has to wait".formatted(workerId));
  }

  @Override
  public void saidTooMuch(int workerId, String what) {
    hits.hit(
        Limit.WORKER_FRAME_BYTES, "Worker %d broke its line with %s".formatted(workerId, what));
  }

  @Override
  public void gone(int workerId, WorkerExit exit) {
    loop.post(new Event.WorkerGone(workerId, exit));
  }
}
