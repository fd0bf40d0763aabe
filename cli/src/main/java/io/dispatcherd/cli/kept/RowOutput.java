package io.dispatcherd.cli.kept;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows of values are written. */
public interface RowOutput {
  /** Things of one kind, each with the same names. */
  String rows(List<Map<String, @Nullable Object>> rows);

  /** One thing. */
  String details(Map<String, @Nullable Object> values);

  /** Whether people read it, so that a row is to fit into a line. */
  boolean isForPeople();
}
