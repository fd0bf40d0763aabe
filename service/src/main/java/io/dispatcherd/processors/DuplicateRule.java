package io.dispatcherd.processors;

import io.dispatcherd.messages.TaskMessage;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a task that arrives while an equal one is running or held. */
public enum DuplicateRule {
  /** It is accepted like any other. */
  PARALLEL,
  /** It is dropped. */
  DISCARD,
  /** It is held until those before it have ended. */
  SERIAL,
  /** It is held until the running one has ended, but dropped if one is held already. */
  QUEUE_ONE;

  private static final Logger log = LoggerFactory.getLogger(DuplicateRule.class);

  /** The rule that a message asks for; an unknown one is logged and means parallel. */
  public static DuplicateRule of(TaskMessage message) {
    return message.onDuplicate().map(name -> named(name, message)).orElse(PARALLEL);
  }

  /** The rule's name in messages. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static DuplicateRule named(String name, TaskMessage message) {
    for (DuplicateRule rule : values()) {
      if (rule.wireName().equals(name)) {
        return rule;
      }
    }
    log.warn("Task {} has the unknown on_duplicate \"{}\", taking it as parallel", message, name);
    return PARALLEL;
  }
}
