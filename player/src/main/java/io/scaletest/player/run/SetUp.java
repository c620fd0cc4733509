package io.scaletest.player.run;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.RunId;
import io.scaletest.common.text.DurationText;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.player.language.Place;
import io.scaletest.player.load.PlayedObjects;
import io.scaletest.player.load.PlayedSet;
import io.scaletest.player.load.WorkloadLoop;
import io.scaletest.player.watch.Population;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.player.workload.ObjectSet;
import io.scaletest.player.workload.Workload;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.url.PercentEncoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a workload needs before its first phase, made and taken away again: namespaces, objects of
 * files, a first population. Blocks its caller, bounded by the transport's timeouts.
 */
final class SetUp {
  private static final Logger LOG = LoggerFactory.getLogger(SetUp.class);
  private static final int AT_ONCE = 64;
  private static final Duration GONE_LIMIT = Duration.ofMinutes(5);
  private static final int PAGE = 500;
  private static final Duration KIND_LIMIT = Duration.ofMinutes(1);
  private static final ObjectKind NAMESPACE =
      new ObjectKind("", "v1", "namespaces", "Namespace", false);
  private static final byte[] DELETE_OPTIONS =
      JsonWriter.bytes(
          JsonTree.of(
              "apiVersion", "v1", "kind", "DeleteOptions", "propagationPolicy", "Background"));

  private final Workload workload;
  private final String runId;
  private final ApiTransport transport;
  private final KindDiscovery discovery;

  /** Paths of what was made, in order. */
  private final List<String> made = Collections.synchronizedList(new ArrayList<>());

  /** Of the definitions among them: where the objects are that they define. */
  private final Map<String, String> defined = new HashMap<>();

  SetUp(Workload workload, String runId, ApiTransport transport) {
    this.workload = workload;
    this.runId = runId;
    this.transport = transport;
    this.discovery = new KindDiscovery(transport);
  }

