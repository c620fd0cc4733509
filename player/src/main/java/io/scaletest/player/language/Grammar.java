package io.scaletest.player.language;

import static io.scaletest.player.language.Form.KnownKey.optional;
import static io.scaletest.player.language.Form.KnownKey.required;

import io.scaletest.common.exit.NearestName;
import io.scaletest.player.language.Form.Anything;
import io.scaletest.player.language.Form.ByName;
import io.scaletest.player.language.Form.Fields;
import io.scaletest.player.language.Form.KnownKey;
import io.scaletest.player.language.Form.OneOf;
import io.scaletest.player.language.Form.Some;
import io.scaletest.player.language.Form.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The grammar of specifications, from which their check, the JSON schema and {@code explain} are
 * made. What it cannot say (a name that must exist, a size against another) the reader checks.
 */
final class Grammar {
  private static final String DURATION = "([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+|0";
  private static final String NUMBER = "[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?";
  private static final String RATE = NUMBER + "/(s|m|h)";
  private static final String SIZE = "[0-9]+(\\.[0-9]+)?(Ki|Mi|k|M)?";
  private static final String NAME = "[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?";

  static final Word DURATION_WORD = new Word(DURATION, "a duration such as 30s or 1h30m");
  private static final Word COUNT = new Word("[0-9]{1,9}", "a whole number");
  static final Word POSITIVE = new Word("[1-9][0-9]{0,8}", "a whole number above 0");
  private static final Word TRUTH = new Word("true|false", "true or false");
  private static final Word NUMBER_WORD = new Word(NUMBER, "a number");
  static final Word RATE_WORD = new Word(RATE, "a rate such as 200/s, 30/m or 5/h");
  static final Word SHARE = new Word("[0-9]+(\\.[0-9]+)?%", "a share such as 0.1%");
  private static final Word NAME_WORD =
      new Word(NAME, "a name of small letters, digits and dashes, at most 42");
  static final Word TEXT = new Word("(?s).+", "a text");
  private static final Word DURATIONS =
      new Word(distribution(DURATION), "a duration such as 30s, or a distribution such as exp:30s");
  static final Word SIZE_WORD = new Word(SIZE, "a size such as 2Ki");
  static final Word SPEED = new Word(SIZE + "/s", "bytes a second such as 1Ki/s");
  private static final Word SIZES =
      new Word(distribution(SIZE), "a size such as 2Ki, or a distribution such as exp:2Ki");
  private static final Word NUMBERS =
      new Word(distribution("[0-9]+"), "a number, or a distribution such as uniform:1,5");

  private static final List<Form> SHAPES =
      List.of(
          new Word(
              RATE + "(\\.\\." + RATE + ")?",
              "a rate such as 200/s, or a ramp such as 100/s..500/s"),
          Fields.of(
              required("steps", new Some(RATE_WORD), "Rates, one after the other."),
              required("each", DURATION_WORD, "How long each step lasts; the last one stays.")),
          Fields.of(
              required("total", COUNT, "How many arrive."),
              required("within", DURATION_WORD, "In what time from the phase's beginning.")),
          Fields.of(
              required("sine", RATE_WORD, "The mean rate of a sine."),
              required("amplitude", RATE_WORD, "How far it swings, at most the mean."),
              required("period", DURATION_WORD, "How long one swing takes.")),
          Fields.of(
              required("burst", POSITIVE, "How many arrive at once."),
              optional(
                  "every",
                  DURATION_WORD,
                  "After what time again; the first comes as the phase begins. Without it once.")));

  private static final Form RATE_FORM =
      new OneOf(
          Stream.concat(SHAPES.stream(), Stream.of(new ByName("phases", new OneOf(SHAPES))))
              .toList());

  private static final KnownKey WEIGHT =
      optional("weight", NUMBER_WORD, "Share of the flow's arrivals, beside the others.");

  private static final KnownKey AMONG =
      optional(
          "among",
          new Word("live|newest|turn|zipf:" + NUMBER, "live, newest, turn or zipf:S"),
          "Which of the living objects: live for any, as likely as the others; newest; turn for one"
              + " after the other; zipf:S for the first ones more often.");

  private static final KnownKey RESOURCE_VERSION =
      optional(
          "resourceVersion",
          new Word("|0", "\"\" (from etcd) or \"0\" (from the watch cache)"),
          "\"\" reads the newest state, through etcd; \"0\" any state, from the watch cache."
              + " Without it as \"\".");

  private static final KnownKey SCOPE =
      optional(
          "scope",
          new Word("namespace|all", "namespace or all"),
          "One namespace, chosen as for creates, or the whole cluster.");

