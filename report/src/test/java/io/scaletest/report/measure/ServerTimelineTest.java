package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.output.CsvOutput;
import io.scaletest.report.output.TextOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hand-written scrapes of a server, beside rows of a client, with answers that are known. */
class ServerTimelineTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");
  private static final int PER_SECOND = 100;

  @TempDir private Path folder;

  private final StringBuilder scrapes =
      new StringBuilder("# Scrapes of an API server's metrics\n#Run ID: timed\n");

  /** A request each 10 ms, which takes 8 ms, and 20 in the third second; answered at its end. */
  private void requests(int seconds) throws IOException {
    var run = new SyntheticRun("timed");
    for (int i = 0; i < seconds * PER_SECOND; i++) {
      long answered = START + i * 10L;
      int took = i / PER_SECOND == 2 ? 20 : 8;
      run.request(answered - took, answered, "create", i + 1, "");
    }
    run.write(folder);
  }

  private RunResult result() throws IOException {
    Files.writeString(folder.resolve("timed-driver.server.prom"), scrapes);
    return SyntheticRun.read(folder);
  }

  private ServerTimes creates() throws IOException {
    return result().serverTimes().get(0);
  }

  /** A whole scrape: the server counted {@code count} creates, {@code slow} of them over 5 ms. */
  private void scrape(double second, String started, int count, int slow, double seconds) {
    sample(second, "process_start_time_seconds", started);
    requestSamples(second, "POST", "configmaps", count, slow, seconds);
    sample(
        second,
        "etcd_request_duration_seconds_sum{group=\"\",operation=\"create\",resource=\"configmaps\"}",
        number(seconds / 4));
    sample(
        second,
        "etcd_request_duration_seconds_count{group=\"\",operation=\"create\",resource=\"configmaps\"}",
        number(count));
    // Others ask more often than the run does.
    requestSamples(second, "POST", "events", 50 * count, 0, count);
    up(second, 1);
  }

  private void requestSamples(
      double second, String verb, String resource, int count, int slow, double seconds) {
    String labels = "verb=\"" + verb + "\",resource=\"" + resource + "\",subresource=\"\"";
    String name = "apiserver_request_duration_seconds";
    sample(second, name + "_bucket{" + labels + ",le=\"0.005\"}", number(count - slow));
    sample(second, name + "_bucket{" + labels + ",le=\"0.025\"}", number(count));
    sample(second, name + "_bucket{" + labels + ",le=\"+Inf\"}", number(count));
    sample(second, name + "_sum{" + labels + "}", number(seconds));
    sample(second, name + "_count{" + labels + "}", number(count));
  }

  private void sample(double second, String series, String value) {
    scrapes.append(series).append(' ').append(value).append(' ').append(epochMs(second));
    scrapes.append('\n');
  }

  private void up(double second, int up) {
    sample(second, "up", String.valueOf(up));
  }

  private static long epochMs(double second) {
    return START + Math.round(second * 1e3);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%s", value);
  }

  @Test
  void eachStepHasItsMeansOfBothSides() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    scrape(1, "1.7e9", 1_100, 0, 2.6);
    scrape(2, "1.7e9", 1_200, 0, 3.2);
    scrape(3, "1.7e9", 1_300, 100, 4.8);

    ServerTimes creates = creates();

    assertThat(creates.operation()).isEqualTo("create");
    assertThat(creates.request()).as("not events").isEqualTo("POST configmaps");
    assertThat(creates.etcd()).isEqualTo("create configmaps");
    assertThat(creates.queue()).isEmpty();
    assertThat(creates.steps()).hasSize(3);
    step(creates, 0, 100, 8, 100, 6);
    step(creates, 1, 100, 8, 100, 6);
    step(creates, 2, 100, 20, 100, 16);
    assertThat(creates.steps().get(2).etcdMs().orElseThrow()).isCloseTo(4, within(1e-6));
    assertThat(creates.steps().get(2).serverP99Ms()).as("100 are too few").isEmpty();
    assertThat(creates.steps().get(2).fromEpochMs()).isEqualTo(START + 2_000);
    assertThat(creates.steps().get(2).toEpochMs()).isEqualTo(START + 3_000);
  }

  private static void step(
      ServerTimes times, int at, long clientCount, double clientMs, long serverCount, double ms) {
    ServerTimes.Step step = times.steps().get(at);
    assertThat(step.clientCount()).isEqualTo(clientCount);
    assertThat(step.clientMs().orElseThrow()).isEqualTo(clientMs);
    assertThat(step.serverCount()).hasValue(serverCount);
    assertThat(step.serverMs().orElseThrow()).isCloseTo(ms, within(1e-6));
  }

  @Test
  void clientAndServerThatAgreeExactlyDo() throws IOException {
    requests(3);
    scrape(0, "1.7e9", 0, 0, 0);
    scrape(2, "1.7e9", 200, 200, 1.6);

    ServerTimes.Step step = creates().steps().get(0);

    assertThat(step.clientMs().orElseThrow()).isEqualTo(8);
    assertThat(step.serverMs().orElseThrow()).isCloseTo(8, within(1e-9));
  }

  @Test
  void samplesThatDidNotChangeNeedNotStand() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    sample(1, "process_start_time_seconds", "1.7e9");
    requestSamples(1, "POST", "configmaps", 1_100, 0, 2.6);
    up(1, 1);
    scrape(2, "1.7e9", 1_200, 0, 3.2);

    ServerTimes creates = creates();

    step(creates, 0, 100, 8, 100, 6);
    step(creates, 1, 100, 8, 100, 6);
    assertThat(creates.steps().get(0).etcdMs()).as("no request to etcd").isEmpty();
    assertThat(creates.steps().get(1).etcdMs().orElseThrow()).isCloseTo(1.5, within(1e-6));
  }

  @Test
  void aServerThatWasStartedAnewIsAGapAndCountsFromThenOn() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 100, 0, 2);
    // More than before it: the counts alone would not tell.
    scrape(1, "1.8e9", 150, 0, 9);
    scrape(2, "1.8e9", 250, 0, 9.6);
    scrape(3, "1.8e9", 350, 0, 10.2);

    ServerTimes creates = creates();

    assertThat(creates.steps().get(0).serverMs()).isEmpty();
    assertThat(creates.steps().get(0).serverCount()).isEqualTo(OptionalLong.empty());
    assertThat(creates.steps().get(0).etcdMs()).isEmpty();
    assertThat(creates.steps().get(0).clientMs()).as("the client's own").hasValue(8);
    step(creates, 1, 100, 8, 100, 6);
    step(creates, 2, 100, 20, 100, 6);
  }

  @Test
  void ofAServerThatWasStartedAnewNothingIsLeftOfItsCounts() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 100, 0, 2);
    sample(1, "process_start_time_seconds", "1.8e9");
    up(1, 1);
    // More than before: it would look as if 10 had come since.
    scrape(2, "1.8e9", 110, 0, 1.1);

    ServerTimes creates = creates();

    assertThat(creates.steps().get(0).serverMs()).isEmpty();
    step(creates, 1, 100, 8, 110, 10);
  }

  @Test
  void countersThatFellAreAServerThatWasStartedAnew() throws IOException {
    requests(4);
    for (int second = 0; second < 4; second++) {
      requestSamples(
          second,
          "POST",
          "configmaps",
          second < 2 ? 900 + 100 * second : 100 * second,
          0,
          second < 2 ? 5 + second : second);
      up(second, 1);
    }

    ServerTimes creates = creates();

    step(creates, 0, 100, 8, 100, 10);
    assertThat(creates.steps().get(1).serverMs()).isEmpty();
    step(creates, 2, 100, 20, 100, 10);
  }

  @Test
  void aScrapeThatIsMissingMakesALongerStep() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    up(1, 0);
    scrape(2, "1.7e9", 1_200, 0, 3.2);
    scrape(3, "1.7e9", 1_300, 0, 4.8);

    ServerTimes creates = creates();

    assertThat(creates.steps()).hasSize(2);
    step(creates, 0, 200, 8, 200, 6);
    step(creates, 1, 100, 20, 100, 16);
  }

  @Test
  void aCutScrapeAtTheEndDoesNotCountAndIsNoFaultOfTheRun() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    scrape(1, "1.7e9", 1_100, 0, 2.6);
    int whole = scrapes.length();
    scrape(2, "1.7e9", 1_200, 0, 3.2);
    String all = scrapes.toString();

    for (int length : new int[] {whole + 40, all.length() - 50, all.length() - 4}) {
      scrapes.setLength(0);
      scrapes.append(all, 0, length);
      RunResult result = result();
      ServerTimes creates = result.serverTimes().get(0);
      assertThat(creates.steps()).hasSize(1);
      step(creates, 0, 100, 8, 100, 6);
      SourceFile source =
          result.files().stream().filter(file -> file.path().endsWith(".prom")).findFirst().get();
      assertThat(source.kind()).isEqualTo("server metrics over time");
      assertThat(source.records()).isEqualTo(2);
      assertThat(source.leftOut()).hasSize(1);
      assertThat(source.leftOut().get(0)).contains("no scrape from here on counts");
      assertThat(result.findings())
          .noneMatch(finding -> finding.status() == Verdict.Status.INVALID)
          .noneMatch(finding -> finding.reason().contains(".prom"));
    }
  }

  @Test
  void behindABrokenLineNothingCountsForItsValueIsMissing() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    scrape(1, "1.7e9", 1_100, 0, 2.6);
    scrapes.append("apiserver_request_duration_seconds_count{verb=\"POST\n");
    scrape(2, "1.7e9", 1_200, 0, 3.2);

    ServerTimes creates = creates();

    assertThat(creates.steps()).hasSize(1);
    step(creates, 0, 100, 8, 100, 6);
  }

  @Test
  void whatOthersAskedForIsNotTheRuns() throws IOException {
    requests(4);
    for (int second = 0; second < 4; second++) {
      requestSamples(second, "POST", "events", 1_000 * second, 0, second);
      up(second, 1);
    }

    RunResult result = result();

    assertThat(result.serverTimes()).isEmpty();
    assertThat(result.unknown())
        .contains(
            "the API server's time of creates: the files have 300 of them, and the server counted"
                + " no kind of request as often, but 3,000 POST events");
  }

  @Test
  void aStepOfFewRequestsHasNoMeanAndOneOfManyAPercentile() throws IOException {
    var run = new SyntheticRun("timed");
    for (int i = 0; i < 1_005; i++) {
      long answered = START + (i < 1_000 ? i : 1_000 + i);
      run.request(answered - 3, answered, "create", i + 1, "");
    }
    run.write(folder);
    scrape(0, "1.7e9", 0, 0, 0);
    scrape(1, "1.7e9", 1_000, 20, 2);
    scrape(3, "1.7e9", 1_005, 20, 2.1);

    List<ServerTimes.Step> steps = creates().steps();

    // The fastest 980 are in the bucket to 5 ms, 20 in that to 25: the 990th is half through it.
    assertThat(steps.get(0).serverP99Ms().orElseThrow()).isCloseTo(15, within(1e-6));
    assertThat(steps.get(1).clientCount()).isEqualTo(5);
    assertThat(steps.get(1).clientMs()).isEmpty();
    assertThat(steps.get(1).serverMs()).isEmpty();
    assertThat(steps.get(1).serverCount()).hasValue(5);
  }

  @Test
  void manyScrapesAreLaidTogether() throws IOException {
    requests(4);
    for (int i = 0; i <= 1_300; i++) {
      scrape(i * 0.003, "1.7e9", i * 3 / 10, 0, i * 0.004);
    }

    ServerTimes creates = creates();

    assertThat(creates.steps()).hasSize(434);
    assertThat(creates.steps()).allMatch(step -> step.serverCount().orElse(9) <= 1);
    assertThat(creates.steps().stream().mapToLong(step -> step.serverCount().orElse(0)).sum())
        .isEqualTo(390);
    assertThat(creates.steps().get(433).toEpochMs()).isEqualTo(START + 3_900);
  }

  @Test
  void waitsInPriorityAndFairnessAreThoseOfTheLevelWithTheLongest() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    for (int second = 1; second < 3; second++) {
      sample(second, queue("_sum", "workload-low"), number(5.0 * second));
      sample(second, queue("_count", "workload-low"), number(100 * second));
      sample(second, queue("_sum", "exempt"), "0");
      sample(second, queue("_count", "exempt"), number(1_000 * second));
      scrape(second, "1.7e9", 1_000 + 100 * second, 0, 2 + second);
    }

    ServerTimes creates = creates();

    assertThat(creates.queue()).isEqualTo("workload-low");
    assertThat(creates.steps().get(1).queueMs().orElseThrow()).isCloseTo(50, within(1e-6));
  }

  private static String queue(String kind, String level) {
    return "apiserver_flowcontrol_request_wait_duration_seconds"
        + kind
        + "{execute=\"true\",flow_schema=\"x\",priority_level=\""
        + level
        + "\"}";
  }

  @Test
  void textAndCsvHaveThem() throws IOException {
    requests(4);
    scrape(0, "1.7e9", 1_000, 0, 2);
    scrape(1, "1.7e9", 1_100, 0, 2.8);
    scrape(2, "1.8e9", 1_200, 0, 3.2);
    scrape(3, "1.8e9", 1_300, 100, 4.2);
    var report = new Report("0", List.of(result()), List.of());

    assertThat(TextOutput.of(report, true))
        .contains("create, mean by client (C) and API server (S), POST configmaps")
        .contains("10 ms |                                            SSSSSSSSSSSSSSSSSSSSSS\n")
        .contains("***********");
    assertThat(CsvOutput.of(report).get("server.csv").lines())
        .containsExactly(
            "run,operation,request,fromEpochMs,toEpochMs,clientCount,clientMs,serverCount,serverMs,"
                + "serverP99Ms,etcdMs,queueMs",
            "timed,create,POST configmaps," + START + "," + (START + 1_000) + ",100,8,100,8,,2,",
            "timed,create,POST configmaps,"
                + (START + 1_000)
                + ","
                + (START + 2_000)
                + ",100,8,,,,,",
            "timed,create,POST configmaps,"
                + (START + 2_000)
                + ","
                + (START + 3_000)
                + ",100,20,100,10,,2.5,");
  }

  @Test
  void withoutScrapesItIsSaidWhatWouldGiveThem() throws IOException {
    requests(1);

    RunResult result = SyntheticRun.read(folder);

    assertThat(result.serverTimes()).isEmpty();
    assertThat(result.unknown()).anyMatch(each -> each.contains("--server-metrics)"));
  }
}
