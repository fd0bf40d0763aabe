package io.dispatcherd.config.schema;

import io.dispatcherd.config.Reference;
import io.dispatcherd.config.source.Place;
import java.util.ArrayList;
import java.util.List;

/** Collects what a configuration names, also where something else is wrong with it. */
public final class References {
  private final List<Reference> found = new ArrayList<>();

  public void add(Reference.Kind kind, String text, Place place) {
    found.add(new Reference(kind, text, place.path(), place.line()));
  }

  /** All so far. */
  public List<Reference> all() {
    return List.copyOf(found);
  }
}
