package io.dispatcherd.dashboard.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The table of all places of the dashboard. Paths are compared as they stand in the address, so
 * that {@code //healthz} and {@code %68ealthz} are nothing. Immutable.
 */
public final class Routes {
  private static final Pattern FILE = Pattern.compile("[a-z0-9-]+\\.[a-z0-9]+");
  private static final String ANY_FILE = "/*";

  private record Place(Method method, String path) {}

  private final List<Route> all;
  private final Map<Place, Route> byPlace = new HashMap<>();

  /**
   * The table of these.
   *
   * @throws IllegalStateException if two have the same method and path
   */
  public Routes(Collection<Route> routes) {
    all = List.copyOf(routes);
    for (Route route : all) {
      if (byPlace.put(new Place(route.method(), route.path()), route) != null) {
        throw new IllegalStateException(
            "two routes are %s /%s".formatted(route.method(), route.path()));
      }
    }
  }

  /** These and more. */
  Routes and(Collection<Route> more) {
    List<Route> both = new ArrayList<>(all);
    both.addAll(more);
    return new Routes(both);
  }

  /** All of them. */
  public List<Route> all() {
    return all;
  }

  Optional<Route> find(Method method, String path) {
    Route exact = byPlace.get(new Place(method, path));
    return exact != null ? Optional.of(exact) : folderOf(method, path);
  }

  /** Whether there is something under this path, by whichever method. */
  boolean hasOther(Method method, String path) {
    return find(method == Method.GET ? Method.POST : Method.GET, path).isPresent();
  }

  private Optional<Route> folderOf(Method method, String path) {
    int slash = path.lastIndexOf('/');
    return slash > 0 && FILE.matcher(path.substring(slash + 1)).matches()
        ? Optional.ofNullable(byPlace.get(new Place(method, path.substring(0, slash) + ANY_FILE)))
        : Optional.empty();
  }
}
