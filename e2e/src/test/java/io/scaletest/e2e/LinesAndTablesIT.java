package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each tool's lines, which scripts read, and its table, which people read, are as promised. */
@RealControlPlane
class LinesAndTablesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String DRIVERS_TABLE =
      """
      count min p50 p90 p99 p99.9 max
      create response time # # # # # # #
      create service time # # # # # # #
      delete response time # # # # # # #
      delete service time # # # # # # #
      parameters golden-driver.parms
      data golden-driver.csv
      latencies golden-driver.hlog
      summary golden-driver.summary.json
      """;

  private static final String LOGGERS_TABLE =
      """
      count min p50 p90 p99 p99.9 max
      notification # # # # # # #
      event read # # # # # # #
      queue # # # # # # #
      data FOLDER/%1$s.csv
      latencies FOLDER/%1$s.hlog
      summary FOLDER/%1$s.summary.json
      """;

  @TempDir private Path folder;

  @Test
  void ofDriversAndWatchers(RealCluster cluster) {
    Path kubeconfig = cluster.kubeconfig();
    try (ToolProcess cmLogger =
            LoggerCommand.cmLogger(kubeconfig, folder.resolve("cm.csv")).start();
        ToolProcess flunderLogger =
            LoggerCommand.flunderLogger(
                    kubeconfig,
                    folder.resolve("fl.csv"),
                    "-override-server=" + cluster.sampleApiServer(),
                    "-insecure")
                .start();
        ToolProcess watch = FlunderWatchCommand.flunderWatch(kubeconfig).start();
        ToolProcess logger =
            LoggerCommand.logger(
                    "logger", kubeconfig, folder.resolve("any.csv"), "-kind=configmaps")
                .start();
        ToolProcess many =
            LoggerCommand.logger(
                    "logger",
                    kubeconfig,
                    folder.resolve("many.csv"),
                    "-kind=flunders.v1alpha1.wardle.example.com",
                    "-watchers=3")
                .start()) {
      cmLogger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      flunderLogger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      watch.awaitOutput("the watch is open", LIMIT);
      logger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      many.awaitOutput("each of the 3 watchers has an open watch", LIMIT);
      drive(cluster);
      watch.awaitOutput(text -> text.split("Got event type=DELETED").length == 4, LIMIT);
      many.awaitOutput("  18 events  ", LIMIT);
      for (ToolProcess watcher : List.of(cmLogger, flunderLogger, watch, logger, many)) {
        watcher.signal("TERM");
        assertThat(watcher.awaitExit(LIMIT)).as(watcher.stderr()).isEqualTo(143);
      }
      assertCmLogger(cmLogger, cluster);
      assertFlunderLogger(flunderLogger, cluster);
      assertFlunderWatch(watch);
      assertLogger(logger, cluster);
      assertManyWatchers(many);
    }
  }

  /** Each object lives for five seconds, so that loggers take its changes one by one. */
  private void drive(RealCluster cluster) {
    String[] open = {"-n=3", "-lambda=20", "-maxpop=100", "-runid=golden", "-seed=7"};
    Path kubeconfig = cluster.kubeconfig();
    try (ToolProcess cmdriver =
            DriverCommand.cmdriver(kubeconfig, ToolLines.make(folder, "cmdriver"), open).start();
        ToolProcess flunderDriver =
            DriverCommand.flunderDriver(kubeconfig, ToolLines.make(folder, "flunder"), open)
                .start();
        ToolProcess closed =
            ToolProcess.jar(
                    "cmdriver-closed",
                    "-kubeconfig=" + kubeconfig,
                    "-conns=1",
                    "-n=2",
                    "-rate=2",
                    "-maxpop=1",
                    "-runid=golden.c")
                .directory(ToolLines.make(folder, "closed"))
                .start()) {
      for (ToolProcess driver : List.of(cmdriver, flunderDriver, closed)) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      assertCmdriver(cmdriver, cluster);
      assertFlunderDriver(flunderDriver);
      assertClosed(closed, cluster);
    }
  }

  /** Which series of lateness there are depends on the machine. */
  private static String driversTable(List<String> lines) {
    return ToolLines.table(lines).replaceAll("(?m)^(lateness|own lateness|wait for a).*\n", "");
  }

  private static void assertCmdriver(ToolProcess driver, RealCluster cluster) {
    assertThat(ToolLines.log(driver.stderr()))
        .first()
        .asString()
        .matches("starting HTTP server on port :\\d+");
    assertThat(ToolLines.log(driver.stderr()).subList(1, 11))
        .containsExactly(
            "RunID is golden",
            "Wrote parameter file \"golden-driver.parms\"",
            "Sending requests to " + cluster.servers().get(0),
            "Creating 3 objects",
            "LAMBDA = 20/sec",
            "maxpop = 100",
            "dataLen = 2000",
            "OBJ TTL = 5s",
            "DEBUG: waiting for objects to clear",
            "0 logged errors");
    assertThat(driversTable(driver.stdout().lines().toList()))
        .isEqualTo(
            "cmdriver golden VERDICT # s\n" + "# creates, # deletes, # errors\n" + DRIVERS_TABLE);
  }

  private static void assertFlunderDriver(ToolProcess driver) {
    List<String> lines = driver.stdout().lines().toList();
    assertThat(lines.subList(0, 7))
        .containsExactly(
            "RunID is golden",
            "Wrote parameter file \"golden-driver.parms\"",
            "DEBUG: Creating 3 objects",
            "DEBUG: LAMBDA = 20/sec",
            "DEBUG: maxpop = 100",
            "DEBUG: OBJ TTL = 5s",
            "DEBUG: waiting for objects to clear");
    assertThat(driversTable(lines.subList(7, lines.size())))
        .isEqualTo(
            "flunder-driver golden VERDICT # s\n"
                + "# creates, # deletes, # errors\n"
                + DRIVERS_TABLE);
  }

  private static void assertClosed(ToolProcess driver, RealCluster cluster) {
    List<String> lines = driver.stdout().lines().toList();
    assertThat(lines.subList(0, 14))
        .containsExactly(
            "Wrote parameter file \"golden.c-driver.parms\"",
            "DEBUG: Creating 2 objects",
            "DEBUG: maxpop = 1",
            "DEBUG: endpoints are [" + cluster.servers().get(0) + "]",
            "DEBUG: CONNS = 1",
            "DEBUG: THREADS = 1",
            "DEBUG: RATE = 2/sec",
            "DEBUG: UPDATES = 1",
            "DEBUG: NamePadLength = 0",
            "DEBUG: HackCreate = false",
            "DEBUG: CreateValueLength = 100",
            "DEBUG: UpdateValueLength = 100",
            "DEBUG: CreateOnly = false",
            "DEBUG: op period = 0.5 sec");
    assertThat(driversTable(lines.subList(14, lines.size())))
        .startsWith(
            """
            cmdriver-closed golden.c VERDICT # s
            # creates, # updates, # deletes, # errors, # created object bytes, # updated object bytes
            count min p50 p90 p99 p99.9 max
            create response time # # # # # # #
            create service time # # # # # # #
            update response time # # # # # # #
            """);
    List<String> log = ToolLines.log(driver.stderr());
    assertThat(log).first().isEqualTo("RunID is golden.c");
    assertThat(log.get(1))
        .matches(
            "2 object lifecycles in \\d+(\\.\\d+)? seconds = \\d+(\\.\\d+)? writes/sec, with 0 errors on"
                + " create, 0 on update, and 0 on delete");
    assertThat(log.get(2))
        .matches(
            "Protobuf length of a created object = \\d{3}, protobuf length of an updated object ="
                + " \\d{3}");
  }

  private void assertCmLogger(ToolProcess logger, RealCluster cluster) {
    List<String> log = ToolLines.log(logger.stderr());
    assertThat(log.subList(0, 2))
        .containsExactly(
            "data-filname=\"" + folder.resolve("cm.csv") + "\", threads=1",
            "Config.Host=\"" + cluster.servers().get(0) + "\"");
    assertThat(log.get(2)).matches("Using [0-9a-f.:]+ as my host address");
    assertThat(log.get(3)).matches("metrics at http://[0-9a-f.:]+:\\d+/metrics");
    assertThat(log.get(4)).isEqualTo("Starting Object Logging controller");
    assertThat(table(logger))
        .isEqualTo(
            "cm-logger cm VERDICT # s\n# creates, # updates, # deletes\n"
                + LOGGERS_TABLE.formatted("cm"));
  }

  private void assertFlunderLogger(ToolProcess logger, RealCluster cluster) {
    String server = cluster.sampleApiServer().toString();
    List<String> log = ToolLines.log(logger.stderr());
    assertThat(log.subList(0, 4))
        .containsExactly(
            "data-filname=\"" + folder.resolve("fl.csv") + "\", threads=1",
            "Skipping verification of server cert",
            "Using server \"" + server + "\" instead of \"" + cluster.servers().get(0) + "\"",
            "Config.Host=\"" + server + "\"");
    assertThat(log.get(4))
        .matches("Using \"[0-9a-f.:]+\" as my host address, \"\\d{6}\" as my birthmark");
    assertThat(table(logger))
        .isEqualTo(
            "flunder-logger fl VERDICT # s\n# creates, # deletes\n"
                + LOGGERS_TABLE.formatted("fl"));
  }

  /**
   * Without the counts that only a busy machine gives, without the objects that other tests left,
   * and with the place of the files named.
   */
  private String table(ToolProcess logger) {
    return ToolLines.table(logger.stdout().lines().toList())
        .replaceAll(", # (duplicates|stranges|reconnects|retries)", "")
        .replaceAll("(?m)^# objects?, ", "")
        .replace(folder.toString(), "FOLDER");
  }

  private static void assertFlunderWatch(ToolProcess watch) {
    List<String> log = ToolLines.log(watch.stderr());
    assertThat(log.get(0))
        .matches("Using \"[0-9a-f.:]+\" as my host address, \"\\d{6}\" as my birthmark");
    assertThat(log.get(1))
        .matches(
            "Watching namespace \"\" from ResourceVersion \"\\d+\" with myAddr=\"[0-9a-f.:]+\","
                + " timeout=[345]\\d\\d");
    assertThat(log)
        .filteredOn(line -> line.startsWith("Got event"))
        .hasSize(6)
        .allMatch(
            line -> line.matches("Got event type=(ADDED|DELETED), obj=\\{.*\"golden-[123]\".*"));
    assertThat(ToolLines.table(watch.stdout().lines().toList()))
        .startsWith("flunder-watch # VERDICT # s\n")
        .endsWith(
            """
            watches # of # open at the end, all had one after # s; # failed, # broken
            events #, #/s; at least # missed
            lists #, # of them again; # failed; with watches, # sent again
            count min p50 p90 p99 p99.9 max
            establish # # # # # # #
            list # # # # # # #
            watch open # # # # # # #
            notification # # # # # # #
            """);
  }

  private void assertLogger(ToolProcess logger, RealCluster cluster) {
    List<String> log = ToolLines.log(logger.stderr());
    assertThat(log.subList(0, 2))
        .containsExactly(
            "data-filname=\"" + folder.resolve("any.csv") + "\", threads=1",
            "Config.Host=\"" + cluster.servers().get(0) + "\"");
    assertThat(log.get(2))
        .matches("Using \"[0-9a-f.:]+\" as my host address, \"\\d{6}\" as my birthmark");
    assertThat(log.get(3)).matches("metrics at http://[0-9a-f.:]+:\\d+/metrics");
    assertThat(log.get(4)).isEqualTo("Starting Object Logging controller");
    assertThat(log.get(5)).matches("listed \\d+ configmaps; watching");
    assertThat(table(logger))
        .isEqualTo(
            "logger any VERDICT # s\n# creates, # updates, # deletes\n"
                + LOGGERS_TABLE.formatted("any"));
  }

  private void assertManyWatchers(ToolProcess logger) {
    List<String> log = ToolLines.log(logger.stderr());
    assertThat(log.get(0))
        .matches("Using \"[0-9a-f.:]+\" as my host address, \"\\d{6}\" as my birthmark");
    assertThat(log.get(1)).matches("metrics at http://[0-9a-f.:]+:\\d+/metrics");
    assertThat(log.get(2)).matches("each of the 3 watchers has an open watch after .*");
    assertThat(table(logger))
        .isEqualTo(
            """
            logger many VERDICT # s
            watches # of # open at the end, all had one after # s; # failed, # broken
            events #, #/s; # for each watcher; at least # missed
            lists #, # of them again; # failed; with watches, # sent again
            memory # bytes of heap for each watcher, # resident
            count min p50 p90 p99 p99.9 max
            establish # # # # # # #
            list # # # # # # #
            watch open # # # # # # #
            notification # # # # # # #
            data FOLDER/many.csv
            latencies FOLDER/many.hlog
            summary FOLDER/many.summary.json
            """);
  }

  @Test
  void ofHollowNodeAndHttperf(RealCluster cluster) throws IOException {
    String address = "127.0.0.1:" + FreePort.pick();
    try (ToolProcess nodes =
            ToolProcess.jar(
                    "hollow-node",
                    "--kubeconfig=" + cluster.kubeconfig(),
                    "--morph=both",
                    "--name=golden",
                    "--duration=5s")
                .directory(folder)
                .start();
        ToolProcess httperf =
            ToolProcess.jar(
                    "httperf",
                    "-listen=" + address,
                    "-base-url=https://" + address,
                    "-blocks-per-request=3",
                    "--requests=2",
                    "--runid=golden")
                .directory(folder)
                .start()) {
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isZero();
      assertThat(httperf.awaitExit(LIMIT)).as(httperf.stderr()).isZero();
      // Where a line is broken depends on how many pods of others came by.
      assertThat(
              ToolLines.table(nodes.stdout().lines().toList())
                  .replace(", all after # s", "")
                  .replace('\n', ' '))
          .contains(
              """
              nodes # of # ready; # lease renewals, # failed
              pods # run, # pending, # succeeded, # failed; # admitted, # rejected, #
              deleted, # restarts
              watches # opened, # relisted, # failed, # events
              requests #, #/s; # failures, # throttled, # unanswered
              """
                  .replace('\n', ' '));
      assertThat(
              ToolLines.table(httperf.stdout().lines().toList())
                  .replaceAll("(?m)^.*gap between blocks.*\n", "")
                  // A column that nothing is in goes where the others need its room.
                  .replace("p99 max", "p99 p99.9 max")
                  .replaceAll("(?m)^((?:server|client) [^#]*?)(?: #){6}$", "$1 # # # # # # #")
                  .replace("was not full", "was full"))
          .isEqualTo(
              """
              httperf golden VERDICT # s
              # server bytes, # server blocks, # server requests, # server connection, # client bytes, # client blocks, # client requests, # client connection
              count min p50 p90 p99 p99.9 max
              server block lateness # # # # # # #
              server time to first byte # # # # # # #
              server round trip (kernel) # # # # # # #
              client block lateness # # # # # # #
              client time to first byte # # # # # # #
              client round trip (kernel) # # # # # # #
              client response time # # # # # # #
              hlog golden-httperf.hlog
              summary golden-httperf.summary.json
              throughput: # MB/s of # MB/s asked; the path was full
              # Gbit/s of # Gbit/s asked
              server connections # × TLSv1.3 TLS_AES_128_GCM_SHA256 h2
              client connections # × TLSv1.3 TLS_AES_128_GCM_SHA256 h2
              """);
      assertThat(ToolLines.log(httperf.stderr()))
          .contains("Saving TLS master keys to " + keys(address));
    } finally {
      cluster.client().nodes().withName("golden").delete();
    }
  }

  /** Where the originals' server put them. */
  private static String keys(String address) {
    return "/tmp/" + address.substring(address.indexOf(':') + 1) + ".keys";
  }
}
