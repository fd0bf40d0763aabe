package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ControlCommands;
import java.util.List;

/** Every control command there is. */
public final class ShippedCommands implements ControlCommands {
  @Override
  public List<ControlCommand> commands() {
    return List.of(
        new Alive(),
        new Running(),
        new Cancel(),
        new Run(),
        new Workers(),
        new Producers(),
        new Tasks(),
        new Schedules(),
        new Main(),
        new Chunks(),
        new Status(),
        new Metrics(),
        new Threads("aio_tasks"),
        new Threads("threads"),
        new Stack(),
        new SetLogLevel(),
        new Memory(),
        new MemoryOffenders());
  }
}
