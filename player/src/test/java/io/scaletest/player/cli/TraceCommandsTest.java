package io.scaletest.player.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a log to a trace and to what is in it, by the command line, with every exit status. */
class TraceCommandsTest {
  private static final String EVENT =
      "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\",\"auditID\":\"%d\","
          + "\"stage\":\"ResponseComplete\",\"requestURI\":\"/api/v1/nodes/n\",\"verb\":\"get\","
          + "\"objectRef\":{\"resource\":\"nodes\",\"name\":\"n\",\"apiVersion\":\"v1\"},"
          + "\"responseStatus\":{\"code\":200},"
          + "\"requestReceivedTimestamp\":\"2026-05-04T08:00:01.002003Z\","
          + "\"stageTimestamp\":\"2026-05-04T08:00:01.009871Z\"}\n";

  @TempDir private Path folder;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(Object... words) {
    err.reset();
    return Player.execute(
        Arrays.stream(words).map(String::valueOf).toArray(String[]::new),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path log(String name, int events) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < events; i++) {
      text.append(String.format(EVENT, i));
    }
    return Files.writeString(folder.resolve(name), text.toString());
  }

  @Test
  void aLogIsRecordedValidatedAndSummarised() throws IOException {
    Path trace = folder.resolve("t.trace");

    assertThat(execute("record", "--audit-log", log("a.log", 3), log("b.log", 3), "-o", trace))
        .as(this::told)
        .isZero();
    assertThat(execute("trace", "validate", trace)).as(this::told).isZero();
    assertThat(execute("trace", "summary", trace)).as(this::told).isZero();
    assertThat(execute("record", "--audit-log", log("a.log", 3), "-o", trace, "--no-overwrite"))
        .isEqualTo(2);
    assertThat(told()).contains("no-overwrite");
  }

  @Test
  void tracesAreMadeOfTraces() throws IOException {
    Path trace = folder.resolve("t.trace");
    Path other = folder.resolve("o.trace");
    execute("record", "--audit-log", log("a.log", 3), "-o", trace);

    assertThat(execute("trace", "filter", trace, "--traffic", "client,node", "-o", other))
        .as(this::told)
        .isZero();
    assertThat(execute("trace", "cut", trace, "--from=0s", "--to=1m", "-o", other))
        .as(this::told)
        .isZero();
    assertThat(execute("trace", "merge", trace, other, "-o", folder.resolve("m.trace")))
        .as(this::told)
        .isZero();
    assertThat(execute("trace", "validate", folder.resolve("m.trace"))).as(this::told).isZero();
    assertThat(execute("trace", "filter", trace, "--traffic", "clients", "-o", other)).isEqualTo(2);
    assertThat(told()).contains("traffic: must be one of client, controller").hasLineCount(1);
    assertThat(execute("trace", "cut", trace, "--from=1m", "--to=1s", "-o", other)).isEqualTo(2);
    assertThat(told()).contains("to: must be later than from, got 1s");
    assertThat(execute("trace", "merge", trace, "-o", trace)).isEqualTo(2);
    assertThat(told()).contains("output: must be another file than those that are read");
  }

  @Test
  void aTraceIsScaledMadeAnonymousAndCompared() throws IOException {
    Path trace = folder.resolve("t.trace");
    Path other = folder.resolve("o.trace");
    execute("record", "--audit-log", log("a.log", 3), "-o", trace);

    assertThat(execute("trace", "scale", trace, "--speed=2", "-o", other)).as(this::told).isZero();
    assertThat(execute("trace", "diff", trace, other)).as(this::told).isZero();
    assertThat(execute("trace", "anonymise", trace, "-o", other)).as(this::told).isZero();
    assertThat(execute("trace", "diff", trace, other)).isEqualTo(39);
    Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef");
    Path again = folder.resolve("again.trace");
    for (Path each : new Path[] {other, again}) {
      assertThat(execute("trace", "anonymise", trace, "--key-file", key, "-o", each)).isZero();
    }
    assertThat(execute("trace", "diff", other, again)).as(this::told).isZero();

    assertThat(execute("trace", "scale", trace, "-o", other)).isEqualTo(2);
    assertThat(told()).contains("speed: must be given, or one of arrival-speed").hasLineCount(1);
    assertThat(execute("trace", "scale", trace, "--lifetime-speed=0", "-o", other)).isEqualTo(2);
    assertThat(told()).contains("lifetime-speed: must be from 0.0001 to 1000000, got 0");
    assertThat(execute("trace", "anonymise", trace, "--key-file", log("a.log", 0), "-o", other))
        .isEqualTo(2);
    assertThat(told()).contains("key-file: must be a file of at least 16 bytes, got");
    assertThat(execute("trace", "anonymise", trace, "--key-file", folder, "-o", other))
        .isEqualTo(2);
    assertThat(execute("trace", "diff", trace, folder.resolve("none"))).isEqualTo(2);
    assertThat(told()).contains("none: cannot be read: no such file").hasLineCount(1);
    Files.write(other, Arrays.copyOf(Files.readAllBytes(trace), 100));
    assertThat(execute("trace", "diff", trace, other)).isEqualTo(35);
  }

