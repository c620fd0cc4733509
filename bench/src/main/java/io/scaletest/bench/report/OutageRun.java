package io.scaletest.bench.report;

import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The run of README's picture: 20,000 ConfigMaps at 300/s on a real control plane, whose API server
 * is killed for 5 s in the middle; then its page, and a picture of that by Chromium.
 *
 * <pre>{@code
 * java -cp bench/target/bench.jar io.scaletest.bench.report.OutageRun FOLDER
 * }</pre>
 */
public final class OutageRun {
  private static final int OBJECTS = 20_000;
  private static final int PER_SECOND = 300;
  private static final int OUTAGE_S = 5;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** The head of the page, down to the first plots. */
  private static final String PICTURE_SIZE = "1280,1180";

  private OutageRun() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
    tellLoad("before");
    try (ControlPlane controlPlane =
        ControlPlane.start(
            ControlPlaneOptions.in(folder.resolve("control-plane")).withStopAtExit(),
            BuildListener.silent())) {
      run(folder, controlPlane);
    }
    tellLoad("after");
    String said =
        tool(
            folder,
            "report",
            "-html",
            "outage-report.html",
            "outage-driver.csv",
            "outage-driver.parms",
            "outage-driver.hlog",
            "outage-driver.summary.json",
            "outage-driver.server-before.prom",
            "outage-driver.server-after.prom",
            "outage-driver.server.prom",
            "outage-seen.csv",
            "outage-seen.hlog",
            "outage-seen.summary.json");
    System.out.println(said);
    picture(folder);
  }

  private static void run(Path folder, ControlPlane controlPlane) throws InterruptedException {
    String kubeconfig = controlPlane.kubeconfig().toString();
    try (ToolProcess logger =
            ToolProcess.jar(
                    "cm-logger",
                    "-kubeconfig",
                    kubeconfig,
                    "-data-filname",
                    "outage-seen.csv",
                    "-metricport",
                    "0")
                .directory(folder)
                .start();
        ToolProcess driver =
            ToolProcess.jar(
                    "cmdriver",
                    "-kubeconfig",
                    kubeconfig,
                    "-runid",
                    "outage",
                    "-n",
                    Integer.toString(OBJECTS),
                    "-lambda",
                    Integer.toString(PER_SECOND),
                    "-maxpop",
                    "1500",
                    "-seed",
                    "1",
                    "-server-metrics",
                    "-metricport",
                    "-1")
                .directory(folder)
                .start()) {
      driver.awaitOutput("cmdriver  .* s  ", LIMIT);
      pause(OBJECTS / PER_SECOND / 2);
      controlPlane.killApiServer(0);
      pause(OUTAGE_S);
      controlPlane.startApiServer(0);
      int status = driver.awaitExit(LIMIT);
      pause(OUTAGE_S);
      logger.signal("TERM");
      logger.awaitExit(LIMIT);
      System.out.println("cmdriver ended with status " + status);
    }
  }

  private static String tool(Path folder, String name, String... arguments) {
    try (ToolProcess process = ToolProcess.jar(name, arguments).directory(folder).start()) {
      int status = process.awaitExit(LIMIT);
      return process.stdout() + process.stderr() + name + " ended with status " + status;
    }
  }

  private static void picture(Path folder) {
    Path picture = folder.resolve("report.png");
    try (ToolProcess chromium =
        ToolProcess.command(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--window-size=" + PICTURE_SIZE,
                "--screenshot=" + picture,
                folder.resolve("outage-report.html").toUri().toString())
            .directory(folder)
            .start()) {
      System.out.println(
          chromium.awaitExit(LIMIT) == 0 ? "picture: " + picture : chromium.stderr());
    }
  }

  /** A run that is shown to people says on what machine it was. */
  static void tellLoad(String when) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "load average %s: %s%n",
        when,
        Files.readString(Path.of("/proc/loadavg")).strip());
  }

  private static void pause(int seconds) throws InterruptedException {
    new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
  }
}
