package io.dispatcherd.dashboard.pages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.dispatcherd.testing.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Makes the documents' pictures; with {@code -Dpictures.folder=…} they are written there. */
@Tag("functional")
@NeedsProgram(value = "chromium", install = Chromium.INSTALL)
class PicturesTest {
  private static final int MOST_BYTES = 200 * 1024;

  @Test
  void picturesOfTheDocumentsAreSmall() throws IOException {
    try (SampleServer server = new SampleServer("/");
        Chromium chromium = new Chromium()) {
      picture(server, chromium, "overview", "", 1440, ColorScheme.LIGHT);
      picture(server, chromium, "jobs", "jobs", 1440, ColorScheme.DARK);
      picture(server, chromium, "workflow", "workflow", 1440, ColorScheme.LIGHT);
      picture(server, chromium, "phone", "job", 390, ColorScheme.DARK);
    }
  }

  private static void picture(
      SampleServer server,
      Chromium chromium,
      String name,
      String path,
      int width,
      ColorScheme scheme)
      throws IOException {
    server.show(Samples.of(12, "", "/"), SampleServer.ADMIN);
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(width, 844)
            .setColorScheme(scheme)
            .setTimezoneId("UTC");
    try (BrowserContext context = chromium.browser().newContext(options)) {
      Page page = context.newPage();
      page.navigate(server.address(path));
      page.locator("#live[data-state=live]").waitFor();
      byte[] picture = page.screenshot();
      assertTrue(picture.length < MOST_BYTES, name + " has " + picture.length + " bytes");
      String folder = System.getProperty("pictures.folder");
      if (folder != null) {
        Files.createDirectories(Path.of(folder));
        Files.write(Path.of(folder, "dashboard-" + name + ".png"), picture);
      }
    }
  }
}
