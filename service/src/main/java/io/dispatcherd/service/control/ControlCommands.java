package io.dispatcherd.service.control;

import java.util.List;

/** Supplies control commands to services; found through {@link java.util.ServiceLoader}. */
public interface ControlCommands {
  /** The commands, each with a name of its own. */
  List<ControlCommand> commands();
}