  private static final Form MIX =
      Fields.of(
          verb("create", "POST of a new object."),
          verb(
              "get",
              "GET of an object.",
              RESOURCE_VERSION,
              AMONG,
              optional(
                  "path",
                  new Word(
                      "([-A-Za-z0-9._~:]+/)*[-A-Za-z0-9._~:]+",
                      "a path such as proxy/metrics/resource"),
                  "What to get below the object: status, scale, of a node or pod proxy/….")),
          verb(
              "list",
              "GET of the collection, page by page where there is a limit.",
              RESOURCE_VERSION,
              SCOPE,
              optional("limit", POSITIVE, "Objects of a page. Without it all at once."),
              optional(
                  "pages",
                  new Word("all|first", "all or first"),
                  "Whether the pages behind the first are read, too, as client-go does (all). Each"
                      + " is a request of its own.")),
          verb(
              "watch",
              "Opens a watch; what is measured ends with the head of the answer.",
              SCOPE,
              optional("timeout", DURATIONS, "How long it asks the server to keep it open (30s).")),
          verb(
              "update",
              "PUT of the whole object. Of built-in kinds without a resourceVersion, so it does not"
                  + " conflict; of custom ones with the last that was heard of.",
              AMONG),
          verb(
              "patch",
              "PATCH of an object.",
              AMONG,
              optional(
                  "type",
                  new Word("merge|strategic|json", "merge, strategic or json"),
                  "Kind of patch (merge)."),
              optional(
                  "body",
                  new Anything(),
                  "The patch. Without it an annotation with a number that rises. A merge or"
                      + " strategic one gets the annotation by which watchers see how late they"
                      + " are.")),
          verb("apply", "Server-side apply of the whole object, with force.", AMONG),
          verb("delete", "DELETE of a living object.", AMONG),
          verb(
              "deletecollection",
              "DELETE of the flow's objects in one namespace. Requests for single objects there"
                  + " wait for it, and it for them.",
              optional(
                  "limit",
                  POSITIVE,
                  "How many one request deletes at most, the first by their names; the others stay"
                      + " for the next one. Without it all.")),
          verb(
              "scale",
              "PATCH of the subresource scale.",
              AMONG,
              optional("replicas", NUMBERS, "How many (uniform:1,5).")),
          verb(
              "status",
              "Merge PATCH of the subresource status.",
              AMONG,
              required("body", new Anything(), "The patch, as {status: {…}}.")));

  private static final Form WATCHER_COUNT =
      OneOf.of(
          POSITIVE,
          new ByName(
              "phases",
              new Word("[0-9]{1,7}(\\.\\.[0-9]{1,7})?", "a number, or a ramp such as 10..5000")));

  private static final String VERBS =
      "create|get|list|watch|update|patch|apply|delete|deletecollection|scale|status";

  private static final Form SLO =
      Fields.of(
          required(
              "of",
              new Some(
                  new Word(
                      VERBS
                          + "|requests|errors|starved|lateness"
                          + "|watch\\.(notification|establish|missed|broken)"
                          + "|pod\\.(startup|createToSchedule|scheduleToRun|runToWatch"
                          + "|seenToBound|seenToRunning)"
                          + "|vmi\\.(creationToScheduling|schedulingToScheduled"
                          + "|scheduledToRunning|creationToRunning|deletionToSucceeded"
                          + "|deletionToGone|podCreatedToBound)",
                      "verbs, requests, errors, starved, lateness, watch.notification,"
                          + " watch.establish, watch.missed, watch.broken, pod.startup and the"
                          + " like or, with actors, vmi.creationToRunning and the like")),
              "What is limited: the times of one verb or of several together, or of all requests;"
                  + " errors, starved: a share or count of requests; watch.notification: from a"
                  + " write's sending to its event; watch.establish: from a watcher's start to its"
                  + " first open watch; watch.missed, watch.broken: counts; pod.startup: from the"
                  + " creation of each of the run's pods until a watch tells that its containers run,"
                  + " which is measured where a limit asks for it."),
          optional("p50", DURATION_WORD, "Limit of the median."),
          optional("p90", DURATION_WORD, "Limit of the 90th percentile."),
          optional("p95", DURATION_WORD, "Limit of the 95th percentile."),
          optional("p99", DURATION_WORD, "Limit of the 99th percentile."),
          optional("p999", DURATION_WORD, "Limit of the 99.9th percentile."),
          optional("max", DURATION_WORD, "Limit of the largest."),
          optional("share", SHARE, "Limit of a share of the requests."),
          optional("count", COUNT, "Limit of a count."),
          optional(
              "perObject",
              NUMBER_WORD,
              "With of: requests and a resource: limit of the requests to it for each object of it"
                  + " that was made in these phases, or is in initial. Flows' and actors' requests"
                  + " count, failed ones too."),
          optional(
              "resource",
              new Word("[a-z][-a-z0-9.]*", "the name of a resource such as pods"),
              "With perObject: which resource, as in paths."),
          optional(
              "verb",
              new Word(
                  VERBS,
                  "create, get, list, watch, update, patch, apply, delete, deletecollection, scale or"
                      + " status"),
              "With perObject: which requests. Without it all."),
          optional(
              "time",
              new Word("response|service", "response or service"),
              "response (from the intended moment, the default) or service (from the sending)."),
          optional("in", new Some(NAME_WORD), "Phases. Without it all that are measured."),
          optional("flow", new Some(NAME_WORD), "Flows of load. Without it all."),
          optional("abort", TRUTH, "Whether the run ends as soon as the limit is surely broken."));

