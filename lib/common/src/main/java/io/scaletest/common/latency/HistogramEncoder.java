package io.scaletest.common.latency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * Histograms as the last column of a log line: HdrHistogram's compressed V2 encoding in base64.
 *
 * <p>{@code Histogram.encodeIntoCompressedByteBuffer} writes the same, with a new deflater and new
 * buffers for each histogram; this one keeps its own. Not for use by several threads at once.
 */
final class HistogramEncoder implements AutoCloseable {
  /** <i>Source:</i> HdrHistogram, V2 compressed encoding cookie and its word size marker. */
  private static final int COOKIE = 0x1c849304 | 0x10;

  /** Cookie and length of what follows. */
  private static final int HEADER_BYTES = 2 * Integer.BYTES;

  /** Zlib may lengthen what it cannot compress, by less than this. */
  private static final int DEFLATE_OVERHEAD_BYTES = 1_024;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private ByteBuffer plain = ByteBuffer.allocate(0);
  private byte[] compressed = new byte[0];

  /** Returns the text for {@code histogram}. */
  String encode(Histogram histogram) {
    int capacity = histogram.getNeededByteBufferCapacity();
    if (plain.capacity() < capacity) {
      plain = ByteBuffer.allocate(capacity);
      compressed = new byte[HEADER_BYTES + capacity + DEFLATE_OVERHEAD_BYTES];
    }
    plain.clear();
    int plainLength = histogram.encodeIntoByteBuffer(plain);
    deflater.reset();
    deflater.setInput(plain.array(), 0, plainLength);
    deflater.finish();
    int length = deflater.deflate(compressed, HEADER_BYTES, compressed.length - HEADER_BYTES);
    ByteBuffer.wrap(compressed).putInt(COOKIE).putInt(length);
    ByteBuffer whole = ByteBuffer.wrap(compressed, 0, HEADER_BYTES + length);
    return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(whole)).toString();
  }

  /** Gives the deflater's native memory back. */
  @Override
  public void close() {
    deflater.end();
  }
}
