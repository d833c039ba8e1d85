package org.dropshard.job.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium, by Debian's own driver. Pictures of what it saw are left in target/screenshots. */
final class Browser implements AutoCloseable {
  static final String CHROMIUM = "chromium";
  static final String DRIVER = "chromedriver";

  private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
  private static final Path SCRIPT = Path.of("src/test/resources/browser/look.js");

  private static final Logger QUIET = Logger.getLogger("org.openqa.selenium");

  private record View(String name, int width, String scheme) {}

  private static final List<View> VIEWS =
      List.of(
          new View("light", 1280, "light"),
          new View("dark", 1280, "dark"),
          new View("phone-light", 390, "light"),
          new View("phone-dark", 390, "dark"));

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser start() throws IOException {
    QUIET.setLevel(Level.SEVERE); // it warns of every version of Chromium that is newer than itself
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(onPath(CHROMIUM).orElseThrow().toFile());
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + Files.createTempDirectory("chromium"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath(DRIVER).orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** What it sees of a page in both themes, on a screen and on a phone. */
  List<JsonNode> look(Path page, String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    List<JsonNode> seen = new ArrayList<>();
    for (View view : VIEWS) {
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", view.width, "height", 844, "deviceScaleFactor", 1, "mobile", false));
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of(
              "features", List.of(Map.of("name", "prefers-color-scheme", "value", view.scheme))));
      driver.get(page.toUri().toString());
      new WebDriverWait(driver, Duration.ofSeconds(30))
          .until(
              any ->
                  driver.executeScript(
                      "return document.documentElement.dataset.ready === 'true' && "
                          + "[...document.querySelectorAll('.chart')].every(c => c.querySelector('svg'))"
                          + " && [...document.images].every(i => i.complete)"));
      picture(SCREENSHOTS.resolve(name + "-" + view.name + ".png"));
      press(Keys.TAB);
      ObjectNode found =
          new ObjectMapper().valueToTree(driver.executeScript(Files.readString(SCRIPT)));
      found.put("name", view.name);
      unfold(found);
      ArrayNode complaints = found.putArray("complaints");
      for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
        complaints.add(entry.getMessage());
      }
      seen.add(found);
    }
    return seen;
  }

  private void picture(Path file) throws IOException {
    Map<String, Object> picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
  }

  /** What is folded away comes out by the keyboard, and each chart has its numbers there. */
  private void unfold(ObjectNode found) {
    List<WebElement> folded = driver.findElements(By.cssSelector("details > summary"));
    for (WebElement summary : folded) {
      driver.executeScript("arguments[0].focus()", summary);
      press(Keys.ENTER);
    }
    new WebDriverWait(driver, Duration.ofSeconds(30))
        .until(
            any ->
                driver.executeScript(
                    "return [...document.querySelectorAll('details')].every(d => d.open && d.childElementCount > 1)"));
    found.put("details", folded.size());
    found.put("tables", driver.findElements(By.cssSelector("details[open] table tbody tr")).size());
    found.set(
        "headings",
        new ObjectMapper()
            .valueToTree(
                driver.executeScript(
                    "return [...document.querySelectorAll('h1, h2, h3')].map(h => Number(h.tagName[1]))")));
    found.put(
        "overflowOpen",
        (Long) driver.executeScript("return document.documentElement.scrollWidth - innerWidth"));
  }

  private void press(Keys key) {
    new Actions(driver).sendKeys(key).perform();
  }

  static Optional<Path> onPath(String command) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(place -> Path.of(place, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
