package io.scaletest.player.anonymise;

import io.scaletest.player.edit.EntryChange;
import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Puts other names in place of all names in a trace: the same one for the same, wherever it stands,
 * so that what refers to each other still does. Kinds, times, sizes, statuses and revisions stay.
 * For one thread.
 */
public final class Anonymiser implements EntryChange {
  /** Fewer bytes can be guessed. */
  public static final int KEY_BYTES_MIN = 16;

  /** Programs that every cluster knows; behind the name a version, which stays where it is one. */
  private static final Pattern KNOWN_PROGRAM =
      Pattern.compile(
          "(kubectl|kubelet|kube-[a-z]+(-[a-z]+)?|cloud-controller-manager|kubeadm|helm|etcd|Go-http-client"
              + "|coredns|cluster-autoscaler)/v?[0-9]{1,4}(\\.[0-9]{1,4}){1,2}");

  private static final Pattern PLATFORM =
      Pattern.compile("\\((linux|darwin|windows)/[a-z0-9]{3,7}\\)");
  private static final Pattern REVISION = Pattern.compile("kubernetes/([0-9a-f]{7,40}|\\$Format)");

  /** The first words of paths that are of no resource; what is behind the second ones is mapped. */
  private static final Set<String> DISCOVERY = Set.of("api", "apis", "openapi", "version");

  private static final Set<String> ENDPOINTS =
      Set.of("healthz", "livez", "readyz", "metrics", "logs", ".well-known", "openid");

  /** Texts of headers and footers that the player has written itself. */
  private static final Set<String> OWN_TEXTS =
      Set.of("program", "source", "scrubbed", "clock", "damage");

  private final NameCipher names;
  private final QueryCipher queries;
  private final BodyCipher bodies;

  /** Callers are few, and are in nearly as many objects as there are entries. */
  private Caller lastCaller;

  private Caller lastMapped;

  /**
   * @param key of {@value #KEY_BYTES_MIN} bytes at least; who has it can find the names out
   */
  public Anonymiser(byte[] key) {
    names = new NameCipher(key, Vocabulary.read());
    queries = new QueryCipher(names);
    bodies = new BodyCipher(names);
  }

  @Override
  public TraceEntry changed(TraceEntry entry, long beginNs) {
    return new TraceEntry(
        entry.kind(),
        entry.traffic(),
        entry.startNs(),
        entry.durationNs(),
        entry.verb(),
        entry.resource(),
        object(entry.resource(), entry.object()),
        queries.query(entry.query()),
        entry.patch(),
        entry.patchInferred(),
        caller(entry.caller()),
        names.text(entry.server()),
        outcome(entry.outcome()),
        entry.detail(),
        body(entry),
        entry.lifetimeNs(),
        id(entry.id()));
  }

  private UUID id(UUID id) {
    return id.equals(TraceEntry.NO_ID) ? id : names.id(id);
  }

  private Outcome outcome(Outcome outcome) {
    return new Outcome(outcome.code(), names.text(outcome.uid()), outcome.resourceVersion());
  }

  private ObjectName object(ResourcePath resource, ObjectName object) {
    String name = object.name();
    String mapped =
        resource.resource().isEmpty()
            ? path(name)
            : BodyCipher.defines(resource) ? name : names.text(name);
    return new ObjectName(
        names.text(object.namespace()), mapped, object.origin(), names.text(object.generateName()));
  }

  private String path(String path) {
    String[] words = path.split("/", -1);
    if (words.length < 2 || !words[0].isEmpty()) {
      return names.text(path);
    }
    if (DISCOVERY.contains(words[1]) && words.length <= 4) {
      return path;
    }
    int second = path.indexOf('/', 1);
    return second > 0 && ENDPOINTS.contains(words[1])
        ? path.substring(0, second) + names.text(path.substring(second))
        : ENDPOINTS.contains(words[1]) ? path : names.text(path);
  }

  private Caller caller(Caller caller) {
    if (!caller.equals(lastCaller)) {
      lastCaller = caller;
      lastMapped =
          new Caller(
              names.text(caller.user()),
              caller.groups().stream().map(names::text).toList(),
              names.text(caller.impersonator()),
              userAgent(caller.userAgent()));
    }
    return lastMapped;
  }

  private String userAgent(String userAgent) {
    StringBuilder mapped = new StringBuilder();
    for (String word : userAgent.split(" ", -1)) {
      boolean stays =
          KNOWN_PROGRAM.matcher(word).matches()
              || PLATFORM.matcher(word).matches()
              || REVISION.matcher(word).matches();
      mapped.append(mapped.length() == 0 ? "" : " ").append(stays ? word : names.text(word));
    }
    return mapped.toString();
  }

  private TraceBody body(TraceEntry entry) {
    if (entry.body().state() != TraceBody.State.STORED) {
      return entry.body();
    }
    try {
      Object tree = JsonTree.parse(entry.body().bytes());
      byte[] mapped =
          JsonWriter.bytes(bodies.body(entry.resource(), tree, entry.patch() == PatchType.JSON));
      return mapped.length <= TraceBody.MAX_BYTES ? TraceBody.of(mapped) : TraceBody.withheld();
    } catch (MalformedJsonException e) {
      return TraceBody.withheld(); // what cannot be read cannot be made anonymous
    }
  }

  @Override
  public Map<String, Object> told() {
    return JsonTree.of("anonymised", true);
  }

  @Override
  public String fileName(String name) {
    return names.text(name);
  }

  @Override
  public Map<String, Object> source(Map<String, Object> tree) {
    Map<String, Object> mapped = new LinkedHashMap<>();
    tree.forEach((key, value) -> mapped.put(key, told(key, value)));
    return mapped;
  }

  private Object told(String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      return source(JsonTree.asObject(map));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(each -> told(key, each)).toList();
    }
    return value instanceof String text && !OWN_TEXTS.contains(key) ? names.text(text) : value;
  }
}
