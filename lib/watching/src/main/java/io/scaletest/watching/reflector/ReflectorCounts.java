package io.scaletest.watching.reflector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a reflector has been through. Written by the reflector, read by any thread. */
public final class ReflectorCounts {
  final LongAdder lists = new LongAdder();
  final LongAdder relists = new LongAdder();
  final LongAdder listFailures = new LongAdder();
  final LongAdder listPages = new LongAdder();
  final LongAdder watches = new LongAdder();
  final LongAdder reconnects = new LongAdder();
  final LongAdder connectionFailures = new LongAdder();
  final LongAdder refusals = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder gone = new LongAdder();
  final LongAdder stalls = new LongAdder();
  final LongAdder bookmarks = new LongAdder();
  final LongAdder initialEvents = new LongAdder();
  final LongAdder added = new LongAdder();
  final LongAdder modified = new LongAdder();
  final LongAdder deleted = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();
  final LongAdder unknownDeletes = new LongAdder();
  final LongAdder relistAdds = new LongAdder();
  final LongAdder relistUpdates = new LongAdder();
  final LongAdder relistDeletes = new LongAdder();
  final LongAdder faults = new LongAdder();

  ReflectorCounts() {}

  /** Returns the lists completed, the first included. */
  public long lists() {
    return lists.sum();
  }

  /** Returns the lists completed after the first. */
  public long relists() {
    return relists.sum();
  }

  /** Returns the watches opened again after one had ended or broken, from where it had got. */
  public long reconnects() {
    return reconnects.sum();
  }

  /** Returns the requests that were sent again without having failed. */
  public long retries() {
    return retries.sum();
  }

  /** Returns the answers of 429, those behind which the request was sent again included. */
  public long throttled() {
    return throttled.sum();
  }

  /** Returns the events of objects received in watches, of all types. */
  public long objectEvents() {
    return added.sum() + modified.sum() + deleted.sum();
  }

  /** Returns all counts by name, in a fixed order; the names are those of the summary file. */
  public Map<String, Long> byName() {
    var byName = new LinkedHashMap<String, Long>();
    byName.put("lists", lists.sum());
    byName.put("relists", relists.sum());
    byName.put("listFailures", listFailures.sum());
    byName.put("listPages", listPages.sum());
    byName.put("watches", watches.sum());
    byName.put("reconnects", reconnects.sum());
    byName.put("connectionFailures", connectionFailures.sum());
    byName.put("refusals", refusals.sum());
    byName.put("throttled429", throttled.sum());
    byName.put("retries", retries.sum());
    byName.put("gone410", gone.sum());
    byName.put("stalledWatches", stalls.sum());
    byName.put("bookmarks", bookmarks.sum());
    byName.put("initialEvents", initialEvents.sum());
    byName.put("eventsAdded", added.sum());
    byName.put("eventsModified", modified.sum());
    byName.put("eventsDeleted", deleted.sum());
    byName.put("eventsError", errors.sum());
    byName.put("watchBytes", bytes.sum());
    byName.put("unreadableAnswers", unreadable.sum());
    byName.put("outOfOrderEvents", outOfOrder.sum());
    byName.put("unknownDeletes", unknownDeletes.sum());
    byName.put("relistAdds", relistAdds.sum());
    byName.put("relistUpdates", relistUpdates.sum());
    byName.put("relistDeletes", relistDeletes.sum());
    byName.put("reflectorFaults", faults.sum());
    return byName;
  }
}
