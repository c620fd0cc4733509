package io.scaletest.player.replay;

import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Entries of traces, one behind the other, a millisecond apart unless something else is said. */
final class Entries {
  static final long MS = 1_000_000;
  static final long START_NS = 1_700_000_000_000_000_000L;
  static final ResourcePath CONFIG_MAPS = new ResourcePath("", "v1", "configmaps", "");
  static final ResourcePath PODS = new ResourcePath("", "v1", "pods", "");
  static final ResourcePath NAMESPACES = new ResourcePath("", "v1", "namespaces", "");
  static final ResourcePath NODES = new ResourcePath("", "v1", "nodes", "");
  static final ResourcePath ROLES =
      new ResourcePath("rbac.authorization.k8s.io", "v1", "clusterroles", "");
  static final ResourcePath DEPLOYMENTS = new ResourcePath("apps", "v1", "deployments", "");

  private final List<TraceEntry> all = new ArrayList<>();
  private long atNs = START_NS;
  private long stepNs = MS;

  List<TraceEntry> all() {
    return all;
  }

  Entries every(long ns) {
    stepNs = ns;
    return this;
  }

  One add(String verb, ResourcePath resource, String namespace, String name) {
    One one = new One(verb, resource, namespace, name, atNs);
    atNs += stepNs;
    all.add(one.entry());
    one.index = all.size() - 1;
    return one;
  }

  /** Writes all of them as a trace. */
  Path write(Path file) throws IOException {
    try (TraceWriter writer = TraceWriter.create(file, Map.of("source", "a test"))) {
      for (TraceEntry entry : all) {
        writer.add(entry);
      }
      writer.finish(Map.of());
    }
    return file;
  }

  /** An entry that is being made; each method changes the one in the list. */
  final class One {
    private final String verb;
    private final ResourcePath resource;
    private final String namespace;
    private final String name;
    private final long startNs;
    private EntryKind kind = EntryKind.REQUEST;
    private TrafficClass traffic = TrafficClass.CLIENT;
    private int code = 200;
    private String body = "";
    private boolean withheld;
    private String query = "";
    private String uid = "";
    private long version;
    private long durationNs = MS;
    private long lifetimeNs = TraceEntry.UNKNOWN;
    private PatchType patch = PatchType.NONE;
    private boolean inferred;
    private String generateName = "";
    private NameOrigin origin = NameOrigin.REQUEST;
    private String user = "ann";
    private int index;

    private One(String verb, ResourcePath resource, String namespace, String name, long startNs) {
      this.verb = verb;
      this.resource = resource;
      this.namespace = namespace;
      this.name = name;
      this.startNs = startNs;
    }

    private One changed() {
      all.set(index, entry());
      return this;
    }

    One of(EntryKind value) {
      kind = value;
      return changed();
    }

    One of(TrafficClass value) {
      traffic = value;
      return changed();
    }

    One code(int value) {
      code = value;
      return changed();
    }

    One body(String json) {
      body = json;
      return changed();
    }

    One withheld() {
      withheld = true;
      return changed();
    }

    One query(String value) {
      query = value;
      return changed();
    }

    One became(String newUid, long newVersion) {
      uid = newUid;
      version = newVersion;
      return changed();
    }

    One lasting(long ns) {
      durationNs = ns;
      return changed();
    }

    One living(long ns) {
      lifetimeNs = ns;
      return changed();
    }

    One patch(PatchType type) {
      patch = type;
      return changed();
    }

    One inferred(PatchType type) {
      patch = type;
      inferred = true;
      return changed();
    }

    One generated(String beginning, NameOrigin from) {
      generateName = beginning;
      origin = from;
      return changed();
    }

    One by(String who) {
      user = who;
      return changed();
    }

    private TraceEntry entry() {
      return new TraceEntry(
          kind,
          traffic,
          startNs,
          durationNs,
          verb,
          resource,
          new ObjectName(namespace, name, origin, generateName),
          query,
          patch,
          inferred,
          new Caller(user, List.of("g"), "", "agent/1.0"),
          "s",
          new Outcome(code, uid, version),
          SourceDetail.RESPONSE,
          withheld
              ? TraceBody.withheld()
              : body.isEmpty()
                  ? TraceBody.none()
                  : TraceBody.of(body.getBytes(StandardCharsets.UTF_8)),
          lifetimeNs,
          new UUID(7, index + 1L));
    }
  }
}
