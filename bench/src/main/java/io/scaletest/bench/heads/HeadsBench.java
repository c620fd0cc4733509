package io.scaletest.bench.heads;

import io.scaletest.common.clock.Ticker;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.heads.JsonHeads;
import io.scaletest.watching.heads.ProtobufHeads;
import io.scaletest.watching.heads.SharedHeads;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.wire.protobuf.ProtobufObject;
import io.scaletest.wire.protobuf.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Reads the heads of events over and over, on one thread, and prints nanoseconds an event: of
 * objects as kube-apiserver sends them, with and without annotations and a client's stamp; each
 * event by itself, and as if a thousand watches heard of it.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.heads.HeadsBench}
 */
public final class HeadsBench {
  private static final int ROUNDS = 8;
  private static final int EVENTS = 1_000_000;
  private static final int OBJECTS = 1_000;
  private static final String STAMP = "2026-08-31 14:05:09.123 -0700";
  private static final String STAMPED =
      ",\"annotations\":{\"scaletest/createTimestamp\":\"" + STAMP + "\"}";
  private static final String FOREIGN =
      ",\"annotations\":{\"example.com/owner\":\"someone\",\"example.com/note\":\"something\"}";
  private static final String MANAGED =
      ",\"managedFields\":[{\"manager\":\"cmdriver\",\"operation\":\"Update\",\"apiVersion\":\"v1\","
          + "\"time\":\"2026-08-31T21:05:09Z\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":"
          + "{\".\":{},\"f:key1\":{}},\"f:metadata\":{\"f:labels\":{\".\":{},\"f:purpose\":{}}}}}]";

  private HeadsBench() {}

  /**
   * Events in one encoding.
   *
   * @param times how often each comes before the next
   */
  private record Sample(HeadReader reader, byte[][] events, int times) {
    static Sample of(HeadReader reader, int times, IntFunction<byte[]> event) {
      byte[][] events = new byte[OBJECTS][];
      for (int number = 0; number < OBJECTS; number++) {
        events[number] = event.apply(number);
      }
      return new Sample(reader, events, times);
    }
  }

  public static void main(String[] arguments) throws UnreadableAnswerException {
    Map<String, Sample> samples = new LinkedHashMap<>();
    HeadReader json = new JsonHeads();
    HeadReader shared = new SharedHeads(json);
    HeadReader protobuf = new ProtobufHeads();
    samples.put("JSON, no annotation", Sample.of(json, 1, n -> json("ADDED", n, "")));
    samples.put("JSON, foreign annotations", Sample.of(json, 1, n -> json("ADDED", n, FOREIGN)));
    samples.put("JSON, stamped", Sample.of(json, 1, n -> json("ADDED", n, STAMPED)));
    samples.put("JSON, deleted", Sample.of(json, 1, n -> json("DELETED", n, STAMPED)));
    samples.put("protobuf, no annotation", Sample.of(protobuf, 1, n -> protobuf(n, false)));
    samples.put("protobuf, stamped", Sample.of(protobuf, 1, n -> protobuf(n, true)));
    samples.put("shared, first of a kind", Sample.of(shared, 1, n -> json("ADDED", n, STAMPED)));
    samples.put("shared, 1,000 watches", Sample.of(shared, 1_000, n -> json("ADDED", n, STAMPED)));
    long versions = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      for (Map.Entry<String, Sample> sample : samples.entrySet()) {
        long startNs = Ticker.system().nanos();
        versions += read(sample.getValue());
        long ns = Ticker.system().nanos() - startNs;
        if (round > ROUNDS / 2) {
          System.out.printf(Locale.ROOT, "%d  %-26s %4d ns%n", round, sample.getKey(), ns / EVENTS);
        }
      }
    }
    System.out.println(versions == 0 ? "no version was read" : "");
  }

  private static long read(Sample sample) throws UnreadableAnswerException {
    long versions = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] event = sample.events()[i / sample.times() % OBJECTS];
      versions += sample.reader().event(event, 0, event.length).version();
    }
    return versions;
  }

  private static String name(int number) {
    return "0831.1405.1234-" + (100_000 + number);
  }

  private static byte[] json(String type, int number, String annotations) {
    String event =
        "{\"type\":\""
            + type
            + "\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{"
            + "\"name\":\""
            + name(number)
            + "\",\"namespace\":\"scaletest\",\"uid\":\"11d57fbe-0a86-4f70-9c23-1c95c24a2d33\","
            + "\"resourceVersion\":\""
            + (1_234_567 + number)
            + "\",\"creationTimestamp\":\"2026-08-31T21:05:09Z\",\"labels\":{\"purpose\":"
            + "\"scaletest\"}"
            + annotations
            + MANAGED
            + "},\"data\":{\"key1\":\""
            + "0".repeat(2_000)
            + "\"}}}";
    return event.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] protobuf(int number, boolean stamped) {
    ProtobufWriter object =
        ProtobufObject.begin("v1", "ConfigMap")
            .message(1)
            .text(1, name(number))
            .text(3, "scaletest")
            .text(5, "11d57fbe-0a86-4f70-9c23-1c95c24a2d33")
            .text(6, Integer.toString(1_234_567 + number))
            .message(11)
            .text(1, "purpose")
            .text(2, "scaletest")
            .end();
    if (stamped) {
      object.message(12).text(1, "scaletest/createTimestamp").text(2, STAMP).end();
    }
    object.end().message(2).text(1, "key1").text(2, "0".repeat(2_000)).end();
    return new ProtobufWriter().text(1, "ADDED").message(2).bytes(1, object.bytes()).bytes();
  }
}
