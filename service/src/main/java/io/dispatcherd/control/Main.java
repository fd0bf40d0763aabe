package io.dispatcherd.control;

import io.dispatcherd.pool.PoolCounts;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.statistics.FlowCounts;
import io.dispatcherd.service.statistics.MessageCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counts of the service as a whole. */
final class Main implements ControlCommand {
  @Override
  public String name() {
    return "main";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    MessageCounts messages = service.messages();
    FlowCounts flow = service.flow();
    PoolCounts counts = service.poolCounts();
    Map<String, @Nullable Object> pool = new LinkedHashMap<>();
    pool.put("next_worker_id", counts.nextWorkerId());
    pool.put("finished_count", counts.finished());
    pool.put("canceled_count", counts.canceled());
    pool.put("retirement_count", counts.retired());
    pool.put("worker_ct", service.capacity());
    pool.put("running_ct", service.busyCount());
    pool.put("usage", service.usage());
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    reply.put("received_count", messages.received());
    reply.put("control_count", messages.control());
    reply.put("pid", ProcessHandle.current().pid());
    reply.put("pool", pool);
    reply.put("failed_count", counts.failed());
    reply.put("discarded_count", flow.ended().discarded());
    reply.put("refused_count", messages.refused());
    reply.put("limit_hits", hits(service));
    reply.put("queued", flow.queued());
    reply.put("blocked", flow.blocked());
    reply.put("delayed", flow.delayed());
    return reply;
  }

  /** Only those that were hit, so that a glance is enough. */
  private static Map<String, Number> hits(ServiceState service) {
    Map<String, Number> hits = new LinkedHashMap<>(service.limitHits().counts());
    hits.values().removeIf(count -> count.longValue() == 0);
    return hits;
  }
}
