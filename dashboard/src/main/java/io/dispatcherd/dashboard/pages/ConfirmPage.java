package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Counted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whether this is to be done, and says what it hits. Immutable.
 *
 * @param question what is asked, such as {@code Retry 12 dead jobs?}
 * @param verb what the button says
 * @param action the name of the action
 * @param isDangerous whether it can't be undone
 * @param consequence what happens then, in a sentence
 * @param hits how many it hits
 * @param subjects some of what it hits, by what is read; each with its page
 * @param fields what the form sends, in order: several of one name are allowed
 * @param back the page to return to
 */
public record ConfirmPage(
    String question,
    String verb,
    String action,
    boolean isDangerous,
    String consequence,
    Optional<Counted> hits,
    List<Subject> subjects,
    List<Map.Entry<String, String>> fields,
    String back) {
  /** Copies the lists. */
  public ConfirmPage {
    subjects = List.copyOf(subjects);
    fields = List.copyOf(fields);
  }

  /**
   * Something that is hit.
   *
   * @param name what it is called
   * @param detail what else is known of it
   * @param address its page
   */
  public record Subject(String name, String detail, String address) {}
}
