package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.testkit.server.ScriptedApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every exit status of cmdriver-closed: one clear line, the contract's number, nothing half-made.
 */
@SideBySide
class ClosedDriverExitStatusIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String ENDPOINTS = "/api/v1/namespaces/default/endpoints/kubernetes";
  private static final String ALL_SERVERS = "-conns=0";

  @TempDir private Path folder;
  private ScriptedApiServer server;
  private Path kubeconfig;

  @BeforeEach
  void startServer() {
    server = ScriptedApiServer.start();
    kubeconfig = server.writeKubeconfig(folder);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private ToolProcess.Builder driver(String... options) {
    return ClosedDriverCommand.closed(kubeconfig, folder, options);
  }

  private void endpoints(String subsets) {
    server.answerWith(
        request -> request.path().equals(ENDPOINTS), 200, "{\"subsets\":" + subsets + "}");
  }

  private static String subset(String address, int port) {
    return "{\"addresses\":[{\"ip\":\""
        + address
        + "\"}],\"ports\":[{\"port\":"
        + port
        + ",\"protocol\":\"TCP\"}]}";
  }

  private void assertEnds(ToolProcess.Builder command, int status, String line) throws IOException {
    try (ToolProcess driver = command.start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(status);
      assertThat(driver.stdout()).isEmpty();
      List<String> lines =
          driver.stderr().lines().filter(text -> text.startsWith("cmdriver-closed: ")).toList();
      assertThat(lines).as(driver.stderr()).hasSize(1);
      assertThat(lines.get(0)).contains(line);
      assertThat(driver.stderr()).doesNotContain("\tat ");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .as("what is left behind")
          .noneMatch(name -> name.contains("-driver."));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-threads=0 | threads: must be from 1 to 50000, got 0",
        "-threads=-1 | threads: must be from 1 to 50000, got -1",
        "-rate=0 | rate: must be > 0 and finite, got 0.0",
        "-rate=-5 | rate: must be > 0 and finite, got -5.0",
        "-rate=fast | rate: must be a number, got fast",
        "-n=-1 | n: must be from 0 to",
        "-maxpop=-1 | maxpop: must be from 0 to",
        "-updates=-1 | updates: must be from 0 to 100000, got -1",
        "-update-value-length=1500001 | update-value-length: must be from 0 to 1500000",
        "-create-value-length=1500001 | create-value-length: must be from 0 to 1500000",
        "-name-pad-length=-1 | name-pad-length: must be from 0 to",
        "-conns=-1 | conns: must be from 0 to",
        "-unknown | unknown option -unknown"
      })
  void wrongOptionsAreStatusTwo(String option, String line) throws IOException {
    assertEnds(driver(option), 2, line);
    assertThat(server.received()).as("nothing was asked").isZero();
  }

  @Test
  void countersBeyondMemoryAreStatusTwo() throws IOException {
    assertEnds(
        driver("-threads=50000", "-updates=100000"), 2, "threads * (updates + 2): must be at most");
  }

  @Test
  void aBadRunIdIsStatusOne() throws IOException {
    assertEnds(driver("-runid=a b"), 1, "runid: must be");
  }

  @Test
  void aBadDataFileNameIsStatusFive() throws IOException {
    assertEnds(driver("-datafile=a b"), 5, "datafile: must be");
  }

  @ParameterizedTest
  @CsvSource({"-name-pad-length=247", "-name-pad-length=2147483647"})
  void aNameBeyondTheServersLimitIsStatusSeventeen(String option) throws IOException {
    // ab-2000 has 7 characters: with 247 more it is one too long.
    assertEnds(
        driver(option, "-runid=ab", "-n=2000"), 17, "name-pad-length: names must have at most 253");
  }

  @Test
  void theLongestNameIsTaken() throws IOException {
    try (ToolProcess driver =
        driver("-runid=a", "-n=2", "-name-pad-length=250", "-rate=1000").start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    assertThat(DataRow.readAll(folder.resolve("a-driver.csv")))
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.name()).hasSize(253));
  }

  @Test
  void aParameterFileThatCannotBeMadeIsStatusTen() throws IOException {
    Files.createDirectory(folder.resolve("p-driver.parms"));
    try (ToolProcess driver = driver("-runid=p", "-n=3").start()) {
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(10);
      assertThat(driver.stderr()).contains("parameter file p-driver.parms");
    }
  }

  @Test
  void aParameterFileThatCannotBeCompletedIsStatusEleven() throws IOException {
    Files.createSymbolicLink(folder.resolve("full-driver.parms"), Path.of("/dev/full"));
    try (ToolProcess driver = driver("-runid=full", "-n=3").start()) {
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(11);
      assertThat(driver.stderr()).contains("parameter file full-driver.parms");
    }
  }

  @Test
  void aDataFileThatCannotBeMadeIsStatusTwo() throws IOException {
    assertEnds(driver("-datafile=no/such/folder/x.csv"), 2, "no/such/folder/x.csv");
  }

  @Test
  void aFullDiskEndsTheRunWithStatusSeventyFour() throws IOException {
    Files.createSymbolicLink(folder.resolve("data.csv"), Path.of("/dev/full"));
    try (ToolProcess driver =
        driver("-datafile=data.csv", "-runid=disk", "-n=100000", "-rate=500").start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(74);
      assertThat(driver.stderr()).contains("data.csv is cut after row 0");
    }
  }

  @Test
  void noConfigurationIsStatusTwenty() throws IOException {
    assertEnds(ToolProcess.jar("cmdriver-closed").directory(folder), 20, "kubeconfig");
  }

  @Test
  void aServerThatIsDownIsStatusTwentyTwoWhereItsEndpointsAreToBeAsked() throws IOException {
    server.goDown();
    assertEnds(driver(ALL_SERVERS), 22, "Endpoints default/kubernetes");
    assertEnds(driver("-conns=1"), 21, "no answer from " + server.base());
  }

  @Test
  void noPermissionIsStatusTwentyOne() throws IOException {
    server.answerWith(
        request -> request.path().contains("dryRun"), 403, "{\"message\":\"not you\"}");
    assertEnds(driver(), 21, "no permission to create configmaps in scaletest: not you");
  }

  @Test
  void noEndpointsIsStatusTwentyTwo() throws IOException {
    endpoints("[]");
    assertEnds(driver(ALL_SERVERS), 22, "Endpoints default/kubernetes");
  }

  @Test
  void anEndpointThatCannotBeUsedIsStatusTwentyThree() throws IOException {
    endpoints("[" + subset("127.0.0.1", 9) + "]");
    assertEnds(driver(ALL_SERVERS), 23, "endpoint https://127.0.0.1:9: cannot connect");
  }

  @Test
  void oneEndpointOfSeveralThatCannotBeUsedIsAWarningAndItsRequestsAreRows() throws IOException {
    endpoints("[" + subset("127.0.0.1", server.port()) + "," + subset("127.0.0.1", 9) + "]");
    try (ToolProcess driver =
        driver(ALL_SERVERS, "-threads=2", "-n=2", "-updates=0", "-runid=half").start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      assertThat(driver.stderr())
          .contains("endpoint https://127.0.0.1:9: cannot connect")
          .contains("its requests will fail");
    }
    assertThat(DataRow.readAll(folder.resolve("half-driver.csv")))
        .hasSize(4)
        .filteredOn(row -> !row.error().isEmpty())
        .hasSize(2);
  }

  @Test
  void fewerEndpointsThanConnsAreAllTaken() throws IOException {
    endpoints("[" + subset("127.0.0.1", server.port()) + "]");
    try (ToolProcess driver = driver("-conns=3", "-n=2", "-runid=few").start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      assertThat(driver.stderr()).contains("Only 1 endpoints available");
    }
    assertThat(folder.resolve("few-driver.parms"))
        .content()
        .contains("CONNS=3\n", "ENDPOINTS=\"[https://127.0.0.1:" + server.port() + "]\"");
  }

  @Test
  void aMarkedCreateCarriesRunAndNumberInItsUrl() {
    try (ToolProcess driver = driver("-hack-create", "-n=3", "-runid=m+1").start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    assertThat(server.requests())
        .filteredOn(
            request -> request.method().equals("POST") && !request.path().contains("dryRun"))
        .filteredOn(request -> request.path().contains("/configmaps?"))
        .extracting(request -> request.path().substring(request.path().indexOf("&r=")))
        .containsExactly("&r=m%2B1&i=1", "&r=m%2B1&i=2", "&r=m%2B1&i=3");
  }
}