  private static final KnownKey TEMPLATE =
      optional("template", new Anything(), "The object itself, with apiVersion and kind.");

  private static final Fields OBJECTS =
      Fields.of(
          optional(
              "kind",
              TEXT,
              "A kind of the server, as kubectl takes it: pods, deploy, sites.x.org."),
          optional("from", TEXT, "A file with one object to make them from, beside this file."),
          TEMPLATE,
          optional(
              "existing",
              TEXT,
              "With kind: objects that are there already, in all namespaces; all, or a selector of"
                  + " labels. They are only read."),
          optional("size", SIZES, "Size of an object's body in bytes, filled up to it."));

  private static final Fields UNTIL =
      Fields.of(
          required("objects", TEXT, "A set of objects, or a kind that a flow names."),
          required(
              "count",
              COUNT,
              "How many of the run's objects there are, or are in the state: at least so many; 0 for"
                  + " none."),
          optional("phase", TEXT, "The status.phase that counts: Running."),
          optional("condition", TEXT, "The condition that must be True: Ready, Complete."),
          optional(
              "ready",
              TRUTH,
              "Whether only those count that have all they ask for: a workload's replicas, a Job's"
                  + " completions, the condition Ready of others."));

  private static final Fields NODES =
      Fields.of(
          optional(
              "pools",
              new Anything(),
              "A file of pools of nodes, as hollow-node --pools takes it, beside this file; or the"
                  + " list of them."),
          optional(
              "count", POSITIVE, "How many nodes; of a file with one pool instead of its own."),
          optional(
              "ready",
              DURATION_WORD,
              "How long they may take to be Ready (2m, and 100ms for each node)."),
          optional(
              "morph",
              new Word("kubelet|both", "kubelet or both"),
              "Kubelets alone, or with proxies."),
          optional(
              "watch",
              new Word("per-node|shared", "per-node or shared"),
              "Whether each watches for itself, as real ones do (per-node)."));

  private static final Fields ACTORS =
      Fields.of(
          optional(
              "virt-controller",
              Fields.of(optional("workers", POSITIVE, "How many VMIs it works on at a time (10).")),
              "KubeVirt's: makes the VMIs' pods and keeps the VMIs' statuses."),
          optional(
              "virt-handler",
              Fields.of(
                  optional(
                      "boot",
                      DURATIONS,
                      "How long a guest takes to run, from its hand-over to the node on"
                          + " (lognormal:3s,0.5)."),
                  optional("shutdown", DURATIONS, "How long a guest takes to end (1s)."),
                  optional(
                      "heartbeat",
                      DURATION_WORD,
                      "The shortest time between two heartbeats of a node; at random up to 2.2 times"
                          + " as long (60s)."),
                  optional(
                      "watches",
                      new Word("all|own", "all or own"),
                      "Whether each watches all VMIs, as the real ones do (all), or its own"
                          + " alone.")),
              "KubeVirt's, on every node with the label kubevirt.io/schedulable=true: heartbeats, and"
                  + " guests that run and end."));

