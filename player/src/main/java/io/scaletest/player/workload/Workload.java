package io.scaletest.player.workload;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.random.Choice;
import io.scaletest.player.language.Place;
import io.scaletest.player.language.SpecFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A whole workload, checked.
 *
 * @param phases at least one, without gaps
 * @param nodes hollow nodes beside it
 * @param actors stand-ins for controllers beside it
 * @param objects each set that a flow, an initial object or nothing uses
 */
public record Workload(
    String name,
    OptionalLong seed,
    List<Phase> phases,
    Namespaces namespaces,
    Optional<Users> users,
    Optional<HollowNodes> nodes,
    Actors actors,
    List<Initial> initial,
    List<ObjectSet> objects,
    List<Flow> flows,
    List<WatcherGroup> watchers,
    List<Slo> slos) {

  /**
   * Where objects go.
   *
   * @param spread which one a new object goes to; empty for one after the other
   * @param made how many are made for the run; 0 where existing ones are named
   */
  public record Namespaces(int made, List<String> existing, Optional<Choice> spread) {
    /** Returns how many there are. */
    public int count() {
      return made + existing.size();
    }
  }

  /** Users that requests impersonate: {@code name0}, {@code name1} and so on. */
  public record Users(int count, String name, List<String> groups) {}

  /**
   * What is there before the first phase: an object as it is, or some of a set.
   *
   * @param at where the specification has it
   */
  public record Initial(
      Place at, Optional<Map<String, Object>> object, Optional<ObjectSet> objects, int count) {}

  /**
   * Reads a specification.
   *
   * @param replaced scalars that stand in the place of the file's, by their paths
   * @throws io.scaletest.common.exit.ToolException a usage error of one line with file, line and
   *     column
   */
  public static Workload read(Path file, Map<String, String> replaced) {
    return new WorkloadReader(file, SpecFile.read(file, replaced)).read();
  }

  /**
   * Returns the workload of a specification that no file has.
   *
   * @param name of the workload where the specification has none
   * @param root that the grammar has let pass; names no files
   * @throws io.scaletest.common.exit.ToolException a usage error of one line
   */
  public static Workload of(String name, Place root) {
    return new WorkloadReader(Path.of(name), root).read();
  }

  /**
   * Returns this workload as a trial: the same load all the time, first to settle, then measured.
   *
   * @throws IllegalArgumentException if it has more than one phase
   */
  public Workload asTrial(long settleNs, long measuredNs) {
    if (phases.size() != 1 || phases.get(0).until().isPresent()) {
      throw new IllegalArgumentException("must have a duration, not phases");
    }
    String main = phases.get(0).name();
    Phase settle = new Phase("settle", 0, settleNs, false);
    List<Flow> longer = new ArrayList<>();
    for (Flow flow : flows) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      shapes.put(settle.name(), flow.shapes().get(main));
      shapes.put(main, flow.shapes().get(main));
      longer.add(
          new Flow(
              flow.name(),
              flow.objects(),
              shapes,
              flow.spacing(),
              flow.count(),
              flow.lifetime(),
              flow.mix()));
    }
    List<WatcherGroup> earlier = new ArrayList<>();
    for (WatcherGroup group : watchers) {
      earlier.add(group.countedIn(settle.name()));
    }
    return new Workload(
        name,
        seed,
        List.of(settle, new Phase(main, settleNs, measuredNs, true)),
        namespaces,
        users,
        nodes,
        actors,
        initial,
        objects,
        longer,
        earlier,
        slos);
  }

  /** Returns how long it lasts, in nanoseconds; at most, where a state ends a phase. */
  public long lengthNs() {
    return phases.get(phases.size() - 1).endNs();
  }

  /** Returns the operations of all flows. */
  public Set<Operation> operations() {
    EnumSet<Operation> operations = EnumSet.noneOf(Operation.class);
    flows.forEach(flow -> operations.addAll(flow.operations()));
    return operations;
  }

  /** Tells whether a state ends one of the phases, so that its length is known at the end only. */
  public boolean endsByState() {
    return phases.stream().anyMatch(phase -> phase.until().isPresent());
  }

  /** Tells whether a limit is of one of the things that begin so: {@code pod.}. */
  public boolean limits(String prefix) {
    return slos.stream().anyMatch(slo -> slo.of().get(0).startsWith(prefix));
  }

  /** Returns the sets whose state ends a phase. */
  public Set<ObjectSet> awaited() {
    return phases.stream()
        .flatMap(phase -> phase.until().stream())
        .map(Until::objects)
        .collect(Collectors.toSet());
  }
}
