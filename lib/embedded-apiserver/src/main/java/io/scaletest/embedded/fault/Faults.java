package io.scaletest.embedded.fault;

import io.scaletest.common.clock.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fault injector: the faults in force, asked before each answer and event. Safe for use by many
 * threads.
 */
public final class Faults {
  /** More than are ordered by hand; a script that never takes one back is refused. */
  private static final int MAX_FAULTS = 1_000;

  private final long seed;
  private final Ticker ticker;
  private final AtomicInteger lastId = new AtomicInteger();
  private volatile List<ActiveFault> ofRequests = List.of();
  private volatile List<ActiveFault> ofEvents = List.of();

  /**
   * @param seed of all that is left to chance
   */
  public Faults(long seed, Ticker ticker) {
    this.seed = seed;
    this.ticker = ticker;
  }

  /**
   * A fault in force.
   *
   * @param id number by which it is taken back
   * @param order its text
   * @param happened how often it has happened
   */
  public record Report(int id, String order, long happened) {}

  /**
   * Brings a fault into force.
   *
   * @throws IllegalArgumentException with one line that says what is wrong with the order
   */
  public synchronized Report add(String order) {
    Fault fault = Fault.parse(lastId.incrementAndGet(), order);
    if (ofRequests.size() + ofEvents.size() >= MAX_FAULTS) {
      throw new IllegalArgumentException("faults: must be at most " + MAX_FAULTS + ", got another");
    }
    ActiveFault active = new ActiveFault(fault, seed + fault.id(), ticker.nanos());
    Report report = report(active);
    if (!fault.kind().isOfEvents()) {
      ofRequests = with(ofRequests, active);
    }
    if (fault.kind().isOfEvents() || stopsEvents(active)) {
      ofEvents = with(ofEvents, active);
    }
    return report;
  }

  private static Report report(ActiveFault active) {
    return new Report(active.fault().id(), active.fault().text(), active.happened());
  }

  /** A stall of everything stops the watches, too. */
  private static boolean stopsEvents(ActiveFault active) {
    return active.isWindow() && active.fault().concernsEverything();
  }

  private static List<ActiveFault> with(List<ActiveFault> faults, ActiveFault more) {
    List<ActiveFault> changed = new ArrayList<>(faults);
    changed.add(more);
    return List.copyOf(changed);
  }

  /** Takes a fault back; returns whether it was in force. */
  public synchronized boolean remove(int id) {
    int before = ofRequests.size() + ofEvents.size();
    ofRequests = without(ofRequests, id);
    ofEvents = without(ofEvents, id);
    return ofRequests.size() + ofEvents.size() < before;
  }

  private static List<ActiveFault> without(List<ActiveFault> faults, int id) {
    return faults.stream().filter(fault -> fault.fault().id() != id).toList();
  }

  /** Takes every fault back. */
  public synchronized void clear() {
    ofRequests = List.of();
    ofEvents = List.of();
  }

  /** Returns the faults in force, in the order in which they came. */
  public synchronized List<Report> reports() {
    List<Report> reports = new ArrayList<>();
    ofRequests.forEach(fault -> reports.add(report(fault)));
    for (ActiveFault fault : ofEvents) {
      if (fault.kind().isOfEvents()) {
        reports.add(report(fault));
      }
    }
    return reports;
  }

  /** Returns the faults that strike a request received now. */
  public RequestFault onRequest(String verb, String resource, String namespace, String name) {
    List<ActiveFault> faults = ofRequests;
    if (faults.isEmpty()) {
      return RequestFault.NONE;
    }
    long nowNs = ticker.nanos();
    long delayNs = 0;
    boolean reset = false;
    int status = 0;
    int retryAfter = 0;
    for (ActiveFault fault : faults) {
      if (fault.fault().concerns(verb, resource, namespace, name) && fault.strikes(nowNs)) {
        switch (fault.kind()) {
          case ERROR -> {
            status = fault.fault().status();
            retryAfter = fault.fault().retryAfterSeconds();
          }
          case RESET -> reset = true;
          default -> delayNs += fault.holdNs(nowNs);
        }
      }
    }
    return new RequestFault(delayNs, reset, status, retryAfter);
  }

  /** Returns whether a fault of requests in force is about an object of one name. */
  public boolean askForNames() {
    List<ActiveFault> faults = ofRequests;
    return !faults.isEmpty()
        && faults.stream().anyMatch(fault -> fault.fault().words().containsKey("name"));
  }

  /** Returns whether any fault of events is in force. */
  public boolean haveEventFaults() {
    return !ofEvents.isEmpty();
  }

  /** Returns what is to go wrong with an event that is to be sent now. */
  public EventFault onEvent(String resource, String namespace, String name) {
    List<ActiveFault> faults = ofEvents;
    if (faults.isEmpty()) {
      return EventFault.NONE;
    }
    long nowNs = ticker.nanos();
    int copies = 1;
    long delayNs = 0;
    for (ActiveFault fault : faults) {
      if (fault.fault().concerns("watch", resource, namespace, name) && fault.strikes(nowNs)) {
        switch (fault.kind()) {
          case DROP -> copies = 0;
          case DUPLICATE -> copies = 2 * copies;
          default -> delayNs += fault.holdNs(nowNs);
        }
      }
    }
    return new EventFault(copies, delayNs);
  }

  /**
   * What is to go wrong with one event of one watch.
   *
   * @param copies how often it is sent: not at all, once, twice
   * @param delayNs how long it is held back, with all behind it
   */
  public record EventFault(int copies, long delayNs) {
    /** Nothing goes wrong. */
    public static final EventFault NONE = new EventFault(1, 0);
  }

  /**
   * What is to go wrong with one request, in this order: it waits, then its stream is reset, or it
   * is refused, or served.
   *
   * @param delayNs how long it waits
   * @param errorStatus HTTP status of the refusal; 0 for none
   * @param retryAfterSeconds what the refusal says of the next try; 0 for nothing
   */
  public record RequestFault(long delayNs, boolean reset, int errorStatus, int retryAfterSeconds) {
    /** Nothing goes wrong. */
    public static final RequestFault NONE = new RequestFault(0, false, 0, 0);
  }
}