  /** The whole. */
  static final Fields ROOT =
      Fields.of(
          optional("name", NAME_WORD, "Name of the workload."),
          optional(
              "seed",
              new Word("-?[0-9]{1,18}", "a whole number"),
              "Of all random choices; the option --seed comes before it."),
          optional(
              "duration", DURATION_WORD, "How long it lasts; the same as one phase named main."),
          optional(
              "phases",
              new Some(
                  Fields.of(
                      required("name", NAME_WORD, "What rates, watchers and limits call it."),
                      optional("duration", DURATION_WORD, "How long it lasts."),
                      optional("until", UNTIL, "The state that ends it, instead of a duration."),
                      optional(
                          "atMost",
                          DURATION_WORD,
                          "How long it waits for that state; longer breaks the run's limits."),
                      optional(
                          "measured",
                          TRUTH,
                          "Whether limits count in it (true); false for a warm-up."))),
              "The time axis: phases one after the other. Results and limits are by phase."),
          optional(
              "namespaces",
              OneOf.of(
                  POSITIVE,
                  Fields.of(
                      optional("count", POSITIVE, "How many are made for the run (1)."),
                      optional(
                          "names",
                          new Some(NAME_WORD),
                          "Existing namespaces to use instead of making some."),
                      optional(
                          "spread",
                          new Word("turn|uniform|zipf:" + NUMBER, "turn, uniform or zipf:S"),
                          "Which one a new object goes to (uniform), zipf:1.1; turn for one after"
                              + " the other, by the object's number in its set."))),
              "Where objects go. Namespaces made for the run are deleted behind it."),
          optional(
              "users",
              OneOf.of(
                  POSITIVE,
                  Fields.of(
                      required("count", POSITIVE, "How many."),
                      optional("name", TEXT, "What their names begin with (player-user-)."),
                      optional("groups", new Some(TEXT), "Groups that they are in."))),
              "Users that requests impersonate, each in turn at random. The configured user needs"
                  + " the right to impersonate."),
          optional(
              "objects",
              new ByName("names of sets of objects", OBJECTS),
              "What is written and read: sets of objects of one kind each."),
          optional(
              "nodes",
              NODES,
              "Hollow nodes beside the run: a hollow-node process, its nodes Ready before anything"
                  + " else is made, and deleted at the end."),
          optional(
              "actors",
              ACTORS,
              "Stand-ins for controllers, in this process. Each of their requests is measured."),
          optional(
              "initial",
              new Some(
                  Fields.of(
                      optional("from", TEXT, "A file with one object, made as it is."),
                      TEMPLATE,
                      optional("objects", NAME_WORD, "A set of objects."),
                      optional("count", POSITIVE, "How many of them (1)."))),
              "What is there before the first phase. It is deleted behind the last one."),
          optional(
              "load",
              new ByName(
                  "flows",
                  Fields.of(
                      required("objects", TEXT, "A set of objects, or a kind such as configmap."),
                      required(
                          "rate",
                          RATE_FORM,
                          "Arrivals a second: 200/s; a ramp 100/s..500/s; steps; a sine; bursts; a"
                              + " total within a time; or a map of these by phase, where a phase"
                              + " not named has none."),
                      optional(
                          "arrivals",
                          new Word("poisson|constant|uniform", "poisson, constant or uniform"),
                          "poisson (the default): independent of each other; constant: evenly"
                              + " spaced; uniform: as many as expected, each at a random time."),
                      optional("count", COUNT, "How many arrivals there are at most."),
                      optional(
                          "lifetime",
                          DURATIONS,
                          "How long after its create an object is deleted. Beside the mix and the"
                              + " rate. Without it objects live to the end."),
                      required("mix", MIX, "Verbs of the arrivals, with their weights."))),
              "Flows of requests at times that nothing but the seed decides."),
          optional(
              "watchers",
              new ByName(
                  "groups of watchers",
                  Fields.of(
                      required("resource", TEXT, "What they watch, as kubectl takes it."),
                      required(
                          "count",
                          WATCHER_COUNT,
                          "How many: a number, or by phase a number or a ramp such as 10..5000. A"
                              + " phase not named keeps what the one before had."),
                      optional(
                          "scope",
                          new Word("all|namespace|object", "all, namespace or object"),
                          "The whole cluster (all), the run's namespaces in turn, or one object"
                              + " each, those of initial in turn, as a kubelet watches a Secret."),
                      optional(
                          "timeout",
                          DURATIONS,
                          "How long a watch asks to be kept open (uniform:5m,10m)."),
                      optional(
                          "format",
                          new Word("json|protobuf|metadata", "json, protobuf or metadata"),
                          "Encoding of lists and events (json); metadata for the objects' metadata"
                              + " alone, in JSON."),
                      optional(
                          "readers",
                          Fields.of(
                              required("slow", SHARE, "What share of them reads slowly."),
                              optional("normal", SHARE, "The others: 100% less slow."),
                              optional(
                                  "slowRate",
                                  SPEED,
                                  "How fast a slow one reads, once the window of its stream, 1 MiB,"
                                      + " is full (1Ki/s).")),
                          "Watchers that do not keep up with the server. They are in no latency and"
                              + " no limit; they have figures of their own."),
                      optional(
                          "drop",
                          new ByName("phases", SHARE),
                          "What share loses its watch as a phase begins; it lists and watches"
                              + " again at once."))),
              "Watches that are held, each by list and watch as client-go's informers, without a"
                  + " thread or a copy."),
          optional("slo", new Some(SLO), "Limits. A run that breaks one ends with status 30."));

