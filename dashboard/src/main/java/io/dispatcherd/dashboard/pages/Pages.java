package io.dispatcherd.dashboard.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.dispatcherd.dashboard.pages.show.VisibleOutput;
import java.util.Locale;
import java.util.Map;

/**
 * Writes pages, with the templates that the build has compiled. Thread-safe.
 *
 * <p>Each record here whose name ends with {@code Page} is what one page shows. With {@link
 * View#tick()} only the elements that change are written, for the script of pages that are open.
 */
public final class Pages {
  private static final String TEMPLATES = "io.dispatcherd.dashboard.templates";
  private static final String SUFFIX = "Page";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), TEMPLATES);

  /** The page as HTML; or what changes of it, if the view is a tick. */
  public String render(View view, Record page) {
    VisibleOutput output = new VisibleOutput();
    engine.render(template(page), Map.of("view", view, "page", page), output);
    return output.toString();
  }

  /** {@code SignInPage} is written by {@code signin.jte}. */
  private static String template(Record page) {
    String name = page.getClass().getSimpleName();
    if (!name.endsWith(SUFFIX)) {
      throw new IllegalArgumentException(name + " is no page");
    }
    return name.substring(0, name.length() - SUFFIX.length()).toLowerCase(Locale.ROOT) + ".jte";
  }
}
