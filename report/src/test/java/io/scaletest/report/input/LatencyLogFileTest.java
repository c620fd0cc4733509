package io.scaletest.report.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyLogFileTest {
  private static final String HEAD =
      """
      #[Histogram log format version 1.3]
      #Tool: cmdriver
      #Run ID: 0301
      #[StartTime: 1772330879.500 (seconds since epoch), 2026-03-01T02:07:59.500Z]
      #[BaseTime: 1772330879.500 (seconds since epoch)]
      "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
      """;

  @TempDir private Path folder;
  private final LeftOut leftOut = new LeftOut();
  private long values;
  private long firstEpochMs = Long.MAX_VALUE;
  private long bytesRead;

  private LatencyLogFile read(Path file) throws IOException {
    return LatencyLogFile.read(
        file,
        (tag, fromEpochMs, lengthMs, histogram) -> {
          values += histogram.getTotalCount();
          firstEpochMs = Math.min(firstEpochMs, fromEpochMs);
        },
        leftOut,
        count -> bytesRead += count);
  }

  private static byte[] compressed() {
    var histogram = new Histogram(3);
    histogram.recordValue(5_000_000);
    histogram.recordValue(7_000_000);
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity() + 1_000);
    int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_SPEED);
    return Arrays.copyOf(buffer.array(), length);
  }

  private static String line(byte[] histogram) {
    return "Tag=create.response,2.000,1.000,7.001,"
        + Base64.getEncoder().encodeToString(histogram)
        + "\n";
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("run.hlog"), text);
  }

  @Test
  void intervalsAreReadWithTheirTimesAndHowFarItHasComeIsTold() throws IOException {
    String text = HEAD + line(compressed()) + line(compressed());
    LatencyLogFile log = read(file(text));

    assertThat(values).isEqualTo(4);
    assertThat(firstEpochMs).isEqualTo(1_772_330_881_500L);
    assertThat(log.runId()).isEqualTo("0301");
    assertThat(leftOut.count()).isZero();
    assertThat(bytesRead).isEqualTo(text.length());
  }

  @Test
  void aCutLineIsLeftOutAndTheRestCounts() throws IOException {
    String whole = line(compressed());

    read(file(HEAD + whole + whole.substring(0, whole.length() - 10)));

    assertThat(values).isEqualTo(2);
    assertThat(leftOut.named()).containsExactly("line 8: holds no histogram");
  }

  @Test
  void aHeaderThatAsksForAnyAmountOfMemoryIsNotObeyed() throws IOException {
    var header = ByteBuffer.allocate(40);
    header.putInt(0x1c849313).putInt(0).putInt(0).putInt(5);
    header.putLong(1).putLong(Long.MAX_VALUE).putDouble(1);
    var deflater = new Deflater();
    deflater.setInput(header.array());
    deflater.finish();
    var deflated = new byte[200];
    int length = deflater.deflate(deflated);
    deflater.end();
    var histogram = ByteBuffer.allocate(8 + length);
    histogram.putInt(0x1c849314).putInt(length).put(deflated, 0, length);

    read(file(HEAD + line(histogram.array()) + line(compressed())));

    assertThat(leftOut.count()).isEqualTo(1);
    assertThat(values).isEqualTo(2);
  }

  @Test
  void fuzzedHistogramsNeverEndTheReading() throws IOException {
    var random = new SplittableRandom(9);
    var text = new StringBuilder(HEAD);
    for (int i = 0; i < 3_000; i++) {
      byte[] histogram = compressed();
      for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
        histogram[random.nextInt(histogram.length)] = (byte) random.nextInt();
      }
      text.append(line(histogram));
    }

    read(file(text.append(line(compressed())).toString()));

    assertThat(leftOut.count()).isGreaterThan(2_000);
    assertThat(values).isGreaterThanOrEqualTo(2);
  }

  @Test
  void gzipIsReadAsFarAsItGoes() throws IOException {
    Path file = folder.resolve("run.hlog.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(
          (HEAD + line(compressed()).repeat(2_000))
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    read(file);
    assertThat(values).isEqualTo(4_000);

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    values = 0;
    read(file);

    assertThat(leftOut.named().get(0)).contains("from here on nothing can be read");
  }
}
