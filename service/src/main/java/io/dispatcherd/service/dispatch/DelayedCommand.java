package io.dispatcherd.service.dispatch;

import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.ControlMessage;

/**
 * A command that is to be carried out later.
 *
 * @param delivery where to report then that it was
 */
record DelayedCommand(ControlMessage command, Acknowledgeable delivery) {}
