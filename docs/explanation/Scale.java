import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * How far each way of carrying tasks goes: a simulation to run and to change, for scale.md.
 *
 * <pre>
 * java docs/explanation/Scale.java way=pg_queue rate=20000 services=10 batch=100
 * java docs/explanation/Scale.java way=rabbitmq queues=8 rate=100000 batch=100 services=20 cores=8
 * java docs/explanation/Scale.java --help
 * </pre>
 *
 * <p>It plays what happens in time: submissions arrive, wait for a processor of the server, for its
 * log to be flushed and for the network; services take them, run them and report their ends. What
 * each step costs is in {@link #COSTS}: measure yours, and change them.
 */
public final class Scale {
  /** What may be said, with what holds otherwise. */
  private static final Map<String, Double> GIVEN = new LinkedHashMap<>();

  static {
    GIVEN.put("rate", 1_000.0); // jobs submitted in a second, over all
    GIVEN.put("batch", 1.0); // jobs in one submission (submitAll)
    GIVEN.put("services", 1.0); // services, each on a machine of its own
    GIVEN.put("workers", 8.0); // workers of each service
    GIVEN.put("job", 1.0); // how long a job runs, in ms
    GIVEN.put("size", 300.0); // bytes of a message
    GIVEN.put("fsync", 1.0); // what it takes to make the log durable, in ms
    GIVEN.put("disk", 200.0); // what the log can write, in MB a second
    GIVEN.put("network", 0.2); // from one machine to another, in ms
    GIVEN.put("cores", 8.0); // processors of each database or node of RabbitMQ
    GIVEN.put("databases", 1.0); // of pg_queue, each a server of its own
    GIVEN.put("queues", 1.0); // of RabbitMQ, or of each database of pg_queue
    GIVEN.put("reach", 0.0); // how many of these a service works on; 0 for all
    GIVEN.put("seconds", 2.0); // how much time is simulated
    GIVEN.put("seed", 1.0);
  }

  /**
   * What a step costs the server, in µs of one processor: for each round trip, and for each job in
   * it. From the benchmarks of this project on one machine with two processors; see scale.md.
   */
  private static final Map<String, double[]> COSTS = new TreeMap<>();

  static {
    COSTS.put("pg_notify submit", new double[] {30, 5});
    COSTS.put("pg_notify deliver", new double[] {10, 1.1});
    COSTS.put("pg_notify read", new double[] {5, 7});
    COSTS.put("pg_queue submit", new double[] {60, 7});
    COSTS.put("pg_queue claim", new double[] {150, 7});
    COSTS.put("pg_queue end", new double[] {60, 6});
    COSTS.put("rabbitmq submit", new double[] {0, 30});
    COSTS.put("rabbitmq deliver", new double[] {0, 15});
    COSTS.put("rabbitmq end", new double[] {10, 10});
  }

  /** Bytes that a step writes into the log for each job, and how often its message beside them. */
  private static final Map<String, double[]> LOG =
      Map.of(
          "pg_notify submit", new double[] {60, 0},
          "pg_queue submit", new double[] {280, 1},
          "pg_queue claim", new double[] {75, 0},
          "pg_queue end", new double[] {75, 0},
          "rabbitmq submit", new double[] {100, 1},
          "rabbitmq end", new double[] {40, 0});

  private static final List<String> WAYS = List.of("pg_notify", "pg_queue", "rabbitmq");

  /** How many jobs one round trip takes or ends at most. */
  private static final int MOST_AT_ONCE = 500;

  /** How many ms of work a worker has ahead; more is asked for when half of it is left. */
  private static final double AHEAD = 20;

  private final String way;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
  private final Random random = new Random((long) given("seed"));
  private final List<Station> stations = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final List<Service> services = new ArrayList<>();
  private final List<Double> latencies = new ArrayList<>();
  private double now;
  private long numbers;
  private long submitted;
  private long stored;
  private long begun;
  private long ended;
  private long mostWaiting;

  private record Event(double at, long number, Runnable what) {}

  private Scale(String way) {
    this.way = way;
  }

  private static double given(String name) {
    return GIVEN.get(name);
  }

  private static double fixed(String step) {
    return COSTS.get(step)[0] / 1e6;
  }

  private static double each(String step) {
    return COSTS.get(step)[1] / 1e6;
  }

  private static double bytes(String step) {
    double[] known = LOG.getOrDefault(step, new double[2]);
    return known[0] + known[1] * given("size");
  }

  /** How many jobs a service has and asks for. */
  private static int ahead() {
    double each = Math.max(1, Math.min(MOST_AT_ONCE, AHEAD / given("job")));
    return (int) Math.max(1, given("workers") * each);
  }

  private void in(double seconds, Runnable what) {
    events.add(new Event(now + seconds, numbers++, what));
  }

  private void overNetwork(Runnable what) {
    in(given("network") / 1e3, what);
  }

  /** Processors, or a lock, for which work waits in its order. */
  private final class Station {
    private final String name;
    private final int places;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int taken;
    private double busy;

    Station(String name, int places) {
      this.name = name;
      this.places = places;
      stations.add(this);
    }

    void work(double seconds, Runnable then) {
      hold(
          seconds,
          release ->
              in(
                  0,
                  () -> {
                    release.run();
                    then.run();
                  }));
    }

    /** Has it for so long, and then until whoever has it lets go. */
    void hold(double seconds, java.util.function.Consumer<Runnable> then) {
      Runnable begin =
          () -> {
            double from = now;
            in(
                seconds,
                () ->
                    then.accept(
                        () -> {
                          busy += now - from;
                          taken--;
                          next();
                        }));
          };
      waiting.add(begin);
      next();
    }

    private void next() {
      while (taken < places && !waiting.isEmpty()) {
        taken++;
        waiting.remove().run();
      }
    }

    double usage() {
      return busy / now / places;
    }
  }

  /** A log: one flush at a time, which takes along all that waits for it. */
  private final class Log {
    private final Station disk;
    private final double trip;
    private List<Runnable> waiting = new ArrayList<>();
    private double bytes;
    private double written;
    private boolean isFlushing;

    /**
     * @param trip how long it takes until others have it too
     */
    Log(String name, double trip) {
      disk = new Station(name, 1);
      this.trip = trip;
    }

    void write(double size, Runnable then) {
      bytes += size;
      waiting.add(then);
      flush();
    }

    private void flush() {
      if (isFlushing || waiting.isEmpty()) {
        return;
      }
      isFlushing = true;
      List<Runnable> group = waiting;
      waiting = new ArrayList<>();
      double seconds = given("fsync") / 1e3 + bytes / (given("disk") * 1e6);
      written += bytes;
      bytes = 0;
      disk.work(
          seconds,
          () -> {
            isFlushing = false;
            in(trip, () -> group.forEach(Runnable::run));
            flush();
          });
    }
  }

  /** One database, or one queue of RabbitMQ with its leader. */
  private final class Server {
    final Station processors;
    final List<Station> locks = new ArrayList<>();
    final Log log;
    final Deque<Double> ready = new ArrayDeque<>();
    List<Service> takers = List.of();
    int next;

    Server(int number) {
      String name = way + " " + number;
      boolean isRabbit = way.equals("rabbitmq");
      // A queue of RabbitMQ is one process of Erlang, whatever else the node could do.
      processors =
          isRabbit
              ? new Station("the leader of queue " + number, 1)
              : new Station("processors of " + name, (int) given("cores"));
      // pg_notify has one lock for all, pg_queue one for the claims of each queue.
      int many = way.equals("pg_queue") ? (int) given("queues") : 1;
      for (int i = 1; i <= many; i++) {
        String whose = way.equals("pg_notify") ? "NOTIFY" : name;
        locks.add(new Station(many == 1 ? "the lock of " + whose : "a lock of " + whose, 1));
      }
      log = new Log("the log of " + name, isRabbit ? 2 * given("network") / 1e3 : 0);
    }

    void write(String step, int jobs, Runnable then) {
      log.write(jobs * bytes(way + " " + step), then);
    }

    void submit(int jobs, double at) {
      overNetwork(
          () -> {
            String step = way + " submit";
            double cost = fixed(step) + each(step) * jobs;
            if (way.equals("pg_notify")) {
              // The lock of NOTIFY, which all databases of the server share, is held until the
              // commit.
              locks
                  .get(0)
                  .hold(
                      cost,
                      release ->
                          write(
                              "submit",
                              jobs,
                              () -> {
                                release.run();
                                stored += jobs;
                                loud(jobs, at);
                              }));
              return;
            }
            processors.work(
                cost,
                () ->
                    write(
                        "submit",
                        jobs,
                        () -> {
                          stored += jobs;
                          for (int i = 0; i < jobs; i++) {
                            ready.add(at);
                          }
                          takers.forEach(service -> overNetwork(() -> service.take(this)));
                        }));
          });
    }

    /** One service gets it at once: each has a channel of its own. */
    private void loud(int jobs, double at) {
      Service service = services.get(next++ % services.size());
      processors.work(
          fixed("pg_notify deliver") + each("pg_notify deliver") * jobs * services.size(),
          () ->
              overNetwork(
                  () ->
                      service.reader.work(
                          fixed("pg_notify read") + each("pg_notify read") * jobs,
                          () -> service.add(this, jobs, at))));
    }
  }

  /** A service with its workers. */
  private final class Service {
    final Station reader = new Station("the reader of a service", 1);
    private final Deque<Double> waiting = new ArrayDeque<>();
    private final Deque<Server> from = new ArrayDeque<>();
    private final Map<Server, Integer> toEnd = new LinkedHashMap<>();
    private final Map<Server, Boolean> isTaking = new LinkedHashMap<>();
    private final Map<Server, Boolean> isEnding = new LinkedHashMap<>();
    private List<Server> mine = List.of();
    private int running;
    private int asked;

    boolean reaches(Server server) {
      int reach = (int) given("reach");
      int number = servers.indexOf(server);
      return reach == 0 || Math.floorMod(number - services.indexOf(this), servers.size()) < reach;
    }

    void takeFromAll() {
      // Not always from the same one first.
      int first = random.nextInt(mine.size());
      for (int i = 0; i < mine.size(); i++) {
        take(mine.get((first + i) % mine.size()));
      }
    }

    void take(Server server) {
      int room = ahead() - waiting.size() - running - asked;
      int jobs = Math.min(Math.min(room, server.ready.size()), MOST_AT_ONCE);
      if (jobs <= 0 || room < ahead() / 2 || isTaking.getOrDefault(server, false)) {
        return;
      }
      isTaking.put(server, true);
      asked += jobs;
      boolean isPushed = way.equals("rabbitmq");
      String step = isPushed ? "rabbitmq deliver" : "pg_queue claim";
      double cost = fixed(step) + each(step) * jobs;
      java.util.function.Consumer<Runnable> hand =
          release -> {
            List<Double> taken = new ArrayList<>();
            while (taken.size() < jobs && !server.ready.isEmpty()) {
              taken.add(server.ready.remove());
            }
            Runnable arrive =
                () ->
                    overNetwork(
                        () -> {
                          isTaking.put(server, false);
                          asked -= jobs;
                          for (double at : taken) {
                            waiting.add(at);
                            from.add(server);
                          }
                          begin();
                          takeFromAll();
                        });
            if (isPushed) {
              release.run();
              arrive.run();
            } else {
              server.write(
                  "claim",
                  taken.size(),
                  () -> {
                    release.run();
                    arrive.run();
                  });
            }
          };
      if (isPushed) {
        server.processors.hold(cost, hand);
      } else {
        // The claim has the lock of its queue until it is on disk, so claims of one queue take
        // turns.
        Station lock = server.locks.get(random.nextInt(server.locks.size()));
        overNetwork(
            () ->
                lock.hold(
                    0,
                    free ->
                        server.processors.hold(
                            cost,
                            release -> {
                              release.run();
                              hand.accept(free);
                            })));
      }
    }

    void add(Server server, int jobs, double at) {
      for (int i = 0; i < jobs; i++) {
        waiting.add(at);
        from.add(server);
      }
      begin();
    }

    private void begin() {
      while (running < given("workers") && !waiting.isEmpty()) {
        running++;
        begun++;
        latencies.add(now - waiting.remove());
        Server server = from.remove();
        in(
            given("job") / 1e3,
            () -> {
              running--;
              if (way.equals("pg_notify")) {
                ended++;
              } else {
                toEnd.merge(server, 1, Integer::sum);
                end(server);
                takeFromAll();
              }
              begin();
            });
      }
    }

    private void end(Server server) {
      int jobs = Math.min(toEnd.getOrDefault(server, 0), MOST_AT_ONCE);
      if (jobs == 0 || isEnding.getOrDefault(server, false)) {
        return;
      }
      isEnding.put(server, true);
      toEnd.merge(server, -jobs, Integer::sum);
      String step = way + " end";
      overNetwork(
          () ->
              server.processors.work(
                  fixed(step) + each(step) * jobs,
                  () ->
                      server.write(
                          "end",
                          jobs,
                          () ->
                              overNetwork(
                                  () -> {
                                    ended += jobs;
                                    isEnding.put(server, false);
                                    end(server);
                                  }))));
    }
  }

  private void run() {
    int number =
        switch (way) {
          case "pg_queue" -> (int) given("databases");
          case "rabbitmq" -> (int) given("queues");
          default -> 1;
        };
    for (int i = 1; i <= number; i++) {
      servers.add(new Server(i));
    }
    for (int i = 0; i < given("services"); i++) {
      services.add(new Service());
    }
    servers.forEach(
        server -> server.takers = services.stream().filter(each -> each.reaches(server)).toList());
    services.forEach(service -> service.mine = servers.stream().filter(service::reaches).toList());
    arrive();
    double end = given("seconds");
    while (!events.isEmpty() && now < end) {
      Event event = events.remove();
      now = event.at;
      event.what.run();
      mostWaiting = Math.max(mostWaiting, stored - begun);
    }
  }

  private void arrive() {
    int jobs = (int) given("batch");
    double pause = -Math.log(1 - random.nextDouble()) * jobs / given("rate");
    in(
        pause,
        () -> {
          submitted += jobs;
          servers.get(random.nextInt(servers.size())).submit(jobs, now);
          arrive();
        });
  }

  /** The most that each part could carry, if it were the only one. */
  private Map<String, Double> bounds() {
    Map<String, Double> bounds = new LinkedHashMap<>();
    double batch = given("batch");
    double group = Math.min(MOST_AT_ONCE, Math.max(1, ahead() / 2.0));
    double perJob = 0;
    for (String step : List.of("submit", "claim", "deliver", "end")) {
      if (COSTS.containsKey(way + " " + step)) {
        double size = step.equals("submit") || way.equals("pg_notify") ? batch : group;
        double copies = way.equals("pg_notify") && step.equals("deliver") ? given("services") : 1;
        perJob += fixed(way + " " + step) / size + each(way + " " + step) * copies;
      }
    }
    double fsync = given("fsync") / 1e3;
    double bytes = bytes(way + " submit") + bytes(way + " claim") + bytes(way + " end");
    double number = servers.size();
    switch (way) {
      case "pg_notify" -> {
        double held = fixed("pg_notify submit") + each("pg_notify submit") * batch + fsync;
        bounds.put("the lock of NOTIFY: batch / (fsync + cost)", batch / held);
        bounds.put("readers: services / cost", given("services") / each("pg_notify read"));
      }
      case "pg_queue" -> {
        bounds.put("processors: databases * cores / cost", number * given("cores") / perJob);
        bounds.put("the log: databases * disk / bytes", number * given("disk") * 1e6 / bytes);
        bounds.put(
            "claims: databases * queues * group / (fsync + cost)",
            number
                * given("queues")
                * group
                / (fsync + fixed("pg_queue claim") + each("pg_queue claim") * group));
      }
      default -> {
        bounds.put("leaders: queues / cost", number / perJob);
        bounds.put("the log: queues * disk / bytes", number * given("disk") * 1e6 / bytes);
      }
    }
    bounds.put(
        "workers: services * workers / job",
        given("services") * given("workers") / (given("job") / 1e3));
    return bounds;
  }

  private void report() {
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double written = servers.stream().mapToDouble(server -> server.log.written).sum();
    say("submitted", submitted / now, "jobs/s");
    say("stored", stored / now, "jobs/s");
    say("ended", ended / now, "jobs/s");
    say("waiting at the end", stored - begun, "jobs");
    say("most that waited", mostWaiting, "jobs");
    say("submission to first line, p50", part(sorted, 0.5) * 1e3, "ms");
    say("submission to first line, p99", part(sorted, 0.99) * 1e3, "ms");
    say("written to logs", written / now / 1e6, "MB/s");
    System.out.println("busiest:");
    stations.stream()
        .sorted(Comparator.comparingDouble(Station::usage).reversed())
        .limit(3)
        .forEach(each -> say("  " + each.name, each.usage() * 100, "%"));
    System.out.println("the most that each part could carry:");
    bounds().forEach((what, most) -> say("  " + what, most, "jobs/s"));
  }

  private static double part(double[] sorted, double part) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * part)];
  }

  private static void say(String what, double number, String unit) {
    System.out.printf(Locale.ROOT, "%-46s %,14.1f %s%n", what, number, unit);
  }

  /** Reads {@code name=number} and {@code way=pg_notify|pg_queue|rabbitmq}, and runs. */
  public static void main(String[] arguments) {
    String way = "pg_queue";
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length == 2 && parts[0].equals("way") && WAYS.contains(parts[1])) {
        way = parts[1];
      } else if (parts.length == 2 && GIVEN.containsKey(parts[0])) {
        GIVEN.put(parts[0], Double.valueOf(parts[1]));
      } else {
        System.out.println("way=" + String.join("|", WAYS) + " " + GIVEN);
        COSTS.forEach((step, cost) -> System.out.println(step + " " + Arrays.toString(cost)));
        System.exit(argument.equals("--help") ? 0 : 2);
      }
    }
    Scale scale = new Scale(way);
    scale.run();
    scale.report();
  }
}
