package io.scaletest.player.imports;

import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.player.trace.TraceEntry;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What a trace asks of a cluster: how many pods a second, and how many there are at once. Takes
 * arrivals by time, and keeps those that live. For one thread.
 */
final class OfferedLoad {
  private static final long MINUTE_NS = 60_000_000_000L;
  private static final double NS_PER_S = 1e9;
  private static final double S_PER_MINUTE = 60;

  private record End(long atNs, long pods) {}

  private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingLong(End::atNs));
  private long pods;
  private long initialPods;
  private long population;
  private long peak;
  private long lastNs;
  private long minute;
  private long inMinute;
  private long mostInMinute;

  /**
   * Takes pods that arrive, or are there at the beginning.
   *
   * @param atNs since the beginning
   * @param lifetimeNs {@link TraceEntry#UNKNOWN} for on and on
   */
  void add(long atNs, long lifetimeNs, long count, boolean initial) {
    if (initial) {
      initialPods += count;
    } else {
      arrived(atNs, count);
    }
    live(atNs, lifetimeNs, count);
  }

  private void arrived(long atNs, long count) {
    pods += count;
    lastNs = atNs;
    if (atNs / MINUTE_NS != minute) {
      minute = atNs / MINUTE_NS;
      inMinute = 0;
    }
    inMinute += count;
    mostInMinute = Math.max(mostInMinute, inMinute);
  }

  private void live(long atNs, long lifetimeNs, long count) {
    while (!ends.isEmpty() && ends.peek().atNs() <= atNs) {
      population -= ends.poll().pods();
    }
    population += count;
    peak = Math.max(peak, population);
    if (lifetimeNs != TraceEntry.UNKNOWN) {
      ends.add(new End(atNs + lifetimeNs, count));
    }
  }

  long pods() {
    return pods + initialPods;
  }

  boolean isEmpty() {
    return pods() == 0;
  }

  List<String> lines() {
    double seconds = Math.max(1, lastNs / NS_PER_S);
    return List.of(
        "offered             "
            + Figures.rate(pods / seconds)
            + " pods over "
            + DurationText.span(lastNs)
            + ", at most "
            + Figures.rate(mostInMinute / S_PER_MINUTE)
            + " in a minute",
        "population          "
            + Figures.count(peak, "pod", "pods")
            + " at most, "
            + Figures.count(initialPods)
            + " at the beginning");
  }
}
