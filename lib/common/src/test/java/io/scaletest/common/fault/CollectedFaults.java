package io.scaletest.common.fault;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is given, for tests of this module, which lies below the one with test tools. */
public final class CollectedFaults implements FaultHandler {
  public final List<Throwable> thrown = new CopyOnWriteArrayList<>();

  @Override
  public void handle(String where, Throwable fault) {
    thrown.add(fault);
  }
}
