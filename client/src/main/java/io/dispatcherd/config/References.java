package io.dispatcherd.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what a configuration names, also where something else is wrong with it. */
final class References {
  private final List<Reference> found = new ArrayList<>();

  void add(Reference.Kind kind, String text, Place place) {
    found.add(new Reference(kind, text, place.path(), place.line()));
  }

  /** All so far. */
  List<Reference> all() {
    return List.copyOf(found);
  }
}
