package io.dispatcherd.control;

import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Which classes fill the service's heap: its histogram, largest first. */
final class MemoryOffenders implements ControlCommand {
  private static final int DEFAULT_LIMIT = 10;

  /** A line of the JVM's histogram: rank, instances, bytes, class. */
  private static final Pattern LINE =
      Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*$", Pattern.MULTILINE);

  private record Offender(String type, long count, long bytes) {
    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("class", type);
      map.put("count", count);
      map.put("size_bytes", bytes);
      return map;
    }
  }

  @Override
  public String name() {
    return "memory_offenders";
  }

  @Override
  public boolean isSlow() {
    return true;
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    if (!(data.getOrDefault("limit", DEFAULT_LIMIT) instanceof Integer limit) || limit < 0) {
      throw new IllegalArgumentException("limit must be a number of classes, 0 or more");
    }
    if (!"class".equals(data.getOrDefault("group_by", "class"))) {
      throw new IllegalArgumentException("group_by must be \"class\"");
    }
    List<Offender> offenders = parse(histogram());
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    reply.put("total_objects", offenders.stream().mapToLong(Offender::count).sum());
    reply.put("group_by", "class");
    reply.put("offenders", offenders.stream().limit(limit).map(Offender::toMap).toList());
    return reply;
  }

  private static List<Offender> parse(String histogram) {
    return LINE.matcher(histogram).results().map(MemoryOffenders::offender).toList();
  }

  private static Offender offender(MatchResult line) {
    return new Offender(
        line.group(3), Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("This JVM gives no class histogram", e);
    }
  }
}
