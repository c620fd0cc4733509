package io.scaletest.player.trace;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What every trace's footer says of its entries, counted as they are written. For one thread. */
public final class TraceTotals {
  private final Map<SourceDetail, Long> details = new EnumMap<>(SourceDetail.class);
  private final Map<String, Long> servers = new TreeMap<>();
  private long firstNs = Long.MAX_VALUE;
  private long lastNs;

  public void add(TraceEntry entry) {
    details.merge(entry.detail(), 1L, Long::sum);
    servers.merge(entry.server(), 1L, Long::sum);
    firstNs = Math.min(firstNs, entry.startNs());
    lastNs = Math.max(lastNs, entry.startNs());
  }

  /** Returns how many entries each server has, in the order of the alphabet. */
  public Map<String, Long> servers() {
    return new TreeMap<>(servers);
  }

  /** Returns a footer with how many entries were told at which level, and from when to when. */
  public Map<String, Object> footer() {
    Map<String, Object> footer = new LinkedHashMap<>();
    if (!servers.isEmpty()) {
      footer.put("firstNs", firstNs);
      footer.put("lastNs", lastNs);
    }
    Map<String, Object> byDetail = new LinkedHashMap<>();
    details.forEach((detail, count) -> byDetail.put(detail.name().toLowerCase(Locale.ROOT), count));
    footer.put("detail", byDetail);
    return footer;
  }
}