  /**
   * Returns the namespaces of the run, in order: those that exist, or those that are to be made.
   */
  List<String> namespaces() {
    if (!workload.namespaces().existing().isEmpty()) {
      return workload.namespaces().existing();
    }
    String prefix = KnownKind.Names.LABEL.prefix(new RunId(runId)).value();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= workload.namespaces().made(); i++) {
      names.add(prefix + "-" + i);
    }
    return names;
  }

  /**
   * Makes the objects of files that other objects need to exist: CustomResourceDefinitions.
   *
   * @throws ToolException with {@link PlayerExit#SETUP_FAILED}
   */
  void makeDefinitions() {
    for (Workload.Initial initial : workload.initial()) {
      if (isDefinition(initial)) {
        make(initial);
      }
    }
  }

  /** Makes the namespaces and the other objects of files. */
  void makeRest() {
    List<CompletableFuture<ApiReply>> asked = new ArrayList<>();
    if (workload.namespaces().made() > 0) {
      for (String name : namespaces()) {
        Map<String, Object> body =
            JsonTree.of(
                "apiVersion",
                "v1",
                "kind",
                "Namespace",
                "metadata",
                JsonTree.of("name", name, "labels", ScaletestNames.runLabels(runId)));
        String path = NAMESPACE.objectPath(Optional.empty(), name);
        asked.add(create(NAMESPACE.collectionPath(Optional.empty()), path, JsonWriter.bytes(body)));
      }
    }
    for (CompletableFuture<ApiReply> each : asked) {
      ApiReply reply = each.join();
      if (!reply.succeeded()) {
        throw failed("a namespace cannot be made: " + said(reply));
      }
    }
    for (Workload.Initial initial : workload.initial()) {
      if (!isDefinition(initial) && initial.object().isPresent()) {
        make(initial);
      }
    }
  }

  private static boolean isDefinition(Workload.Initial initial) {
    return initial
        .object()
        .map(tree -> JsonTree.string(tree, "kind").equals("CustomResourceDefinition"))
        .orElse(false);
  }

  private void make(Workload.Initial initial) {
    Map<String, Object> tree = JsonTree.copyObject(initial.object().get());
    Map<String, Object> metadata = JsonTree.ownChild(tree, "metadata");
    String name = JsonTree.string(metadata, "name");
    if (name.isEmpty()) {
      throw initial.at().refused("must have a metadata.name: it is made as it is");
    }
    ObjectKind kind =
        find(
            initial.at(),
            JsonTree.string(tree, "kind"),
            Optional.of(JsonTree.string(tree, "apiVersion")),
            Set.of("create", "delete"));
    JsonTree.ownChild(metadata, "labels").putAll(ScaletestNames.runLabels(runId));
    Optional<String> namespace = Optional.empty();
    if (kind.namespaced()) {
      String own = JsonTree.string(metadata, "namespace");
      namespace = Optional.of(own.isEmpty() ? namespaces().get(0) : own);
      metadata.put("namespace", namespace.get());
    }
    String path = kind.objectPath(namespace, name);
    if (isDefinition(initial)) {
      defined.put(path, collection(tree));
    }
    ApiReply reply = create(kind.collectionPath(namespace), path, JsonWriter.bytes(tree)).join();
    if (reply.status() == CONFLICT && isDefinition(initial) && isOfARun(path)) {
      LOG.info("{} {} is another run's, and goes with the last one", kind.resource(), name);
      made.add(path);
    } else if (reply.status() == CONFLICT) {
      LOG.info("{} {} is there already and stays", kind.resource(), name);
    } else if (!reply.succeeded()) {
      throw failed(initial.at().where() + ": " + kind.resource() + " " + name + ": " + said(reply));
    }
  }

  /** Returns where the objects are that a definition defines, in all namespaces. */
  private static String collection(Map<String, Object> definition) {
    Map<String, Object> spec = JsonTree.child(definition, "spec");
    String version =
        JsonTree.objects(spec, "versions").stream()
            .filter(each -> Boolean.TRUE.equals(each.get("served")))
            .map(each -> JsonTree.text(each, "name"))
            .findFirst()
            .orElse("");
    String plural = JsonTree.text(spec, "names", "plural");
    return "/apis/" + JsonTree.text(spec, "group") + "/" + version + "/" + plural;
  }

  private boolean isOfARun(String path) {
    ApiReply reply = transport.sendAndWait(ApiRequest.get(path));
    return reply.succeeded()
        && !JsonTree.text(
                JsonTree.object(reply.body()).orElse(Map.of()),
                "metadata",
                "labels",
                ScaletestNames.RUN_LABEL_KEY)
            .isEmpty();
  }

  /**
   * Tells whether others have, or may have, objects of a definition: its deletion would delete
   * them, too. None are where the server has no such kind.
   */
  private boolean othersUse(String definition) {
    String notOurs = ScaletestNames.RUN_LABEL_KEY + "!=" + ScaletestNames.runLabelValue(runId);
    ApiReply reply =
        transport.sendAndWait(
            ApiRequest.get(
                defined.get(definition)
                    + "?limit=1&labelSelector="
                    + PercentEncoding.encoded(notOurs)));
    if (!reply.succeeded()) {
      return reply.status() != NOT_FOUND;
    }
    return !JsonTree.objects(JsonTree.object(reply.body()).orElse(Map.of()), "items").isEmpty();
  }

  /** Creates an object and notes it as made, unless the server certainly did not make it. */
  private CompletableFuture<ApiReply> create(String collection, String path, byte[] body) {
    CompletableFuture<ApiReply> asked = new CompletableFuture<>();
    transport.send(
        ApiRequest.json("POST", collection, body),
        reply -> {
          boolean refused = reply.status() >= 400 && reply.status() < 500;
          if (reply.wasSent() && !refused) {
            made.add(path);
          }
          asked.complete(reply);
        });
    return asked;
  }

  /**
   * Returns the names of the nodes with a label, of this run alone where it brings its own.
   *
   * @throws ToolException with {@link PlayerExit#SETUP_FAILED} if there is none
   */
  List<String> nodesWith(String label) {
    String own = ScaletestNames.RUN_LABEL_KEY + "=" + ScaletestNames.runLabelValue(runId);
    String selector = workload.nodes().isPresent() ? label + "," + own : label;
    String path = "/api/v1/nodes?labelSelector=" + PercentEncoding.encoded(selector);
    ApiReply reply = transport.sendAndWait(ApiRequest.get(path));
    if (!reply.succeeded()) {
      throw failed("nodes cannot be listed: " + said(reply));
    }
    List<String> names =
        JsonTree.objects(JsonTree.object(reply.body()).orElse(Map.of()), "items").stream()
            .map(node -> JsonTree.text(node, "metadata", "name"))
            .toList();
    if (names.isEmpty()) {
      throw failed("no node has the label " + label + ": see nodes");
    }
    return names;
  }

  /**
   * Waits, bounded, until the namespaces that were made are gone with all in them: what deletes
   * their pods must not go before.
   */
  void awaitGone(WatchParts parts) {
    String selector =
        PercentEncoding.encoded(
            ScaletestNames.RUN_LABEL_KEY + "=" + ScaletestNames.runLabelValue(runId));
    WatchTarget target =
        new WatchTarget(NAMESPACE.collectionPath(Optional.empty()), "labelSelector=" + selector);
    try (Population left = new Population(parts, target, namespace -> true, nowNs -> {})) {
      left.start();
      LOG.info(
          "waiting until the run's namespaces are gone, for {} at most",
          DurationText.span(GONE_LIMIT.toNanos()));
      boolean gone =
          new BoundedWait(parts.ticker()).until(GONE_LIMIT, () -> left.count().orElse(1) == 0);
      if (!gone) {
        throw new ToolException(
            DriverExit.OBJECTS_LEFT,
            "namespaces are still being deleted: scaletest gc -runid "
                + runId
                + " -kinds namespaces");
      }
    }
  }

  private static String said(ApiReply reply) {
    return reply.status() == 0 ? reply.failure() : reply.status() + " " + reply.failure();
  }

  static ToolException failed(String what) {
    return new ToolException(PlayerExit.SETUP_FAILED, "set-up: " + what);
  }

  /**
   * Finds a kind; waits for one that a definition of this run is to bring.
   *
   * @param at where it is named
   * @param verbs what the server must let do with it
   * @throws ToolException a usage error that tells the place, where the server lacks it; with
   *     {@link DriverExit#NO_CLIENT} where it cannot be asked
   */
  ObjectKind find(Place at, String word, Optional<String> apiVersion, Set<String> verbs) {
    NoSuchKindException[] last = new NoSuchKindException[1];
    ObjectKind[] found = new ObjectKind[1];
    boolean mayCome = workload.initial().stream().anyMatch(SetUp::isDefinition);
    new BoundedWait(Ticker.system())
        .until(
            mayCome ? KIND_LIMIT : Duration.ZERO,
            () -> {
              try {
                found[0] =
                    apiVersion.isPresent()
                        ? discovery.of(apiVersion.get(), word, verbs)
                        : discovery.named(word, verbs);
                return true;
              } catch (NoSuchKindException e) {
                last[0] = e;
                return false;
              }
            });
    if (found[0] != null) {
      return found[0];
    }
    if (last[0].getMessage().startsWith("kind: must")) {
      throw ToolException.usage(
          at.where() + ": " + at.path() + last[0].getMessage().substring("kind".length()));
    }
    throw new ToolException(DriverExit.NO_CLIENT, last[0].getMessage(), last[0]);
  }

  /** Finds the kind of a set of objects. */
  ObjectKind find(ObjectSet set, Set<String> verbs) {
    return find(set.at(), set.kind(), set.apiVersion(), verbs);
  }

  /**
   * Makes the first population, {@value #AT_ONCE} objects at a time.
   *
   * @param sets by the sets of the workload
   * @throws ToolException with {@link PlayerExit#SETUP_FAILED} if one cannot be made
   */
  void populate(Map<ObjectSet, PlayedSet> sets, WorkloadLoop loop, Ticker ticker)
      throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    for (Workload.Initial initial : workload.initial()) {
      if (initial.objects().isEmpty()) {
        continue;
      }
      PlayedSet set = sets.get(initial.objects().get());
      for (int i = 0; i < initial.count() && failures.isEmpty(); i++) {
        places.acquire();
        long index = set.nextIndex();
        int place = set.placeOf(index);
        long number = loop.creating(set, place, index);
        transport.send(
            set.create(number, index, place, size(set, number), ticker.nanos()),
            reply -> {
              loop.created(number, set, place, reply);
              if (!reply.succeeded()) {
                failures.add(set.kind().resource() + ": " + said(reply));
              }
              places.release();
            });
      }
    }
    places.acquire(AT_ONCE);
    if (!failures.isEmpty()) {
      throw failed(failures.peek());
    }
  }

  /**
   * Finds the objects of sets that are there already.
   *
   * @throws ToolException with {@link PlayerExit#SETUP_FAILED} if there are none
   */
  void adopt(Map<ObjectSet, PlayedSet> sets, WorkloadLoop loop, PlayedObjects objects) {
    for (PlayedSet set : sets.values()) {
      Optional<String> labels = set.set().existing();
      if (labels.isEmpty()) {
        continue;
      }
      int found = 0;
      String token = "";
      do {
        Map<String, Object> page = page(set, labels.get(), token);
        for (Map<?, ?> item : JsonTree.objects(page, "items")) {
          String name = JsonTree.text(item, "metadata", "name");
          Optional<String> namespace =
              Optional.of(JsonTree.text(item, "metadata", "namespace")).filter(n -> !n.isEmpty());
          objects.adopted(loop.adopt(set, set.kind().objectPath(namespace, name)), name);
          found++;
        }
        token = JsonTree.text(page, "metadata", "continue");
      } while (!token.isEmpty());
      if (found == 0) {
        throw failed(
            set.set().at().where() + ": the server has none of the " + set.kind().resource());
      }
    }
  }

  private Map<String, Object> page(PlayedSet set, String labels, String token) {
    String query =
        "?limit="
            + PAGE
            + (labels.isEmpty() ? "" : "&labelSelector=" + PercentEncoding.encoded(labels))
            + (token.isEmpty() ? "" : "&continue=" + PercentEncoding.encoded(token));
    ApiReply reply =
        transport.sendAndWait(ApiRequest.get(set.kind().collectionPath(Optional.empty()) + query));
    if (!reply.succeeded()) {
      throw failed(set.kind().resource() + ": " + said(reply));
    }
    return JsonTree.object(reply.body())
        .orElseThrow(() -> failed(set.kind().resource() + ": the answer is no list"));
  }

  private static long size(PlayedSet set, long number) {
    SplittableRandom random = new SplittableRandom(number);
    return set.set().size().map(size -> (long) size.draw(random)).orElse(0L);
  }

  /**
   * Deletes what was made but for the objects that the loop knows, the last first.
   *
   * @throws ToolException with {@link DriverExit#OBJECTS_LEFT} if something may be left
   */
  void undo() {
    List<String> paths = new ArrayList<>(made);
    Collections.reverse(paths);
    for (String definition : defined.keySet()) {
      if (paths.contains(definition) && othersUse(definition)) {
        LOG.warn(
            "{} stays: others have objects of it, or may; the last run deletes it", definition);
        paths.remove(definition);
        made.remove(definition);
      }
    }
    List<CompletableFuture<ApiReply>> asked = new ArrayList<>();
    for (String path : paths) {
      CompletableFuture<ApiReply> deleted = new CompletableFuture<>();
      asked.add(deleted);
      transport.send(ApiRequest.json("DELETE", path, DELETE_OPTIONS), deleted::complete);
    }
    List<String> left = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      ApiReply reply = asked.get(i).join();
      if (reply.succeeded() || reply.status() == NOT_FOUND) {
        made.remove(paths.get(i));
      } else {
        left.add(paths.get(i) + ": " + said(reply));
      }
    }
    if (!left.isEmpty()) {
      throw new ToolException(
          DriverExit.OBJECTS_LEFT,
          left.get(0)
              + (left.size() == 1 ? "" : " and " + (left.size() - 1) + " more")
              + " may be left in the cluster: scaletest gc -runid "
              + runId
              + " -kinds namespaces");
    }
  }
}
