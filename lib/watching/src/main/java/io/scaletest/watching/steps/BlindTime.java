package io.scaletest.watching.steps;

/** Since when no watch has been open, once one has. For one thread. */
public final class BlindTime {
  private boolean blind;
  private long sinceNs;

  /** The watch is lost; counts from the first time only. */
  public void begin(long nowNs) {
    if (!blind) {
      blind = true;
      sinceNs = nowNs;
    }
  }

  /** Returns how long it has been by {@code nowNs}; 0 where nothing is lost. */
  public long soFar(long nowNs) {
    return blind ? nowNs - sinceNs : 0;
  }

  /** Everything up to {@code nowNs} is known again; returns how long it was not, or 0. */
  public long end(long nowNs) {
    long ns = soFar(nowNs);
    blind = false;
    return ns;
  }
}
