package io.scaletest.common.arrival;

import java.util.Iterator;
import java.util.List;

/** Arrival processes one after the other, each from its own start to the start of the next. */
final class ArrivalsInTurn implements ArrivalProcess {
  private final Iterator<ArrivalProcess.Part> parts;
  private ArrivalProcess.Part current;

  ArrivalsInTurn(List<ArrivalProcess.Part> parts) {
    this.parts = parts.iterator();
    this.current = this.parts.hasNext() ? this.parts.next() : null;
  }

  @Override
  public long nextNs() {
    while (current != null) {
      long sincePartNs = current.arrivals().nextNs();
      if (sincePartNs < current.lengthNs()) {
        return current.startNs() + sincePartNs;
      }
      current = parts.hasNext() ? parts.next() : null;
    }
    return Long.MAX_VALUE;
  }
}
