package io.dispatcherd.service;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.pool.WorkerExit;
import io.dispatcherd.pool.WorkerListener;

/** Turns news of workers into events. */
record WorkerNews(EventLoop loop) implements WorkerListener {
  @Override
  public void spawned(int workerId, long pid) {
    loop.post(new Event.WorkerSpawned(workerId, pid));
  }

  @Override
  public void said(int workerId, FromWorker frame) {
    loop.post(new Event.WorkerSaid(workerId, frame));
  }

  @Override
  public void gone(int workerId, WorkerExit exit) {
    loop.post(new Event.WorkerGone(workerId, exit));
  }
}
