package io.dispatcherd.dashboard.pages;

import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.dashboard.pages.show.JsonText;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Node;
import io.dispatcherd.jobs.QueueLimits;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.jobs.Rate;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Pages about work that nobody does: each by the path that shows it. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-12-01T13:42:07.250Z");

  /** What somebody might send in the hope that a page would take it for more than text. */
  static final String HOSTILE =
      "a/b ..?x#<script>alert(1)</script>\"'><img src=x onerror=alert(1)>${1+1}{{7*7}} \u0000\ud800"
          + " \u202egnp.exe";

  private final String name;
  private final int size;
  private final Links links;

  private Samples(String name, int size, Links links) {
    this.name = name;
    this.size = size;
    this.links = links;
  }

  /**
   * All pages, with so many rows in their lists; names are made of the given one if there is one.
   */
  static Map<String, Record> of(int size, String hostile, String base) {
    return new Samples(hostile, size, new Links(base)).pages();
  }

  private Map<String, Record> pages() {
    Map<String, Record> pages = new LinkedHashMap<>();
    pages.put("", overview());
    pages.put("queues", new QueuesPage(queues()));
    pages.put("queue", queue());
    pages.put("jobs", jobs());
    pages.put("job", job());
    pages.put("dead", dead());
    pages.put("schedules", new SchedulesPage(schedules()));
    pages.put("schedule", schedule());
    pages.put("workflows", workflows());
    pages.put("workflow", new WorkflowPage(workflow()));
    pages.put("nodes", nodes());
    pages.put("tasks", new TasksPage(tasks(), "the last hour", Optional.empty()));
    pages.put(
        "task",
        new TasksPage(
            tasks().stream().limit(1).toList(),
            "the last hour",
            Optional.of(text("mail.Invoices.send"))));
    pages.put("audit", audit());
    pages.put("sign-in", new SignInPage(name, Optional.of("Name or password is wrong."), ""));
    pages.put("confirm", confirm());
    pages.put(
        "error",
        new ErrorPage(404, "There is no such page", "Nothing is at " + text("this address") + "."));
    return pages;
  }

  private String text(String usual) {
    return name.isEmpty() ? usual : name;
  }

  private static Instant ago(long seconds) {
    return NOW.minusSeconds(seconds);
  }

  private static String uuid(int number) {
    return "6f1c0f6e-7d1e-4a6e-9b53-0d9a3c5a%04x".formatted(number);
  }

  private OverviewPage overview() {
    List<Attention> attention = new ArrayList<>();
    if (size > 10) {
      attention.add(
          new Attention(
              true,
              "412 jobs wait in the queue ",
              text("imports"),
              " and no service works on it.",
              links.queue(text("imports")),
              "The queue"));
      attention.add(
          new Attention(
              false,
              "14.2 % of the runs of ",
              text("mail.Invoices.send"),
              " failed in the last hour.",
              links.page("dead"),
              "Its errors"));
    }
    return new OverviewPage(
        attention,
        Optional.of(trend(1)),
        OptionalDouble.of(size == 0 ? 0 : 128.4),
        OptionalDouble.of(size == 0 ? 0 : 131.2),
        OptionalDouble.of(size == 0 ? 0 : 0.0042),
        Optional.of(size > 100 ? new Counted(10_000, true) : Counted.exactly(size * 7L)),
        size == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(size > 10 ? 312 : 4)),
        Optional.of(Counted.exactly(size == 0 ? 0 : 11)),
        Optional.of(Counted.exactly(size)),
        Optional.of(size == 0 ? 0 : 3),
        queues());
  }

  private Trend trend(int scale) {
    List<Trend.Point> points = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      double wave = size == 0 ? 0 : (90 + 40 * Math.sin(minute / 7.0) + minute * 13 % 17) / scale;
      double failed = size > 0 && minute % 19 == 5 ? 3 : size > 10 && minute > 48 ? minute - 46 : 0;
      double waiting = size > 10 && minute > 40 ? (minute - 40) * 22 : wave / 30;
      points.add(
          minute < 3
              ? Trend.Point.UNKNOWN
              : new Trend.Point(
                  OptionalDouble.of(wave + (minute > 40 ? 12 : 0)),
                  OptionalDouble.of(wave),
                  OptionalDouble.of(failed),
                  OptionalDouble.of(waiting),
                  OptionalDouble.of(waiting / 4)));
    }
    return new Trend(ago(3_600 - 53), Duration.ofMinutes(1), points);
  }

  private List<QueueRow> queues() {
    List<String> names = List.of("default", "mail", "imports", "reports", "thumbnails", "webhooks");
    List<QueueRow> rows = new ArrayList<>();
    for (int index = 0; index < Math.min(size, 40); index++) {
      String queue = names.get(index % names.size()) + (index < names.size() ? "" : "-" + index);
      boolean isForsaken = index == 2 && size > 10;
      rows.add(
          new QueueRow(
              status(name.isEmpty() ? queue : name + index, index, isForsaken),
              Optional.of(isForsaken ? 0 : 2),
              Optional.of(trend(index + 2))));
    }
    return rows;
  }

  private QueueStatus status(String queue, int index, boolean isForsaken) {
    return new QueueStatus(
        queue,
        index == 3,
        isForsaken ? 412 : index == 1 && size > 100 ? 98_214 : index * 3L,
        index == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(index * 1_734L + (isForsaken ? 309_000 : 0))),
        index * 5L % 7,
        index == 1 ? Map.of("limit of its key", 18L, "duplicate", 3L) : Map.of(),
        index == 2 ? 0 : 4 - index % 4,
        index == 1 ? 12 : 0,
        Map.of("done", 120_481L * (index + 1)),
        new QueueLimits(
            index == 1 ? Optional.of(8) : Optional.empty(),
            index == 1 ? Optional.of(new Rate(100, Duration.ofMinutes(1))) : Optional.empty(),
            index == 4 ? 3 : 1,
            Optional.of(5),
            Optional.of(Duration.ofDays(7)),
            Optional.empty()));
  }

  private QueuePage queue() {
    QueueRow row =
        new QueueRow(status(text("mail"), 1, false), Optional.of(2), Optional.of(trend(2)));
    return new QueuePage(
        row,
        size == 0
            ? List.of()
            : List.of(
                new Node(text("app-1"), ago(86_400), NOW.plusSeconds(20), List.of("mail"), 3)),
        jobList().stream().filter(job -> job.state() == JobState.RUNNING).limit(3).toList(),
        jobList().stream().filter(job -> job.state() == JobState.READY).limit(3).toList());
  }

  private JobsPage jobs() {
    Map<JobState, Counted> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      counts.put(
          state,
          size == 0
              ? Counted.exactly(0)
              : state == JobState.DONE
                  ? new Counted(10_000, true)
                  : Counted.exactly(state.wireName().length() * 7L % 23));
    }
    Map<String, String> filters = name.isEmpty() ? Map.of() : Map.of("task", name, "error", name);
    return new JobsPage(
        filters,
        Optional.empty(),
        counts,
        jobList(),
        size > 10 ? Optional.of("017f.22") : Optional.empty(),
        true,
        List.of(),
        Optional.empty());
  }

  private List<Job> jobList() {
    List<Job> jobs = new ArrayList<>();
    JobState[] states = {
      JobState.RUNNING,
      JobState.READY,
      JobState.DONE,
      JobState.DEAD,
      JobState.SCHEDULED,
      JobState.DONE,
      JobState.HELD,
      JobState.DONE,
      JobState.CANCELLED,
      JobState.DISCARDED
    };
    for (int index = 0; index < Math.min(size, 50); index++) {
      jobs.add(job(index, states[index % states.length]));
    }
    return jobs;
  }

  private Job job(int index, JobState state) {
    List<String> tasks =
        List.of(
            "mail.Invoices.send",
            "reports.Monthly.build",
            "images.Thumbnails.make",
            "shop.Orders.sync",
            "crm.Contacts.importAll");
    boolean hasStarted = state.hasEnded() || state == JobState.RUNNING;
    return new Job(
        name.isEmpty() ? uuid(index) : name + index,
        text(tasks.get(index % tasks.size())),
        text("mail"),
        index % 3 == 0 ? Optional.of(text("customer-" + (4_000 + index))) : Optional.empty(),
        state,
        state == JobState.HELD ? Optional.of("limit of its key") : Optional.empty(),
        state == JobState.DEAD ? 5 : hasStarted ? 1 : 0,
        Optional.of(5),
        index % 4 == 0 ? 10 : 0,
        ago(40L + index * 37L),
        state == JobState.SCHEDULED ? Optional.of(NOW.plusSeconds(1_800)) : Optional.empty(),
        hasStarted ? Optional.of(ago(31L + index * 37L)) : Optional.empty(),
        state.hasEnded() ? Optional.of(ago(22L + index * 35L)) : Optional.empty(),
        hasStarted ? Optional.of(text("app-1")) : Optional.empty(),
        state == JobState.DEAD
            ? Optional.of(
                "java.net.SocketTimeoutException: "
                    + text("the mail server mx.example.com did not answer within 30 s"))
            : Optional.empty(),
        state == JobState.DONE
            ? Optional.of("{\"sent\": 12345678901234567890, \"id\": \"00042\"}")
            : Optional.empty(),
        state == JobState.RUNNING ? OptionalDouble.of(0.625) : OptionalDouble.empty(),
        state == JobState.RUNNING ? Optional.of(text("page 25 of 40")) : Optional.empty(),
        Optional.empty());
  }

  private JobPage job() {
    Job job = job(3, JobState.DEAD);
    List<Attempt> attempts = new ArrayList<>();
    for (int attempt = 5; attempt >= 1; attempt--) {
      Instant started = ago(200L + (5 - attempt) * 600L);
      attempts.add(
          new Attempt(
              new Run(
                  attempt,
                  attempt == 3 ? "timed_out" : attempt == 1 ? "lost" : "failed",
                  Optional.of(text("app-" + attempt % 3)),
                  Optional.of(started),
                  started.plusMillis(30_012),
                  job.error()),
              Optional.of(
                  "java.net.SocketTimeoutException: "
                      + text("Read timed out")
                      + "\n"
                      + "\tat mail.Invoices.send(Invoices.java:48)\n"
                      + "\tat io.dispatcherd.child.TaskRunner.call(TaskRunner.java:81)"),
              List.of(
                  "13:38:47.012 INFO connecting to mx.example.com",
                  "13:39:17.020 WARN " + text("no answer")),
              true));
    }
    return new JobPage(
        job,
        attempts,
        Optional.of(
            new JsonText(
                "{\"invoice\":12345678901234567890,\"amount\":10.50,\"number\":\"00042\",\"to\":{\"name\":"
                    + io.dispatcherd.messages.Json.write(text("Ada"))
                    + ",\"password\":\"(hidden)\"},\"lines\":[1,2,3],\"notes\":[],\"more\":[{\"a\":true},{\"b\":null}]}")),
        Optional.empty(),
        job.resultJson().map(JsonText::new),
        List.of(),
        Optional.of(uuid(7)),
        false);
  }

  private DeadPage dead() {
    List<DeadPage.Group> groups = new ArrayList<>();
    List<String> errors =
        List.of(
            "java.net.SocketTimeoutException",
            "org.postgresql.util.PSQLException",
            "java.lang.NullPointerException");
    for (int index = 0; index < Math.min(size, 20); index++) {
      groups.add(
          new DeadPage.Group(
              "g" + index,
              text("mail.Invoices.send"),
              text("mail"),
              text(errors.get(index % 3)),
              Optional.of(text("the mail server mx.example.com did not answer within 30 s")),
              Counted.exactly(40L / (index + 1)),
              ago(90_000),
              ago(60L + index * 900L),
              uuid(index)));
    }
    return new DeadPage(
        groups,
        Optional.of(Counted.exactly(size)),
        size > 100 ? Optional.of(10_000L) : Optional.empty());
  }

  private List<ScheduleInfo> schedules() {
    List<ScheduleInfo> schedules = new ArrayList<>();
    List<String> names = List.of("nightly-report", "poll-orders", "clean-up", "certificates");
    for (int index = 0; index < Math.min(size, 30); index++) {
      schedules.add(
          schedule(
              name.isEmpty() ? names.get(index % 4) + (index < 4 ? "" : "-" + index) : name + index,
              index));
    }
    return schedules;
  }

  private ScheduleInfo schedule(String scheduleName, int index) {
    return new ScheduleInfo(
        scheduleName,
        text("reports.Monthly.build"),
        Optional.of(text("reports")),
        index % 2 == 0
            ? new Schedule.Cron("15 3 * * 1-5", ZoneId.of("Europe/Berlin"))
            : new Schedule.Every(Duration.ofSeconds(90)),
        Missed.LAST,
        Duration.ofHours(1),
        Overlap.SKIP,
        index == 2,
        index == 0 ? "file" : "task",
        ago(900_000),
        List.of(NOW.plusSeconds(52_000), NOW.plusSeconds(138_400), NOW.plusSeconds(224_800)),
        Optional.of(ago(34_400)),
        Optional.of(uuid(2)),
        index == 3 ? Optional.of(text("the cron's third field is 32")) : Optional.empty());
  }

  private SchedulePage schedule() {
    return new SchedulePage(
        schedule(text("nightly-report"), 0), Map.of(), Optional.empty(), "once-1");
  }

  private WorkflowsPage workflows() {
    List<WorkflowsPage.Row> rows = new ArrayList<>();
    String[] states = {"running", "done", "dead", "cancelled"};
    for (int index = 0; index < Math.min(size, 50); index++) {
      long steps = 12 + index * 31L;
      rows.add(
          new WorkflowsPage.Row(
              uuid(index),
              text("monthly-billing"),
              states[index % 4],
              ago(60 + index * 5_000L),
              steps,
              index % 4 == 1 ? steps : steps / 2,
              index % 4 == 2 ? 2 : 0));
    }
    return new WorkflowsPage(rows, Optional.empty(), true);
  }

  private WorkflowInfo workflow() {
    List<WorkflowStepInfo> steps = new ArrayList<>();
    steps.add(step("collect", JobState.DONE, List.of()));
    int parallel = size > 100 ? 240 : size > 10 ? 6 : 3;
    List<String> invoices = new ArrayList<>();
    for (int index = 0; index < parallel; index++) {
      String step = text("invoice") + "-" + index;
      invoices.add(step);
      steps.add(
          step(
              step,
              index % 5 == 2 ? JobState.DEAD : index % 5 == 3 ? JobState.RUNNING : JobState.DONE,
              List.of("collect")));
    }
    steps.add(step("book", JobState.HELD, invoices));
    steps.add(step("notify sales of all invoices and sums", JobState.HELD, List.of("book")));
    steps.add(step("archive", JobState.HELD, List.of("book", "collect")));
    return new WorkflowInfo(uuid(7), text("monthly-billing"), ago(400), Optional.empty(), steps);
  }

  private WorkflowStepInfo step(String stepName, JobState state, List<String> after) {
    boolean hasStarted = state != JobState.HELD;
    return new WorkflowStepInfo(
        stepName,
        uuid(Math.abs(stepName.hashCode() % 4_000)),
        text("billing.Invoices.make"),
        Optional.of(state),
        after,
        hasStarted ? Optional.of(ago(300)) : Optional.empty(),
        state.hasEnded() ? Optional.of(ago(280)) : Optional.empty(),
        state == JobState.DEAD
            ? Optional.of("java.lang.IllegalStateException: " + text("no tax rate for AQ"))
            : Optional.empty());
  }

  private NodesPage nodes() {
    List<NodesPage.Service> nodes = new ArrayList<>();
    for (int index = 0; index < Math.min(size, 3); index++) {
      List<NodesPage.Worker> workers = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        boolean isBusy = worker < 2;
        workers.add(
            new NodesPage.Worker(
                Integer.toString(worker),
                OptionalLong.of(21_400 + worker),
                isBusy ? "busy" : "idle",
                OptionalLong.of(48_000_000L + worker * 9_000_000L),
                OptionalLong.of(1_204 + worker * 17L),
                isBusy ? Optional.of(text("mail.Invoices.send")) : Optional.empty(),
                isBusy ? Optional.of(uuid(worker)) : Optional.empty(),
                isBusy ? Optional.of(ago(12 + worker * 100L)) : Optional.empty()));
      }
      nodes.add(
          new NodesPage.Service(
              text("app-" + index),
              List.of("pg_queue", "pg_notify"),
              Optional.of(ago(86_400)),
              Optional.of(NOW.plusSeconds(22)),
              List.of("default", "mail"),
              OptionalLong.of(2),
              OptionalLong.of(index),
              index == 2 ? Optional.of(Duration.ofSeconds(14)) : Optional.empty(),
              index == 2 ? List.of() : workers));
    }
    return new NodesPage(nodes, List.of());
  }

  private List<TasksPage.Row> tasks() {
    List<TasksPage.Row> rows = new ArrayList<>();
    List<String> names =
        List.of(
            "mail.Invoices.send",
            "reports.Monthly.build",
            "images.Thumbnails.make",
            "shop.Orders.sync");
    for (int index = 0; index < Math.min(size, 30); index++) {
      rows.add(
          new TasksPage.Row(
              name.isEmpty() ? names.get(index % 4) + (index < 4 ? "" : index) : name + index,
              Optional.of(Counted.exactly(12_400 / (index + 1))),
              index == 3 ? OptionalDouble.empty() : OptionalDouble.of(index == 0 ? 0.0123 : 0),
              Optional.of(Duration.ofMillis(4)),
              Optional.of(Duration.ofMillis(312)),
              Optional.of(Duration.ofMillis(1_840)),
              Optional.of(Duration.ofMillis(64_100)),
              Optional.of(trend(index + 1))));
    }
    return rows;
  }

  private AuditPage audit() {
    List<AuditPage.Entry> entries = new ArrayList<>();
    String[] actions = {"retry", "cancel", "pause-queue", "sign-in"};
    for (int index = 0; index < Math.min(size, 50); index++) {
      entries.add(
          new AuditPage.Entry(
              ago(30 + index * 4_000L),
              text("ada"),
              "operator",
              "10.1.2.3",
              actions[index % 4],
              text(index % 4 == 2 ? "queue mail" : uuid(index)),
              index % 5 == 4 ? "refused: it has ended" : "done",
              index % 5 != 4));
    }
    return new AuditPage(entries, Optional.empty(), true, true);
  }

  private ConfirmPage confirm() {
    List<ConfirmPage.Subject> subjects =
        jobList().stream()
            .limit(10)
            .map(job -> new ConfirmPage.Subject(job.task(), job.uuid(), links.job(job.uuid())))
            .toList();
    return new ConfirmPage(
        "Cancel " + Math.max(1, size) + " jobs?",
        "Cancel them",
        "cancel",
        true,
        "What waits never starts; what runs is interrupted.",
        Optional.of(Counted.exactly(size)),
        subjects,
        List.of(
            Map.entry("uuid", uuid(1)),
            Map.entry("uuid", text(uuid(2))),
            Map.entry("once", "once-1")),
        links.page("jobs"));
  }
}
