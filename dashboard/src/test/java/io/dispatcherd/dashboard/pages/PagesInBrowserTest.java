package io.dispatcherd.dashboard.pages;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.dispatcherd.testing.NeedsProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
@NeedsProgram(value = "chromium", install = Chromium.INSTALL)
class PagesInBrowserTest {
  private static final String BASE = "/ops/jobs/";

  /** Status and links of a page, without showing it. */
  private static final String LOOK_AT =
      "async address => { const response = await fetch(address); const page = new"
          + " DOMParser().parseFromString(await response.text(), 'text/html'); return ["
          + " String(response.status), ...[...page.querySelectorAll('a[href]')].map(it => new"
          + " URL(it.getAttribute('href'), address).href)]; }";

  private static Chromium chromium;
  private static SampleServer server;

  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() throws IOException {
    server = new SampleServer(BASE);
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void open() {
    open(new Browser.NewContextOptions());
  }

  private void open(Browser.NewContextOptions options) {
    if (context != null) {
      context.close();
    }
    context = chromium.browser().newContext(options.setTimezoneId("America/New_York"));
    page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("a dialog: " + dialog.message());
          dialog.dismiss();
        });
  }

  @AfterEach
  void close() {
    server.down(false);
    context.close();
  }

  @Test
  void hostileTextIsTextOnEveryPageAndPolicyHolds() {
    Map<String, Record> pages = Samples.of(12, Samples.HOSTILE, BASE);
    server.show(pages, SampleServer.ADMIN);
    for (String path : pages.keySet()) {
      page.navigate(server.address(path));

      assertEquals(0, page.locator("img, main script, iframe").count(), path);
      assertTrue(page.title().endsWith("dispatcherd"), page.title());
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void whatABrowserWouldDropIsVisible() {
    server.show(Samples.of(3, Samples.HOSTILE, BASE), SampleServer.ADMIN);
    page.navigate(server.address("jobs"));

    String task = page.locator("tbody th a bdi").first().textContent();
    assertEquals(Samples.HOSTILE.replace('\u0000', '\u2400').replace('\ud800', '\ufffd'), task);
  }

  @Test
  void aNameTurnsNoneOfTheWordsAroundItRound() {
    server.show(Samples.of(12, Samples.HOSTILE, BASE), SampleServer.ADMIN);
    page.navigate(server.address(""));

    Locator sentence = page.locator(".worries li > span:nth-child(2)").first();
    assertTrue(sentence.innerText().endsWith(" and no service works on it."), sentence.innerText());
    assertFalse(
        (boolean)
            sentence.evaluate(
                "it => [...it.childNodes].some(node => node.nodeType === 3 &&"
                    + " node.nodeValue.includes('\\u202e'))"));
  }

  @Test
  void everyLinkIsWithinThePrefixAndLeadsToAPage() {
    page.navigate(server.address(""));
    for (Viewer viewer : List.of(SampleServer.VIEWER, SampleServer.ADMIN)) {
      server.show(Samples.of(12, "a/b ..?x#y", BASE), viewer);
      Deque<String> ahead = new ArrayDeque<>(List.of(server.address("")));
      Set<String> kinds = new HashSet<>();
      int posts = server.posts().size();
      while (!ahead.isEmpty()) {
        String address = ahead.pop();
        String kind = address.replaceAll("=[^&]*", "");
        if (!kinds.add(kind)) {
          continue;
        }
        assertTrue(address.startsWith(server.address("")), address);
        List<?> found = (List<?>) page.evaluate(LOOK_AT, address);
        assertEquals("200", found.getFirst(), address);
        found.stream().skip(1).forEach(it -> ahead.add(it.toString().replaceAll("#.*", "")));
      }
      assertEquals(posts, server.posts().size());
      assertTrue(kinds.size() > 10, kinds.toString());
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void namesInLinksArriveAsTheyAre() {
    server.show(Samples.of(3, "a/b ..?x#y", BASE), SampleServer.ADMIN);
    page.navigate(server.address("queues"));

    assertEquals(
        "a/b ..?x#y0",
        page.locator("tbody th a")
            .first()
            .evaluate("it => new URL(it.href).searchParams.get('name')"));
  }

  @Test
  void axeFindsNothingLightOrDark() throws IOException {
    String axe = axe();
    Map<String, Record> pages = Samples.of(12, "", BASE);
    server.show(pages, SampleServer.ADMIN);
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      open(
          new Browser.NewContextOptions()
              .setColorScheme(scheme)
              .setReducedMotion(ReducedMotion.REDUCE));
      boolean isLight = scheme == ColorScheme.LIGHT;
      // All that isn't about colours is the same in the dark.
      String rules = isLight ? "" : ", runOnly: ['color-contrast']";
      for (String path : isLight ? pages.keySet() : List.of("", "jobs", "job", "workflow")) {
        page.navigate(server.address(path));
        page.evaluate(axe);
        Object found =
            page.evaluate(
                "async () => (await axe.run(document, {resultTypes:"
                    + " ['violations']"
                    + rules
                    + "})).violations.map(it => it.id + ': ' + it.nodes.slice(0,"
                    + " 3).map(node => node.html + ' ' + node.failureSummary).join('; '))");
        assertEquals(List.of(), found, path + " " + scheme);
      }
    }
  }

  private static String axe() throws IOException {
    try (InputStream script = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aPhoneIsWideEnoughForEveryPage() {
    open(new Browser.NewContextOptions().setViewportSize(390, 844));
    Map<String, Record> pages = Samples.of(12, Samples.HOSTILE, BASE);
    server.show(pages, SampleServer.ADMIN);
    for (String path : pages.keySet()) {
      page.navigate(server.address(path));
      assertTrue(
          (boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path);
    }
  }

  @Test
  void pagesOfVeryManyRowsStayBelow100Kilobytes() {
    Map<String, Record> pages = Samples.of(100_000, "", BASE);
    server.show(pages, SampleServer.ADMIN);
    for (String path : pages.keySet()) {
      int bytes = page.request().get(server.address(path)).body().length;
      assertTrue(bytes < 100_000, path + " has " + bytes + " bytes");
    }
  }

  @Test
  void emptyPagesSayWhatToDo() {
    Map<String, Record> pages = Samples.of(0, "", BASE);
    server.show(pages, SampleServer.ADMIN);
    for (String path :
        List.of("queues", "jobs", "dead", "schedules", "workflows", "nodes", "tasks", "audit")) {
      page.navigate(server.address(path));
      assertTrue(page.locator(".empty p").first().textContent().length() > 40, path);
    }
  }

  @Test
  void aViewerSeesNoContentsAndIsOfferedNothing() {
    Map<String, Record> pages = Samples.of(12, "", BASE);
    server.show(pages, SampleServer.VIEWER);
    for (String path :
        List.of(
            "",
            "queues",
            "queue",
            "jobs",
            "job",
            "schedules",
            "schedule",
            "workflow",
            "nodes",
            "tasks")) {
      page.navigate(server.address(path));
      assertEquals(
          0, page.locator("main form[method=post], main a[href*='confirm']").count(), path);
      assertFalse(page.content().contains("did not answer"), path);
      assertFalse(page.content().contains("12345678901234567890"), path);
    }
  }

  @Test
  void numbersAreShownAsSent() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("job"));

    String arguments = page.locator("#arguments").textContent();
    assertTrue(arguments.contains("\"invoice\": 12345678901234567890,"), arguments);
    assertTrue(arguments.contains("\"amount\": 10.50,"), arguments);
    assertTrue(arguments.contains("\"number\": \"00042\""), arguments);
  }

  @Test
  void timesAreInTheViewersZoneWithUtcBehind() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("audit"));
    page.navigate(server.address("audit"));

    Locator time = page.locator("tbody time").first();
    assertEquals("2026-12-01T13:41:37.250Z", time.getAttribute("datetime"));
    assertEquals("2026-12-01T13:41:37.250Z", time.getAttribute("title"));
    assertEquals("08:41:37", time.textContent());
    assertTrue(page.locator("#foot").textContent().contains("America/New_York"));
  }

  @Test
  void withoutScriptTimesAreUtcAndFiltersWork() {
    open(new Browser.NewContextOptions().setJavaScriptEnabled(false));
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("jobs"));
    page.getByLabel("Task").first().fill("a/b");
    page.locator("button.first").click();

    assertTrue(page.url().contains("task=a%2Fb"), page.url());
    assertTrue(page.locator("#foot").textContent().contains("UTC"));
  }

  @Test
  void aTickLeavesAloneWhatTheReaderDoes() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("jobs"));
    awaitStream();
    page.getByLabel("Queue").first().fill("half typ");
    page.locator("details.more summary").click();
    page.locator("tbody input[type=checkbox]").nth(2).check();
    page.getByLabel("Queue").first().focus();
    page.evaluate("scrollTo(0, 120); document.querySelector('tbody th a').mine = 'same'");

    server.tick("jobs", fewerJobs());
    until("document.querySelectorAll('tbody tr').length === 11");

    assertEquals("half typ", page.getByLabel("Queue").first().inputValue());
    assertEquals("f-queue", page.evaluate("document.activeElement.id"));
    assertEquals(true, page.evaluate("document.querySelector('details.more').open"));
    assertTrue(page.locator("tbody input[type=checkbox]").nth(2).isChecked());
    assertEquals("same", page.evaluate("document.querySelector('tbody th a').mine ?? 'another'"));
    assertEquals(120, page.evaluate("scrollY"));
    assertEquals(List.of(), complaints);
  }

  @Test
  void selectedTextSurvivesATick() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("jobs"));
    awaitStream();
    page.evaluate(
        "getSelection().selectAllChildren(document.querySelectorAll('tbody .mono bdi')[4])");

    server.tick("jobs", fewerJobs());
    until("document.querySelectorAll('tbody tr').length === 11");

    assertEquals(
        "6f1c0f6e-7d1e-4a6e-9b53-0d9a3c5a0004", page.evaluate("getSelection().toString()"));
  }

  @Test
  void aPausedPageHasNoStream() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address(""));
    awaitStream();
    page.locator("#live button").click();

    await().until(() -> server.openStreams() == 0);
    assertEquals("Paused", page.locator("#live [data-label]").textContent());
    page.locator("#live button").click();
    awaitStream();
  }

  @Test
  void aPageSaysSinceWhenItIsStaleAndComesBack() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("queues"));
    awaitStream();

    server.down(true);
    until("document.querySelector('#live').dataset.state === 'stale'");
    assertTrue(
        page.locator("#live [data-label]")
            .textContent()
            .matches("Stale since \\d\\d:\\d\\d:\\d\\d"));

    server.down(false);
    until("document.querySelector('#live').dataset.state === 'live'");
    awaitStream();
  }

  @Test
  void tenTabsOfOneBrowserStayUsable() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    for (int tab = 0; tab < 10; tab++) {
      context.newPage().navigate(server.address("queues"));
    }
    page.navigate(server.address("jobs"));

    assertEquals("Jobs", page.locator("h1").textContent());
    assertTrue(server.openStreams() <= 3, server.openStreams() + " streams");
  }

  @Test
  void aDoubleClickActsOnce() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("confirm"));
    int before = server.posts().size();
    page.evaluate(
        "() => { const b = document.querySelector('button.danger'); b.click(); b.click();"
            + " b.form.requestSubmit(); }");
    page.waitForURL("**/actions/cancel");

    assertEquals(before + 1, server.posts().size());
    assertTrue(server.posts().get(before).endsWith("&once=once-1"));
  }

  @Test
  void theKeyboardReachesTheContentFirst() {
    server.show(Samples.of(12, "", BASE), SampleServer.ADMIN);
    page.navigate(server.address("jobs"));
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");

    assertEquals("main", page.evaluate("document.activeElement.id"));
  }

  private static Record fewerJobs() {
    return Objects.requireNonNull(Samples.of(11, "", BASE).get("jobs"));
  }

  private void until(String condition) {
    await().until(() -> page.evaluate(condition), Boolean.TRUE::equals);
  }

  private void awaitStream() {
    await().until(() -> server.openStreams() > 0);
  }
}
