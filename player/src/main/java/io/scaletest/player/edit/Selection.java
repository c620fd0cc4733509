package io.scaletest.player.edit;

import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import java.util.Set;

/**
 * Which entries of a trace are wanted; an empty set wants all. Initial objects have no verb, user
 * or class.
 *
 * @param resources as kubectl names them, with the group; one without a subresource has them all
 * @param fromNs since the first entry, from which on
 * @param toNs since the first entry, up to which, exclusively
 */
public record Selection(
    Set<String> verbs,
    Set<String> resources,
    Set<String> namespaces,
    Set<String> users,
    Set<TrafficClass> traffic,
    long fromNs,
    long toNs) {
  /** All entries. */
  public static final Selection ALL =
      new Selection(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), 0, Long.MAX_VALUE);

  public Selection {
    verbs = Set.copyOf(verbs);
    resources = Set.copyOf(resources);
    namespaces = Set.copyOf(namespaces);
    users = Set.copyOf(users);
    traffic = Set.copyOf(traffic);
  }

  /** Returns all entries of a time. */
  public static Selection between(long fromNs, long toNs) {
    return new Selection(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), fromNs, toNs);
  }

  /**
   * Returns whether an entry is wanted.
   *
   * @param beginNs when the first entry of all started
   */
  boolean has(TraceEntry entry, long beginNs) {
    long sinceNs = entry.startNs() - beginNs;
    return sinceNs >= fromNs
        && sinceNs < toNs
        && has(namespaces, entry.object().namespace())
        && hasResource(entry.resource())
        && (entry.kind() == EntryKind.INITIAL || hasRequest(entry));
  }

  private boolean hasRequest(TraceEntry entry) {
    return has(verbs, entry.verb())
        && has(users, entry.caller().user())
        && (traffic.isEmpty() || traffic.contains(entry.traffic()));
  }

  /** Returns whether an entry is a watch that began before the time and goes on in it. */
  boolean cutsOff(TraceEntry entry, long beginNs) {
    long sinceNs = entry.startNs() - beginNs;
    return entry.verb().equals("watch")
        && sinceNs < fromNs
        && (entry.durationNs() == TraceEntry.UNKNOWN || sinceNs + entry.durationNs() > fromNs);
  }

  private boolean hasResource(ResourcePath resource) {
    if (resources.isEmpty() || resources.contains(resource.label())) {
      return true;
    }
    return resources.contains(resource.of("").label());
  }

  private static boolean has(Set<String> wanted, String text) {
    return wanted.isEmpty() || wanted.contains(text);
  }
}
