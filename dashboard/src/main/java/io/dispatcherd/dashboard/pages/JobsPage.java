package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Counted;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Jobs that match filters, the latest first. Immutable.
 *
 * @param filters what was asked for, by the names of the address's parameters; without {@code
 *     state} and {@code after}
 * @param state which state was asked for; empty for all
 * @param counts how many match in each state; one that isn't known is missing
 * @param jobs one page of them
 * @param next where the next page begins; empty if this is the last one
 * @param isFirst whether this is the first page
 * @param notes what the filters don't cover, in whole sentences
 * @param problem what is wrong with the filters, and what to write instead
 */
public record JobsPage(
    Map<String, String> filters,
    Optional<JobState> state,
    Map<JobState, Counted> counts,
    List<Job> jobs,
    Optional<String> next,
    boolean isFirst,
    List<String> notes,
    Optional<String> problem) {
  /** Copies the collections. */
  public JobsPage {
    filters = Map.copyOf(filters);
    counts = Map.copyOf(counts);
    jobs = List.copyOf(jobs);
    notes = List.copyOf(notes);
  }

  /** What was asked for under this name; empty for nothing. */
  public String filter(String name) {
    return filters.getOrDefault(name, "");
  }

  /** Whether any filter but the state was given. */
  public boolean isFiltered() {
    return filters.values().stream().anyMatch(value -> !value.isEmpty());
  }

  /** Whether one was given that is seldom needed. */
  public boolean hasMoreFilters() {
    return Stream.of("node", "from", "to", "error").anyMatch(name -> !filter(name).isEmpty());
  }

  /** The same filters with another state; empty for all. */
  public String withState(Links links, Optional<JobState> other) {
    return address(links, "jobs", other, "");
  }

  /** The page behind this one. */
  public String nextPage(Links links) {
    return address(links, "jobs", state, next.orElse(""));
  }

  /** The page that asks whether this is to be done to all that match. */
  public String confirmAll(Links links, String action) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("action", action);
    parameters.put("all", "yes");
    filters.keySet().stream().sorted().forEach(name -> parameters.put(name, filter(name)));
    state.ifPresent(it -> parameters.put("state", it.wireName()));
    return links.with("confirm", parameters);
  }

  private String address(Links links, String page, Optional<JobState> in, String after) {
    Map<String, String> parameters = new LinkedHashMap<>();
    in.ifPresent(it -> parameters.put("state", it.wireName()));
    filters.keySet().stream().sorted().forEach(name -> parameters.put(name, filter(name)));
    parameters.put("after", after);
    return links.with(page, parameters);
  }
}
