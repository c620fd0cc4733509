package io.scaletest.httperf.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.Programs;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A capture of the loopback interface opens with the secrets that either end logged. */
class CaptureIT {
  private static final Pattern KEY_LOG = Pattern.compile("Saving TLS master keys to (\\S+)");

  /** Of each request; the client asks for 3 to 5, in two requests. */
  private static final int BLOCK_BYTES = 700;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "boringssl,    1.2, TLSv1.2",
    "boringssl,    1.3, TLSv1.3",
    "bouncycastle, 1.2, TLSv1.2",
    "bouncycastle, 1.3, TLSv1.3"
  })
  void theCaptureShowsRequestsAndData(String provider, String version, String agreed) {
    Programs.require("tcpdump", "tshark");
    Path capture = folder.resolve("capture.pcap");
    String tlsProvider = "--tls-provider=" + provider;
    try (RunningServer server =
            RunningServer.start("--results=", tlsProvider, "--tls-version=" + version);
        ToolProcess tcpdump =
            ToolProcess.command(
                    "tcpdump",
                    "--immediate-mode",
                    "-U",
                    "-i",
                    "lo",
                    "-w",
                    capture.toString(),
                    "tcp port " + server.port())
                .start()) {
      tcpdump.awaitOutput("listening on lo", RunningServer.LIMIT);
      try (ToolProcess client =
          ToolProcess.jar(
                  "httperf",
                  "--client-only",
                  "--results=",
                  tlsProvider,
                  "-base-url=" + server.url(),
                  "-block-size=" + BLOCK_BYTES,
                  "-blocks-per-request=3",
                  "--requests=2")
              .start()) {
        assertThat(client.awaitExit(RunningServer.LIMIT)).as(client.stderr()).isZero();
        assertThat(client.stdout()).contains(agreed + " ");
        tcpdump.signal("INT");
        tcpdump.awaitExit(RunningServer.LIMIT);

        assertThatCaptureOpens(capture, server.port(), keyLog(server.process()));
        assertThatCaptureOpens(capture, server.port(), keyLog(client));
      }
      assertThat(dissected(capture, server.port(), Path.of("/dev/null")))
          .as("without secrets")
          .doesNotContain("GET", "/blocks");
    }
  }

  private static Path keyLog(ToolProcess tool) {
    Matcher matcher = KEY_LOG.matcher(tool.stderr());
    assertThat(matcher.find()).as("path of the key log").isTrue();
    return Path.of(matcher.group(1));
  }

  private static void assertThatCaptureOpens(Path capture, int port, Path keyLog) {
    String frames = dissected(capture, port, keyLog);

    assertThat(frames)
        .as("with %s", keyLog)
        .containsPattern("GET\\s+/blocks\\?size=" + BLOCK_BYTES + "&periodMS=10&n=[345]\\b");
    // Blocks that are due together are one frame.
    long bytes = frames.lines().mapToLong(CaptureIT::dataBytes).sum();
    assertThat(bytes)
        .as("bytes of DATA in %s", frames)
        .isBetween(6L * BLOCK_BYTES, 10L * BLOCK_BYTES);
    assertThat(bytes % BLOCK_BYTES).isZero();
  }

  /** Returns the lengths of a packet's DATA frames, whose type is 0. */
  private static long dataBytes(String line) {
    String[] columns = line.split("\t", -1);
    String[] types = columns[0].split(",");
    String[] lengths = columns[1].split(",");
    return IntStream.range(0, types.length)
        .filter(i -> types[i].equals("0"))
        .mapToLong(i -> Long.parseLong(lengths[i]))
        .sum();
  }

  /** Returns a line for each HTTP/2 packet: types, lengths, method, path. */
  private static String dissected(Path capture, int port, Path keyLog) {
    try (ToolProcess tshark =
        ToolProcess.command(
                "tshark",
                "-r",
                capture.toString(),
                "-o",
                "tls.keylog_file:" + keyLog,
                "-d",
                "tcp.port==" + port + ",tls",
                "-Y",
                "http2",
                "-T",
                "fields",
                "-e",
                "http2.type",
                "-e",
                "http2.length",
                "-e",
                "http2.headers.method",
                "-e",
                "http2.headers.path")
            .start()) {
      assertThat(tshark.awaitExit(RunningServer.LIMIT)).as(tshark.stderr()).isZero();
      return tshark.stdout();
    }
  }
}
