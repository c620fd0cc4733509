package io.scaletest.player.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heads of some entries as the content of a block: tables of what they share, then a few bytes
 * for each. For one thread.
 */
final class HeadsEncoder {
  private final ByteSink out = new ByteSink();
  private final ByteSink texts = new ByteSink();
  private final ByteSink paths = new ByteSink();
  private final ByteSink callers = new ByteSink();
  private final ByteSink heads = new ByteSink();

  private final Map<String, Integer> textNumbers = new HashMap<>();
  private final Map<ResourcePath, Integer> pathNumbers = new HashMap<>();
  private final Map<Caller, Integer> callerNumbers = new HashMap<>();

  private long unitNs;
  private long lastStartNs;
  private long lastVersion;

  /**
   * Returns the content, which is valid until the next call.
   *
   * @param first the number of the first entry in the trace, from 0
   */
  ByteSink encode(long first, List<TraceEntry> entries) {
    for (ByteSink each : List.of(out, texts, paths, callers, heads)) {
      each.clear();
    }
    textNumbers.clear();
    pathNumbers.clear();
    callerNumbers.clear();
    unitNs = entries.stream().allMatch(HeadsEncoder::isOfMicros) ? Format.NS_PER_US : 1;
    lastStartNs = 0;
    lastVersion = 0;
    entries.forEach(this::head);
    out.number(first);
    out.number(entries.size());
    out.number(unitNs);
    table(textNumbers.size(), texts);
    table(pathNumbers.size(), paths);
    table(callerNumbers.size(), callers);
    out.all(heads.array(), heads.length());
    return out;
  }

  private void table(int count, ByteSink content) {
    out.number(count);
    out.all(content.array(), content.length());
  }

  private static boolean isOfMicros(TraceEntry entry) {
    return entry.startNs() % Format.NS_PER_US == 0
        && (entry.durationNs() == TraceEntry.UNKNOWN || entry.durationNs() % Format.NS_PER_US == 0);
  }

  private void head(TraceEntry entry) {
    boolean hasGenerateName = !entry.object().generateName().isEmpty();
    flags(entry, hasGenerateName);
    heads.signed((entry.startNs() - lastStartNs) / unitNs);
    lastStartNs = entry.startNs();
    if (entry.durationNs() != TraceEntry.UNKNOWN) {
      heads.number(entry.durationNs() / unitNs);
    }
    if (entry.lifetimeNs() != TraceEntry.UNKNOWN) {
      heads.number(entry.lifetimeNs());
    }
    heads.number(text(entry.verb()));
    heads.number(path(entry.resource()));
    heads.number(caller(entry.caller()));
    heads.number(text(entry.server()));
    heads.number(text(entry.object().namespace()));
    heads.number(text(entry.object().name()));
    if (hasGenerateName) {
      heads.number(text(entry.object().generateName()));
    }
    heads.number(text(entry.query()));
    heads.number(entry.outcome().code());
    if (!entry.outcome().uid().isEmpty()) {
      heads.number(text(entry.outcome().uid()));
    }
    if (entry.outcome().resourceVersion() != 0) {
      heads.signed(entry.outcome().resourceVersion() - lastVersion);
      lastVersion = entry.outcome().resourceVersion();
    }
    if (!entry.id().equals(TraceEntry.NO_ID)) {
      heads.fixed(entry.id().getMostSignificantBits());
      heads.fixed(entry.id().getLeastSignificantBits());
    }
    if (entry.body().state() == TraceBody.State.STORED) {
      heads.number(entry.body().length());
    }
  }

  private void flags(TraceEntry entry, boolean hasGenerateName) {
    heads.one(
        entry.kind().ordinal()
            | entry.traffic().ordinal() << Format.TRAFFIC_SHIFT
            | (entry.durationNs() == TraceEntry.UNKNOWN ? 0 : Format.HAS_DURATION)
            | (entry.lifetimeNs() == TraceEntry.UNKNOWN ? 0 : Format.HAS_LIFETIME));
    heads.one(
        entry.patch().ordinal()
            | (entry.patchInferred() ? Format.PATCH_INFERRED : 0)
            | entry.object().origin().ordinal() << Format.ORIGIN_SHIFT
            | (hasGenerateName ? Format.HAS_GENERATE_NAME : 0));
    heads.one(
        entry.body().state().ordinal()
            | entry.detail().ordinal() << Format.DETAIL_SHIFT
            | (entry.id().equals(TraceEntry.NO_ID) ? 0 : Format.HAS_ID)
            | (entry.outcome().uid().isEmpty() ? 0 : Format.HAS_UID)
            | (entry.outcome().resourceVersion() == 0 ? 0 : Format.HAS_VERSION));
  }

  private int text(String value) {
    Integer known = textNumbers.get(value);
    if (known != null) {
      return known;
    }
    int number = textNumbers.size();
    textNumbers.put(value, number);
    texts.text(value);
    return number;
  }

  private int path(ResourcePath value) {
    Integer known = pathNumbers.get(value);
    if (known != null) {
      return known;
    }
    int number = pathNumbers.size();
    pathNumbers.put(value, number);
    paths.number(text(value.group()));
    paths.number(text(value.version()));
    paths.number(text(value.resource()));
    paths.number(text(value.subresource()));
    return number;
  }

  private int caller(Caller value) {
    Integer known = callerNumbers.get(value);
    if (known != null) {
      return known;
    }
    int number = callerNumbers.size();
    callerNumbers.put(value, number);
    callers.number(text(value.user()));
    callers.number(text(value.impersonator()));
    callers.number(text(value.userAgent()));
    callers.number(value.groups().size());
    value.groups().forEach(group -> callers.number(text(group)));
    return number;
  }
}