  @Test
  void aPublicTraceIsImported() throws IOException {
    Path trace = folder.resolve("t.trace");
    Path calls =
        Files.writeString(
            folder.resolve("calls"), "app,func,end_timestamp,duration\na,f,100000,1\na,g,5,1\n");

    assertThat(execute("import", "--list")).isZero();
    assertThat(
            execute(
                "import",
                "azure-functions-2021",
                calls,
                "-o",
                trace,
                "--window=1d..2d",
                "--sample=1/1",
                "--max-cpu=0.5",
                "--vm-as=pod",
                "--arrival-speed=10"))
        .as(this::told)
        .isZero();
    assertThat(execute("trace", "validate", trace)).as(this::told).isZero();
    assertThat(execute("import", "azure-functions-2021", calls, "-o", trace, "--window=2d..3d"))
        .isEqualTo(36);
    assertThat(told()).contains("file: none of them has a row that can be taken").hasLineCount(1);
    String[][] wrong = {
      {"azure-function-2021", "nearest: azure-functions-20"},
      {"--window=3d..2d", "window: must be two times, the second one later, got 3d..2d"},
      {"--window=3d", "window: must be two times like 2d..3d, got 3d"},
      {"--window=x..3d", "window: must be two times like 2d..3d, got x..3d"},
      {"--sample=3/2", "sample: must be a share like 1/10, got 3/2"},
      {"--max-memory=128", "max-memory: must be a size like 128Gi, got 128"},
      {"--max-cpu=0", "max-cpu: must be 0.001 to 1000000, got 0"},
      {"--vm-as=x", "vm-as: must be vmi or pod, got x"},
      {"--namespaces=0", "namespaces: must be 1 to 1000, got 0"},
      {"--min-lifetime=-1s", "min-lifetime: must be at least 0s, got -1s"},
    };
    for (String[] each : wrong) {
      boolean format = !each[0].startsWith("-");
      assertThat(
              format
                  ? execute("import", each[0], calls, "-o", trace)
                  : execute("import", "azure-functions-2021", calls, "-o", trace, each[0]))
          .isEqualTo(2);
      assertThat(told()).contains(each[1]).hasLineCount(1);
    }
    assertThat(execute("import", "philly", folder.resolve("none"), "-o", trace)).isEqualTo(2);
    assertThat(told()).contains("file: must be one that can be read, got").hasLineCount(1);
    assertThat(execute("import", "philly", "-o", trace)).isEqualTo(2);
    assertThat(told()).contains("file: must be one at least, got none");
    assertThat(execute("import", "philly", calls, "-o", trace)).isEqualTo(2);
    assertThat(told()).contains("must be cluster_job_log with columns jobid, vc, attempts");
  }

  @Test
  void aTraceThatIsCutEndsWithItsOwnStatus() throws IOException {
    Path trace = folder.resolve("t.trace");
    execute("record", "--audit-log", log("a.log", 3), "-o", trace);
    byte[] whole = Files.readAllBytes(trace);
    Files.write(trace, Arrays.copyOf(whole, whole.length - 5));

    for (String command : new String[] {"validate", "summary"}) {
      assertThat(execute("trace", command, trace)).isEqualTo(35);
      assertThat(told()).contains(trace + " is cut behind entry 3, byte ").hasLineCount(1);
    }
  }

  @Test
  void wrongInputIsToldInOneLine() throws IOException {
    Path log = log("a.log", 1);
    Path trace = folder.resolve("t.trace");

    assertThat(execute("trace", "summary", log)).isEqualTo(2);
    assertThat(told()).contains(log + ": must be a trace of player record").hasLineCount(1);
    assertThat(execute("trace", "summary", folder.resolve("none"))).isEqualTo(2);
    assertThat(told()).contains("none: cannot be read: no such file").hasLineCount(1);
    assertThat(execute("record", "-o", trace)).isEqualTo(2);
    assertThat(told()).contains("audit-log: must be a file at least, got none").hasLineCount(1);
    assertThat(execute("record", "--audit-log", log)).isEqualTo(2);
    assertThat(told()).contains("output: must be the trace to write").hasLineCount(1);
    assertThat(execute("record", "--audit-log", log, "-o", log)).isEqualTo(2);
    assertThat(execute("record", "--audit-log", log, "-o", folder.resolve("no/t"))).isEqualTo(74);
    assertThat(told()).contains("no/t: cannot be written: no such file").hasLineCount(1);
    Files.writeString(log, "hello\n");
    assertThat(execute("record", "--audit-log", log, "-o", trace)).isEqualTo(36);
    assertThat(told()).contains("none of the files has an audit event");
    assertThat(execute("trace", "sumary", trace)).isEqualTo(2);
    assertThat(told()).contains("nearest: summary");
  }
}
