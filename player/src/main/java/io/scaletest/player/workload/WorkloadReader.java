package io.scaletest.player.workload;

import io.scaletest.common.exit.NearestName;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.random.Choice;
import io.scaletest.common.random.Distribution;
import io.scaletest.kube.objects.Manifest;
import io.scaletest.player.language.Language;
import io.scaletest.player.language.Place;
import io.scaletest.wire.json.JsonTree;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Makes a workload of a specification that the grammar has let pass, and checks what the grammar
 * cannot say. Used once, by one thread.
 */
final class WorkloadReader {
  private static final long NS_PER_S = 1_000_000_000L;
  private static final Map<String, Double> PERCENTILES =
      Map.of("p50", 50.0, "p90", 90.0, "p95", 95.0, "p99", 99.0, "p999", 99.9, "max", 100.0);

  private final Path file;
  private final Place root;
  private final List<Phase> phases = new ArrayList<>();
  private final Map<String, ObjectSet> objects = new LinkedHashMap<>();
  private final List<Flow> flows = new ArrayList<>();

  WorkloadReader(Path file, Place root) {
    this.file = file;
    this.root = root;
  }

  Workload read() {
    root.get("objects")
        .ifPresent(all -> all.members().forEach((name, at) -> objects.put(name, set(name, at))));
    readPhases();
    root.get("load")
        .ifPresent(all -> all.members().forEach((name, at) -> flows.add(flow(name, at))));
    List<WatcherGroup> watchers = new ArrayList<>();
    root.get("watchers")
        .ifPresent(all -> all.members().forEach((name, at) -> watchers.add(group(name, at))));
    if (flows.isEmpty() && watchers.isEmpty()) {
      throw root.refused("must have load or watchers");
    }
    List<Workload.Initial> initial = new ArrayList<>();
    root.get("initial").ifPresent(all -> all.elements().forEach(at -> initial.add(initial(at))));
    List<Slo> slos = new ArrayList<>();
    root.get("slo").ifPresent(all -> all.elements().forEach(at -> slos.add(slo(at))));
    return new Workload(
        text(root, "name").orElse(nameOf(file)),
        text(root, "seed").map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty()),
        List.copyOf(phases),
        namespaces(),
        root.get("users").map(WorkloadReader::users),
        root.get("nodes").map(at -> NodesReader.read(file, at)),
        ActorsReader.read(root.get("actors")),
        initial,
        List.copyOf(objects.values()),
        List.copyOf(flows),
        watchers,
        slos);
  }

  private static String nameOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private void readPhases() {
    Optional<Place> list = root.get("phases");
    Optional<Place> duration = root.get("duration");
    if (list.isPresent() == duration.isPresent()) {
      throw root.refused("must have either duration or phases");
    }
    if (duration.isPresent()) {
      phases.add(new Phase("main", 0, lengthNs(duration.get()), true));
      return;
    }
    long startNs = 0;
    for (Place at : list.get().elements()) {
      String name = at.members().get("name").text();
      if (phases.stream().anyMatch(phase -> phase.name().equals(name))) {
        throw at.refused("two phases have the name " + name);
      }
      boolean measured = !text(at, "measured").equals(Optional.of("false"));
      Optional<Until> until = at.get("until").map(this::until);
      boolean whole = until.isPresent() == at.get("atMost").isPresent();
      if (until.isPresent() == at.get("duration").isPresent() || !whole) {
        throw at.refused("must have either duration, or until with atMost");
      }
      long ns = lengthNs(at.members().get(until.isPresent() ? "atMost" : "duration"));
      phases.add(new Phase(name, startNs, ns, measured, until));
      startNs = Math.addExact(startNs, ns);
    }
    if (phases.isEmpty()) {
      throw list.get().refused("must have at least one phase");
    }
  }

  private Until until(Place at) {
    List<String> states =
        List.of("phase", "condition", "ready").stream()
            .filter(state -> at.members().containsKey(state))
            .toList();
    if (states.size() > 1) {
      throw at.refused("must have at most one of phase, condition and ready");
    }
    Until.State state = new Until.Exists();
    if (!states.isEmpty()) {
      String value = at.members().get(states.get(0)).text();
      state =
          switch (states.get(0)) {
            case "phase" -> new Until.HasPhase(value);
            case "condition" -> new Until.HasCondition(value);
            default -> value.equals("true") ? new Until.IsReady() : state;
          };
    }
    Map<String, Place> members = at.members();
    return new Until(
        at, setOf(members.get("objects")), Integer.parseInt(members.get("count").text()), state);
  }

  static long lengthNs(Place at) {
    long ns = (long) value(at, Units::ns);
    if (ns <= 0) {
      throw at.refused("must be longer than nothing");
    }
    return ns;
  }

  private ObjectSet set(String name, Place at) {
    String how = one(at, "kind", "from", "template");
    Place way = at.members().get(how);
    Optional<Distribution> size = at.get("size").map(place -> distribution(place, Units::bytes));
    if (how.equals("kind")) {
      Optional<String> existing = text(at, "existing").map(all -> all.equals("all") ? "" : all);
      return new ObjectSet(
          name, way, way.text(), Optional.empty(), Optional.empty(), size, existing);
    }
    if (at.get("existing").isPresent()) {
      throw at.refused("existing: must stand with kind");
    }
    Map<String, Object> tree = object(how, way);
    return new ObjectSet(
        name,
        way,
        JsonTree.string(tree, "kind"),
        Optional.of(JsonTree.string(tree, "apiVersion")),
        Optional.of(tree),
        size,
        Optional.empty());
  }

  /** Returns which one of some keys a map has. */
  private static String one(Place at, String... ways) {
    List<String> given = Arrays.stream(ways).filter(way -> at.members().containsKey(way)).toList();
    if (given.size() != 1) {
      String last = ways[ways.length - 1];
      String others = String.join(", ", Arrays.asList(ways).subList(0, ways.length - 1));
      throw at.refused("must have one of " + others + " and " + last);
    }
    return given.get(0);
  }

  private Map<String, Object> object(String way, Place at) {
    return way.equals("from") ? manifest(at) : template(at);
  }

  private Map<String, Object> manifest(Place at) {
    try {
      Path beside = file.resolveSibling(at.text());
      return Manifest.read(at.where() + ": " + at.path(), beside).tree();
    } catch (InvalidPathException e) {
      throw at.refused("must be the name of a file");
    }
  }

  private static Map<String, Object> template(Place at) {
    if (at.tree() instanceof Map<?, ?> map
        && !JsonTree.string(map, "kind").isEmpty()
        && !JsonTree.string(map, "apiVersion").isEmpty()) {
      return JsonTree.asObject(map);
    }
    throw at.refused("must be an object with apiVersion and kind");
  }

  /** Returns the set of that name, or of the kind of that name. */
  private ObjectSet setOf(Place at) {
    return objects.computeIfAbsent(
        at.text(),
        name -> {
          Optional<String> near = NearestName.to(name, objects.keySet());
          if (near.isPresent()) {
            throw at.refused("must be a set of objects or a kind; nearest: " + near.get());
          }
          return new ObjectSet(
              name,
              at,
              name,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
        });
  }

  private Flow flow(String name, Place at) {
    Map<String, Place> members = at.members();
    requireName(at, name);
    Place mix = members.get("mix");
    List<Verb> verbs = new ArrayList<>();
    mix.members().forEach((verb, place) -> VerbReader.read(verb, place).ifPresent(verbs::add));
    if (verbs.isEmpty()) {
      throw mix.refused("must have at least one verb with a weight above 0");
    }
    ObjectSet set = setOf(members.get("objects"));
    if (set.existing().isPresent() && (!verbs.stream().allMatch(WorkloadReader::reads))) {
      throw mix.refused("must have get, list and watch alone: the objects are not the run's");
    }
    Flow flow =
        new Flow(
            name,
            set,
            shapes(members.get("rate")),
            Shape.Spacing.valueOf(text(at, "arrivals").orElse("poisson").toUpperCase(Locale.ROOT)),
            text(at, "count").map(Long::parseLong).orElse(Long.MAX_VALUE),
            at.get("lifetime").map(place -> distribution(place, Units::ns)),
            verbs);
    double most = phases.stream().mapToDouble(flow::expected).sum();
    if (Math.min(most, flow.count()) > Integer.MAX_VALUE / 4.0) {
      throw members.get("rate").refused("must have less than 500 million arrivals in all");
    }
    return flow;
  }

  private static boolean reads(Verb verb) {
    return switch (verb.operation()) {
      case GET, LIST, WATCH -> true;
      default -> false;
    };
  }

  private static void requireName(Place at, String name) {
    if (!name.matches("[A-Za-z0-9][-A-Za-z0-9_]{0,40}")) {
      throw at.refused("must have a name of letters, digits, dashes and underscores");
    }
  }

  private Map<String, Shape> shapes(Place rate) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    if (Language.isByPhase(rate)) {
      rate.members().forEach((phase, at) -> shapes.put(requirePhase(phase, at), shape(at)));
      if (shapes.isEmpty()) {
        throw rate.refused("must name at least one phase");
      }
    } else {
      Shape shape = shape(rate);
      phases.forEach(phase -> shapes.put(phase.name(), shape));
    }
    return shapes;
  }

  private Shape shape(Place at) {
    Map<String, Place> members = at.members();
    if (members.containsKey("steps")) {
      return new Shape.Steps(
          members.get("steps").elements().stream().map(s -> value(s, Units::rate)).toList(),
          lengthNs(members.get("each")));
    }
    if (members.containsKey("total")) {
      return new Shape.Within(
          Long.parseLong(members.get("total").text()), lengthNs(members.get("within")));
    }
    if (members.containsKey("sine")) {
      double mean = value(members.get("sine"), Units::rate);
      double amplitude = value(members.get("amplitude"), Units::rate);
      if (amplitude > mean) {
        throw members.get("amplitude").refused("must be at most the mean rate");
      }
      return new Shape.Sine(mean, amplitude, lengthNs(members.get("period")));
    }
    if (members.containsKey("burst")) {
      long everyNs = at.get("every").map(WorkloadReader::lengthNs).orElse(Long.MAX_VALUE / 4);
      return new Shape.Bursts(Long.parseLong(members.get("burst").text()), everyNs);
    }
    String[] ends = at.text().split("\\.\\.", -1);
    return new Shape.Ramp(Units.rate(ends[0]), Units.rate(ends[ends.length - 1]));
  }

  private WatcherGroup group(String name, Place at) {
    requireName(at, name);
    Map<String, WatcherGroup.Ramp> counts = counts(at.members().get("count"));
    Map<String, Double> drops = new LinkedHashMap<>();
    at.get("drop")
        .ifPresent(
            all ->
                all.members()
                    .forEach(
                        (phase, share) ->
                            drops.put(requirePhase(phase, share), value(share, Units::share))));
    Place resource = at.members().get("resource");
    return new WatcherGroup(
        name,
        resource,
        resource.text(),
        counts,
        WatcherGroup.Scope.valueOf(text(at, "scope").orElse("all").toUpperCase(Locale.ROOT)),
        at.get("timeout")
            .map(place -> distribution(place, Units::ns))
            .orElse(new Distribution.Uniform(300.0 * NS_PER_S, 600.0 * NS_PER_S)),
        WatcherGroup.Format.valueOf(text(at, "format").orElse("json").toUpperCase(Locale.ROOT)),
        drops,
        at.get("readers").map(WorkloadReader::slowShare).orElse(0.0),
        at.get("readers")
            .flatMap(readers -> readers.get("slowRate"))
            .map(rate -> (long) value(rate, Units::bytesPerSecond))
            .orElse(1024L));
  }

  private static double slowShare(Place readers) {
    double slow = value(readers.members().get("slow"), Units::share);
    double normal = readers.get("normal").map(at -> value(at, Units::share)).orElse(1 - slow);
    if (Math.abs(slow + normal - 1) > 1e-9) {
      throw readers.refused("must have shares that add up to 100%");
    }
    return slow;
  }

  private Map<String, WatcherGroup.Ramp> counts(Place count) {
    Map<String, WatcherGroup.Ramp> counts = new LinkedHashMap<>();
    if (!count.isMap()) {
      int n = Integer.parseInt(count.text());
      counts.put(phases.get(0).name(), new WatcherGroup.Ramp(n, n));
      return counts;
    }
    count.members().forEach((phase, at) -> requirePhase(phase, at));
    int before = 0;
    boolean fell = false;
    for (Phase phase : phases) {
      Optional<Place> at = count.get(phase.name());
      if (at.isPresent()) {
        String[] ends = at.get().text().split("\\.\\.", -1);
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        fell |= from < before || to < from;
        if (fell && (from > before || to > from)) {
          throw at.get().refused("must not rise again after it fell: use another group");
        }
        counts.put(phase.name(), new WatcherGroup.Ramp(from, to));
        before = to;
      }
    }
    return counts;
  }

  private Workload.Namespaces namespaces() {
    Optional<Place> at = root.get("namespaces");
    int made = 1;
    List<String> existing = List.of();
    Optional<Choice> spread = Optional.of(new Choice.Evenly());
    if (at.isPresent() && at.get().isMap()) {
      Place map = at.get();
      existing = texts(map, "names");
      made = text(map, "count").map(Integer::parseInt).orElse(existing.isEmpty() ? 1 : 0);
      if (made > 0 && !existing.isEmpty()) {
        throw map.refused("must have either count or names");
      }
      String word = text(map, "spread").orElse("uniform");
      spread = word.equals("turn") ? Optional.empty() : Optional.of(Choice.parse(word));
    } else if (at.isPresent()) {
      made = Integer.parseInt(at.get().text());
    }
    return new Workload.Namespaces(made, existing, spread);
  }

  private static Workload.Users users(Place at) {
    return at.isMap()
        ? new Workload.Users(
            Integer.parseInt(at.members().get("count").text()),
            text(at, "name").orElse("player-user-"),
            texts(at, "groups"))
        : new Workload.Users(Integer.parseInt(at.text()), "player-user-", List.of());
  }

  private Workload.Initial initial(Place at) {
    String way = one(at, "from", "template", "objects");
    Place said = at.members().get(way);
    boolean counted = way.equals("objects");
    if (!counted && at.get("count").isPresent()) {
      throw at.refused("count: must be left out with " + way);
    }
    Optional<ObjectSet> set = counted ? Optional.of(setOf(said)) : Optional.empty();
    if (set.flatMap(ObjectSet::existing).isPresent()) {
      throw said.refused("must be a set that the run makes");
    }
    return new Workload.Initial(
        said,
        counted ? Optional.empty() : Optional.of(object(way, said)),
        set,
        text(at, "count").map(Integer::parseInt).orElse(1));
  }

  private Slo slo(Place at) {
    Map<Double, Long> percentiles = new LinkedHashMap<>();
    PERCENTILES.forEach(
        (key, percentile) ->
            at.get(key).ifPresent(p -> percentiles.put(percentile, (long) value(p, Units::ns))));
    List<String> of = texts(at, "of");
    OptionalDouble share = number(at.get("share").map(p -> value(p, Units::share)));
    OptionalLong count =
        text(at, "count").map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    Optional<Slo.PerObject> perObject = perObject(at, of);
    if (perObject.isEmpty()) {
      if (percentiles.isEmpty() && share.isEmpty() && count.isEmpty()) {
        throw at.refused(
            "must have a limit: p50, p90, p95, p99, p999, max, share, count or perObject");
      }
      checkKindOfLimit(at, of, percentiles, share);
    }
    if (of.get(0).startsWith("vmi.") && root.get("actors").isEmpty()) {
      throw at.refused("of: " + of.get(0) + " needs actors");
    }
    Set<String> in = new LinkedHashSet<>(texts(at, "in"));
    for (String phase : in) {
      requirePhase(phase, at.members().get("in"));
    }
    Set<String> onlyFlows = new LinkedHashSet<>(texts(at, "flow"));
    Set<String> flowNames = flows.stream().map(Flow::name).collect(Collectors.toSet());
    for (String flow : onlyFlows) {
      requireKnown("a flow of load", flow, flowNames, at.members().get("flow"));
    }
    if (in.isEmpty()) {
      phases.stream().filter(Phase::measured).forEach(phase -> in.add(phase.name()));
    }
    return new Slo(
        of,
        percentiles,
        share,
        count,
        perObject,
        text(at, "time").equals(Optional.of("service")),
        in,
        onlyFlows.isEmpty() ? flowNames : onlyFlows,
        text(at, "abort").equals(Optional.of("true")));
  }

  /** Reads a limit of requests for each object, which goes with no other key of a limit. */
  private static Optional<Slo.PerObject> perObject(Place at, List<String> of) {
    Map<String, Place> members = at.members();
    Set<String> own = Set.of("verb", "resource");
    if (!members.containsKey("perObject")) {
      members.keySet().stream()
          .filter(own::contains)
          .findFirst()
          .ifPresent(
              key -> {
                throw at.refused(key + ": must stand with perObject");
              });
      return Optional.empty();
    }
    if (!of.equals(List.of("requests")) || !members.containsKey("resource")) {
      throw at.refused("must have of: requests and a resource: perObject is of these");
    }
    for (String key : members.keySet()) {
      if (!own.contains(key) && !Set.of("of", "perObject", "in").contains(key)) {
        throw at.refused(key + ": must be left out with perObject");
      }
    }
    return Optional.of(
        new Slo.PerObject(
            Double.parseDouble(members.get("perObject").text()),
            at.get("verb").map(verb -> VerbReader.operation(verb.text())),
            members.get("resource").text()));
  }

  private static void checkKindOfLimit(
      Place at, List<String> of, Map<Double, Long> percentiles, OptionalDouble share) {
    Set<String> counts = Set.of("errors", "starved", "watch.missed", "watch.broken");
    boolean counted = counts.containsAll(of);
    if (of.size() > 1
        && of.stream().anyMatch(what -> counts.contains(what) || what.contains("."))) {
      throw at.refused("of: only verbs can be limited together");
    }
    if (counted && !percentiles.isEmpty()) {
      throw at.refused("must have a share or a count: " + of.get(0) + " is no time");
    }
    if (!counted && percentiles.isEmpty()) {
      throw at.refused(
          "must have a percentile: share and count are for errors, starved and" + " watch.missed");
    }
    if (share.isPresent() && of.get(0).startsWith("watch.")) {
      throw at.refused("share: must be count for " + of.get(0));
    }
  }

  private String requirePhase(String name, Place at) {
    requireKnown("a phase", name, phases.stream().map(Phase::name).toList(), at);
    return name;
  }

  private static void requireKnown(String what, String name, Collection<String> names, Place at) {
    if (!new HashSet<>(names).contains(name)) {
      String hint =
          NearestName.to(name, names)
              .map(near -> "nearest: " + near)
              .orElse("there are " + String.join(", ", names));
      throw ToolException.usage(
          at.where() + ": " + at.path() + ": no such thing as " + what + " " + name + "; " + hint);
    }
  }

  private static OptionalDouble number(Optional<Double> value) {
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }

  private static Optional<String> text(Place at, String key) {
    return at.get(key).map(Place::text);
  }

  private static List<String> texts(Place at, String key) {
    return at.get(key)
        .map(list -> list.elements().stream().map(Place::text).toList())
        .orElse(List.of());
  }

  private static double value(Place at, ToDoubleFunction<String> unit) {
    try {
      return unit.applyAsDouble(at.text());
    } catch (IllegalArgumentException e) {
      throw at.refused(e.getMessage());
    }
  }

  static Distribution distribution(Place at, ToDoubleFunction<String> unit) {
    try {
      return Distribution.parse(at.text(), unit);
    } catch (IllegalArgumentException e) {
      throw at.refused(e.getMessage());
    }
  }
}
