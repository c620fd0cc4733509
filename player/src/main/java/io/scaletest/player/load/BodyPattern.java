package io.scaletest.player.load;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.wire.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON body with placeholders in its strings: {@code ${n}}, {@code ${i}}, {@code ${name}}, {@code
 * ${ns}}, {@code ${run}}, {@code ${runlabel}}, {@code ${now}}, {@code ${time}}, {@code
 * ${random:LENGTH}}, {@code ${pick:A,B,C}}, and {@code ${fill}} for what is to make it as long as
 * it is to be. They are found in the JSON text, so a value can never be anything but part of a
 * string; but a string that is nothing but {@code ${int:LOW,HIGH}} becomes a number. Immutable;
 * filling costs about one copy.
 */
final class BodyPattern {
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\"\\$\\{(int):([0-9]{1,9},[0-9]{1,9})}\"|\\$\\{([a-z]+)(?::([^}\"\\\\]*))?}");
  private static final byte[] LETTERS =
      "abcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);

  /** More than any server takes. */
  private static final int FILL_MAX = 8 << 20;

  private final List<byte[]> fixed = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();
  private final int fixedLength;

  /** What stands between two pieces of fixed text. */
  private record Hole(String what, String argument, String[] picks) {}

  /**
   * What a body is filled with.
   *
   * @param number of the object, or of the request where the body is a patch
   * @param index of the object in its set, from 1; 0 where it is not known
   * @param now when it is sent, as in the tools' annotations
   * @param time the same as the API's objects have it, to the second
   * @param seed of random parts
   * @param bytes how long the body is to be; 0 for as long as it is
   */
  record Values(
      long number,
      long index,
      String name,
      String namespace,
      String runId,
      String now,
      String time,
      long seed,
      long bytes) {}

  /**
   * @param tree maps, lists and scalars
   * @throws IllegalArgumentException for a placeholder that there is not
   */
  BodyPattern(Object tree) {
    String text = JsonWriter.text(tree);
    Matcher matcher = PLACEHOLDER.matcher(text);
    int from = 0;
    while (matcher.find()) {
      fixed.add(text.substring(from, matcher.start()).getBytes(StandardCharsets.UTF_8));
      holes.add(
          matcher.group(1) == null
              ? hole(matcher.group(3), matcher.group(4))
              : number(matcher.group(2)));
      from = matcher.end();
    }
    fixed.add(text.substring(from).getBytes(StandardCharsets.UTF_8));
    fixedLength = fixed.stream().mapToInt(piece -> piece.length).sum();
  }

  private static Hole number(String range) {
    String[] ends = range.split(",", -1);
    if (Long.parseLong(ends[0]) > Long.parseLong(ends[1])) {
      throw new IllegalArgumentException(
          "${int:LOW,HIGH}: LOW must not be above HIGH, got " + range);
    }
    return new Hole("int", range, ends);
  }

  private static Hole hole(String what, String argument) {
    boolean takesArgument = what.equals("random") || what.equals("pick");
    boolean known =
        takesArgument
            || List.of("n", "i", "name", "ns", "run", "runlabel", "now", "time", "fill")
                .contains(what);
    if (!known || takesArgument != (argument != null)) {
      throw new IllegalArgumentException(
          "must be one of ${n}, ${i}, ${name}, ${ns}, ${run}, ${runlabel}, ${now}, ${time},"
              + " ${random:LENGTH}, ${pick:A,B} and, as a whole string, ${int:LOW,HIGH}, got ${"
              + what
              + (argument == null ? "" : ":" + argument)
              + "}");
    }
    if (what.equals("random") && !argument.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("${random:LENGTH}: must be a length, got " + argument);
    }
    return new Hole(what, argument, argument == null ? new String[0] : argument.split(",", -1));
  }

  /** Returns the body with its holes filled, in a new array. */
  byte[] fill(Values values) {
    byte[] body = fill(values, 0);
    long missing = values.bytes() - body.length;
    boolean mayGrow = missing > 0 && holes.stream().anyMatch(hole -> hole.what().equals("fill"));
    return mayGrow ? fill(values, (int) Math.min(missing, FILL_MAX)) : body;
  }

  private byte[] fill(Values values, int fillLength) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(fixedLength + fillLength + 256);
    SplittableRandom random = new SplittableRandom(values.seed());
    body.writeBytes(fixed.get(0));
    for (int i = 0; i < holes.size(); i++) {
      Hole hole = holes.get(i);
      switch (hole.what()) {
        case "n" -> write(body, Long.toString(values.number()));
        case "i" -> write(body, Long.toString(values.index()));
        case "int" ->
            write(
                body,
                Long.toString(
                    random.nextLong(
                        Long.parseLong(hole.picks()[0]), Long.parseLong(hole.picks()[1]) + 1)));
        case "name" -> write(body, values.name());
        case "ns" -> write(body, values.namespace());
        case "run" -> write(body, escaped(values.runId()));
        case "runlabel" -> write(body, ScaletestNames.runLabelValue(values.runId()));
        case "now" -> write(body, values.now());
        case "time" -> write(body, values.time());
        case "random" -> body.writeBytes(letters(Integer.parseInt(hole.argument()), random));
        case "pick" -> write(body, hole.picks()[random.nextInt(hole.picks().length)]);
        default -> body.writeBytes(letters(fillLength, random.split()));
      }
      body.writeBytes(fixed.get(i + 1));
    }
    return body.toByteArray();
  }

  private static byte[] letters(int length, SplittableRandom random) {
    byte[] letters = new byte[length];
    long bits = 0;
    for (int i = 0; i < length; i++) {
      bits = i % 8 == 0 ? random.nextLong() >>> 1 : bits >>> 7;
      letters[i] = LETTERS[(int) ((bits & 0x7f) % LETTERS.length)];
    }
    return letters;
  }

  private static void write(ByteArrayOutputStream body, String text) {
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text) {
    String quoted = JsonWriter.text(text);
    return quoted.substring(1, quoted.length() - 1);
  }
}
