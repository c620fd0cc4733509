package io.scaletest.player.survey;

import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import io.scaletest.wire.time.UtcTime;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * An entry of a trace as a JSON tree, for people and their scripts: what is not known is left out.
 */
public final class EntryJson {
  private static final long NS_PER_S = 1_000_000_000;

  private EntryJson() {}

  /**
   * Returns the tree.
   *
   * @param bodies whether the body is in it, where there is one
   */
  public static Map<String, Object> of(TraceEntry entry, boolean bodies) {
    boolean request = entry.kind() == EntryKind.REQUEST;
    Map<String, Object> tree =
        JsonTree.of(
            "start",
            UtcTime.apiMicro(
                Instant.ofEpochSecond(entry.startNs() / NS_PER_S, entry.startNs() % NS_PER_S)),
            "startNs",
            entry.startNs(),
            "durationNs",
            known(entry.durationNs()),
            "kind",
            request ? null : "initial",
            "verb",
            text(entry.verb()),
            "resource",
            entry.resource().label(),
            "version",
            text(entry.resource().version()),
            "namespace",
            text(entry.object().namespace()),
            "name",
            text(entry.object().name()),
            "generateName",
            text(entry.object().generateName()),
            "query",
            text(entry.query()),
            "patch",
            entry.patch() == PatchType.NONE ? null : word(entry.patch()),
            "user",
            text(entry.caller().user()),
            "userAgent",
            text(entry.caller().userAgent()),
            "server",
            text(entry.server()),
            "traffic",
            request ? entry.traffic().label() : null);
    tree.putAll(
        JsonTree.of(
            "code",
            entry.outcome().code() == 0 ? null : (Object) (long) entry.outcome().code(),
            "uid",
            text(entry.outcome().uid()),
            "resourceVersion",
            entry.outcome().resourceVersion() == 0 ? null : entry.outcome().resourceVersion(),
            "lifetimeNs",
            known(entry.lifetimeNs()),
            "id",
            entry.id().equals(TraceEntry.NO_ID) ? null : entry.id().toString(),
            "body",
            bodies ? body(entry.body()) : null,
            "bodyBytes",
            entry.body().state() == TraceBody.State.STORED
                ? (Object) (long) entry.body().length()
                : null,
            "bodyWithheld",
            entry.body().state() == TraceBody.State.WITHHELD ? true : null));
    return tree;
  }

  private static Object text(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Object known(long ns) {
    return ns == TraceEntry.UNKNOWN ? null : ns;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Object body(TraceBody body) {
    try {
      return body.state() == TraceBody.State.STORED ? JsonTree.parse(body.bytes()) : null;
    } catch (MalformedJsonException e) {
      return null; // trace validate tells it
    }
  }
}
