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
