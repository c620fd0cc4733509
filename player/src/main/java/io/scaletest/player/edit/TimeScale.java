package io.scaletest.player.edit;

import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.json.JsonTree;
import java.util.Map;

/**
 * A trace's times, faster or slower. When entries start, and how long watches and streams are held,
 * go by the speed of arrivals; how long other requests took is the server's, and stays.
 *
 * @param arrivals how many times as fast
 * @param lifetimes how many times as fast objects go whose lifetime an entry tells
 */
public record TimeScale(double arrivals, double lifetimes) implements EntryChange {
  /** Seventy years: the sum of a start and this has room. */
  private static final double LONGEST_NS = Long.MAX_VALUE / 4.0;

  @Override
  public TraceEntry changed(TraceEntry entry, long beginNs) {
    TraceEntry changed = entry.startingAt(beginNs + scaled(entry.startNs() - beginNs, arrivals));
    boolean held = entry.verb().equals("watch") || entry.traffic() == TrafficClass.STREAM;
    if (held && entry.durationNs() != TraceEntry.UNKNOWN) {
      changed = changed.lasting(scaled(entry.durationNs(), arrivals));
    }
    return entry.lifetimeNs() == TraceEntry.UNKNOWN
        ? changed
        : changed.living(scaled(entry.lifetimeNs(), lifetimes));
  }

  /** Returns a time at another speed; the same one at speed 1, which doubles have no room for. */
  private static long scaled(long ns, double speed) {
    return speed == 1 ? ns : Math.round(Math.min(ns / speed, LONGEST_NS));
  }

  @Override
  public Map<String, Object> told() {
    return JsonTree.of("arrivalSpeed", arrivals, "lifetimeSpeed", lifetimes);
  }
}
