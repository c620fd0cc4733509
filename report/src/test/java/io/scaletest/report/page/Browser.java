package io.scaletest.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.Report;
import io.scaletest.testkit.process.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, with one page open at a time. Owned by one test class. */
final class Browser implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Skips the test where there is no Chromium; in CI fails it. */
  static Browser start() {
    Programs.require("chromium", "chromedriver");
    var log = new LoggingPreferences();
    log.enable(LogType.BROWSER, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(onPath("chromium"));
    // Tests may run as root, where Chromium has no sandbox; the pages are the tests' own.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    options.addArguments("--disable-dev-shm-usage", "--force-device-scale-factor=1");
    options.setCapability("goog:loggingPrefs", log);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath("chromedriver"))
            .usingAnyFreePort()
            .build();
    var driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(WAIT);
    return new Browser(driver);
  }

  private static File onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> new File(folder, name))
        .filter(File::canExecute)
        .findFirst()
        .orElseThrow();
  }

  /** Opens a report's page from a file and waits until it is drawn. */
  void open(Report report, Path folder) throws IOException {
    openPage(PageOutput.of(report), folder);
  }

  void openPage(String page, Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("report.html"), page);
    openAddress(file.toUri().toString());
  }

  /** Opens a page and waits until it is drawn. */
  void openAddress(String address) {
    width(1280);
    driver.get(address);
    until("return document.documentElement.dataset.ready === 'true'");
    frames();
  }

  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Lets the page draw: two frames, as everything that it puts off comes with the next one. */
  void frames() {
    driver.executeAsyncScript(
        "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() =>"
            + " requestAnimationFrame(done)))");
  }

  Object js(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  String text(String id) {
    return driver.findElement(By.id(id)).getText();
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  Actions actions() {
    return new Actions(driver);
  }

  Map<String, Object> devTools(String command, Map<String, Object> parameters) {
    return driver.executeCdpCommand(command, parameters);
  }

  /** Waits until a function body returns true; fails after half a minute. */
  void until(String condition) {
    driver.executeAsyncScript(
        "const done = arguments[0], look = () => { if (holds()) done(); else setTimeout(look, 20); },"
            + " holds = () => {"
            + condition
            + "}; look();");
  }

  /** Returns what the console had to say since this was last asked, errors of scripts included. */
  List<String> messages() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Returns how many different colours each plot has. */
  List<?> coloursOfPlots() {
    var colours =
        (List<?>)
            js(
                "return [...document.querySelectorAll('.plot canvas')].map(c => { const d ="
                    + " new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width,"
                    + " c.height).data.buffer); return new Set(d).size; })");
    assertThat(colours).isNotEmpty();
    return colours;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