  private Grammar() {}

  private static String distribution(String value) {
    return "(?:fixed:|exp:)?(?:"
        + value
        + ")|uniform:(?:"
        + value
        + "), ?(?:"
        + value
        + ")|(?:lognormal|pareto):(?:"
        + value
        + "), ?"
        + NUMBER
        + "|weibull:"
        + NUMBER
        + ", ?(?:"
        + value
        + ")";
  }

  private static KnownKey verb(String name, String says, KnownKey... keys) {
    List<KnownKey> all = Stream.concat(Stream.of(WEIGHT), Arrays.stream(keys)).toList();
    return optional(
        name, OneOf.of(NUMBER_WORD, new Fields(all)), says + " A number alone is its weight.");
  }

  /**
   * Checks a whole specification.
   *
   * @throws io.scaletest.common.exit.ToolException a usage error that tells the first thing wrong
   */
  static void check(Place root) {
    check(root, ROOT);
  }

  private static void check(Place place, Form form) {
    if (form instanceof Word word) {
      checkWord(place, word);
    } else if (form instanceof Fields fields) {
      checkFields(place, fields);
    } else if (form instanceof ByName byName) {
      requireMap(place, "must be a map by the names of " + byName.what());
      place.members().values().forEach(member -> check(member, byName.each()));
    } else if (form instanceof Some some) {
      place.elements().forEach(element -> check(element, some.each()));
    } else if (form instanceof OneOf oneOf) {
      check(place, choose(place, oneOf));
    } else if (place.isNothing()) {
      throw place.refused("must not be empty");
    }
  }

  private static void checkWord(Place place, Word word) {
    boolean fits =
        !place.isMap()
            && !place.isList()
            && !(place.isNothing() && !place.text().isEmpty())
            && Pattern.matches(word.pattern(), place.text());
    if (!fits) {
      throw place.refused("must be " + word.rule());
    }
  }

  private static void checkFields(Place place, Fields fields) {
    requireMap(place, "must be a map");
    Map<String, Place> members = place.members();
    List<String> names = fields.keys().stream().map(KnownKey::name).toList();
    for (Map.Entry<String, Place> member : members.entrySet()) {
      KnownKey key =
          fields
              .key(member.getKey())
              .orElseThrow(
                  () ->
                      place.refusedKey(
                          member.getKey(),
                          "unknown key "
                              + member.getKey()
                              + NearestName.to(member.getKey(), names)
                                  .map(name -> ", nearest: " + name)
                                  .orElse("; must be one of " + String.join(", ", names))));
      check(member.getValue(), key.form());
    }
    for (KnownKey key : fields.keys()) {
      if (key.required() && !members.containsKey(key.name())) {
        throw place.refused("must have the key " + key.name());
      }
    }
  }

  private static void requireMap(Place place, String rule) {
    if (!place.isMap()) {
      throw place.refused(rule);
    }
  }

  /** Tells whether a rate is a map of shapes by phase, and not one shape. */
  static boolean isByPhase(Place rate) {
    return choose(rate, (OneOf) RATE_FORM) instanceof ByName;
  }

  /** A phase may be called {@code burst}: only with a burst's value is it one. */
  private static boolean isMeant(Place place, Fields map) {
    KnownKey first = map.keys().get(0);
    Place value = place.members().get(first.name());
    return value != null
        && place.members().keySet().stream().allMatch(name -> map.key(name).isPresent())
        && (!(first.form() instanceof Word word) || Pattern.matches(word.pattern(), value.text()));
  }

  /** Returns the form that is meant: that of a scalar, or the map that has the keys. */
  private static Form choose(Place place, OneOf oneOf) {
    Form word = null;
    Form byName = null;
    Form fields = null;
    for (Form form : oneOf.forms()) {
      if (form instanceof Fields map) {
        if (isMeant(place, map)) {
          return map;
        }
        boolean begun = place.members().containsKey(map.keys().get(0).name());
        fields = begun || fields == null ? map : fields;
      } else if (form instanceof ByName) {
        byName = form;
      } else {
        word = form;
      }
    }
    if (!place.isMap()) {
      return word;
    }
    return byName == null ? fields : byName;
  }
}
