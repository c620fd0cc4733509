package io.scaletest.fleet.merge;

import io.scaletest.fleet.members.ClockReading;
import io.scaletest.fleet.spec.Role;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What only the fleet knows of a run: its members, their clocks, the agreed start. It lies beside
 * the members' files, so that they can be merged anew. Immutable.
 *
 * @param run the run's ID
 * @param seed of which the members' seeds were derived; 0 where nobody knows
 * @param start the agreed start, on the clock of the machine that ran the fleet; empty where it did
 *     not come to one
 * @param targetPerSecond the rate that all drivers together were asked for
 * @param server how the API server's clock compared with that machine's
 */
public record FleetRecord(
    String run,
    long seed,
    Optional<Instant> start,
    OptionalDouble targetPerSecond,
    Optional<ClockReading> server,
    List<MemberOutcome> members) {
  /** The file's name in the run's folder. */
  public static final String FILE = "fleet.json";

  private static final String SCHEMA = "scaletest-fleet";
  private static final int SCHEMA_VERSION = 1;

  public FleetRecord {
    members = List.copyOf(members);
  }

  /** Returns the members of a role. */
  List<MemberOutcome> of(Role role) {
    return members.stream().filter(member -> member.role() == role).toList();
  }

  /** Writes the file, replacing it. */
  void write(Path folder) throws IOException {
    JsonWriter json = JsonWriter.indented().object();
    json.put("schema", SCHEMA);
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("runId", run);
    json.put("seed", seed);
    json.putValue("start", start.map(Instant::toString).orElse(null));
    json.putValue(
        "targetPerSecond", targetPerSecond.isPresent() ? targetPerSecond.getAsDouble() : null);
    putClock(json, "serverClock", server);
    json.array("members");
    for (MemberOutcome member : members) {
      json.object();
      json.put("role", member.role().word());
      json.put("number", member.number());
      json.put("id", member.id());
      json.put("pod", member.pod());
      json.put("node", member.node());
      json.putValue("exit", member.exit().isPresent() ? member.exit().getAsInt() : null);
      json.put("lost", member.lost());
      json.put("failure", member.failure());
      json.put("lastLine", member.lastLine());
      putClock(json, "clock", member.clock());
      // What people ask for: against the clock that all pods' servers share.
      putClock(
          json,
          "clockAgainstServer",
          member.clock().flatMap(clock -> server.map(clock::relativeTo)));
      json.endObject();
    }
    json.endArray().endObject().endLine();
    Files.write(folder.resolve(FILE), json.bytes());
  }

  private static void putClock(JsonWriter json, String name, Optional<ClockReading> clock) {
    if (clock.isEmpty()) {
      json.putValue(name, null);
      return;
    }
    json.object(name);
    json.put("offsetNs", clock.get().offsetNs());
    json.put("boundNs", clock.get().boundNs());
    json.endObject();
  }

  /**
   * Reads the file of a folder.
   *
   * @throws IOException if there is none, or it is none
   */
  public static FleetRecord read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      Map<String, Object> json = JsonTree.parseObject(Files.readAllBytes(file));
      String start = JsonTree.string(json, "start");
      List<MemberOutcome> members = new ArrayList<>();
      for (Map<?, ?> member : JsonTree.objects(json, "members")) {
        members.add(member(member));
      }
      return new FleetRecord(
          JsonTree.string(json, "runId"),
          number(json, "seed"),
          start.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(start)),
          json.get("targetPerSecond") instanceof Number rate
              ? OptionalDouble.of(rate.doubleValue())
              : OptionalDouble.empty(),
          clock(json, "serverClock"),
          members);
    } catch (MalformedJsonException | DateTimeException | IllegalArgumentException e) {
      throw new IOException(file + ": is no file of a fleet: " + e.getMessage(), e);
    }
  }

  private static MemberOutcome member(Map<?, ?> json) {
    return new MemberOutcome(
        Role.valueOf(JsonTree.string(json, "role").toUpperCase(Locale.ROOT)),
        (int) number(json, "number"),
        JsonTree.string(json, "id"),
        JsonTree.string(json, "pod"),
        JsonTree.string(json, "node"),
        json.get("exit") instanceof Number exit
            ? OptionalInt.of(exit.intValue())
            : OptionalInt.empty(),
        JsonTree.string(json, "lost"),
        JsonTree.string(json, "failure"),
        JsonTree.string(json, "lastLine"),
        clock(json, "clock"));
  }

  private static Optional<ClockReading> clock(Map<?, ?> json, String name) {
    return json.get(name) instanceof Map<?, ?> clock
        ? Optional.of(new ClockReading(number(clock, "offsetNs"), number(clock, "boundNs")))
        : Optional.empty();
  }

  private static long number(Map<?, ?> json, String name) {
    return json.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
