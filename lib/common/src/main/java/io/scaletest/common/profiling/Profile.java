package io.scaletest.common.profiling;

import io.scaletest.wire.protobuf.ProtobufWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Samples by call stack, and their form as {@code go tool pprof} reads it. For one thread.
 *
 * <p><i>Source:</i> profile.proto of github.com/google/pprof.
 */
final class Profile {
  private static final String THREAD_LABEL = "thread";
  private static final int MAPPING_ID = 1;

  private final List<ValueType> types;
  private final Map<Stack, long[]> samples = new LinkedHashMap<>();

  /** What one of a sample's values means. */
  record ValueType(String name, String unit) {}

  /**
   * Where in the code a thread was.
   *
   * @param line 0 if it is not known
   */
  record Frame(String className, String method, int line) {
    String function() {
      return method.isEmpty() ? className : className + "." + method;
    }

    /** Returns the source file by Java's convention: that of the outermost class. */
    String file() {
      if (method.isEmpty()) {
        return "";
      }
      int inner = className.indexOf('$');
      return (inner < 0 ? className : className.substring(0, inner)).replace('.', '/') + ".java";
    }
  }

  /**
   * A sample's place.
   *
   * @param frames the innermost first
   * @param thread empty where it does not matter
   */
  record Stack(List<Frame> frames, String thread) {}

  /**
   * @param types at least one; the last is the reader's default
   */
  Profile(ValueType... types) {
    this.types = List.of(types);
  }

  /** Adds to the values of a stack, one of each type. */
  void add(Stack stack, long... values) {
    long[] sum = samples.computeIfAbsent(stack, s -> new long[types.size()]);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  /** Takes away what {@code earlier} has, and with it each stack that is as it was. */
  void subtract(Profile earlier) {
    earlier.samples.forEach(
        (stack, values) -> add(stack, Arrays.stream(values).map(v -> -v).toArray()));
    samples.values().removeIf(values -> Arrays.stream(values).allMatch(v -> v == 0));
  }

  /** Returns the samples as text, the largest first, each with its stack. */
  String text() {
    var text = new StringBuilder();
    for (ValueType type : types) {
      text.append(type.name()).append('/').append(type.unit()).append(' ');
    }
    text.append("@ stack, innermost first\n");
    Comparator<Map.Entry<Stack, long[]>> byLast =
        Comparator.comparingLong(sample -> sample.getValue()[types.size() - 1]);
    samples.entrySet().stream()
        .sorted(byLast.reversed())
        .forEach(
            sample -> {
              text.append('\n');
              Arrays.stream(sample.getValue()).forEach(v -> text.append(v).append(' '));
              text.append("@ ").append(sample.getKey().thread()).append('\n');
              for (Frame frame : sample.getKey().frames()) {
                text.append("#\t").append(frame.function()).append(':').append(frame.line());
                text.append('\n');
              }
            });
    return text.toString();
  }

  /**
   * Returns the profile as gzipped protobuf.
   *
   * @param endMs when it was taken, in ms since 1970
   * @param durationNs how long that took; 0 for a moment
   * @param period what lies between two samples, in units of the last type; 0 if nothing does
   */
  byte[] gzipped(long endMs, long durationNs, long period) {
    byte[] message = new Encoding().encode(endMs, durationNs, period);
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(message);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** One writing of the profile: texts, functions and locations get their numbers. */
  private final class Encoding {
    private final ProtobufWriter out = new ProtobufWriter();
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<String, Integer> functions = new HashMap<>();
    private final Map<Frame, Integer> locations = new HashMap<>();

    byte[] encode(long endMs, long durationNs, long period) {
      text(""); // must be the first
      for (ValueType type : types) {
        valueType(1, type);
      }
      samples.forEach(this::sample);
      out.message(3).number(1, MAPPING_ID).number(5, text("java"));
      // All that could be looked up in the program's file is here already.
      out.flag(7, true).flag(8, true).flag(9, true).flag(10, true).end();
      out.number(9, TimeUnit.MILLISECONDS.toNanos(endMs) - durationNs).number(10, durationNs);
      ValueType shown = types.get(types.size() - 1);
      if (period > 0) {
        valueType(11, shown);
        out.number(12, period);
      }
      out.number(14, text(shown.name()));
      texts.keySet().forEach(text -> out.text(6, text));
      return out.bytes();
    }

    private void valueType(int field, ValueType type) {
      out.message(field).number(1, text(type.name())).number(2, text(type.unit())).end();
    }

    private void sample(Stack stack, long[] values) {
      int[] ids = stack.frames().stream().mapToInt(this::location).toArray();
      out.message(2);
      Arrays.stream(ids).forEach(id -> out.number(1, id));
      Arrays.stream(values).forEach(value -> out.number(2, value));
      if (!stack.thread().isEmpty()) {
        out.message(3).number(1, text(THREAD_LABEL)).number(2, text(stack.thread())).end();
      }
      out.end();
    }

    private int location(Frame frame) {
      Integer known = locations.get(frame);
      if (known != null) {
        return known;
      }
      int function = function(frame);
      int id = locations.size() + 1;
      locations.put(frame, id);
      out.message(4).number(1, id).number(2, MAPPING_ID);
      out.message(4).number(1, function).number(2, frame.line()).end().end();
      return id;
    }

    private int function(Frame frame) {
      String name = frame.function();
      Integer known = functions.get(name);
      if (known != null) {
        return known;
      }
      int id = functions.size() + 1;
      functions.put(name, id);
      out.message(5).number(1, id).number(2, text(name)).number(3, text(name));
      out.number(4, text(frame.file())).end();
      return id;
    }

    private int text(String text) {
      Integer known = texts.putIfAbsent(text, texts.size());
      return known == null ? texts.size() - 1 : known;
    }
  }
}
