package io.scaletest.common.fault;

/**
 * Takes exceptions thrown by callbacks that a loop, pool, timer or transport runs for others. A
 * fault is never answered by going on as if nothing had happened: a measurement with a bug in it is
 * none.
 *
 * <p>Code that runs callbacks must catch {@link Throwable}, an {@link Error} too, bring its own
 * accounting in order in a {@code finally}, and call this with no lock held. Implementations never
 * throw, never block, and may be called by any thread.
 */
@FunctionalInterface
public interface FaultHandler {
  /**
   * Takes one fault.
   *
   * @param where what was running, for a reader of the log: {@code the open loop's step}
   * @param thrown what it threw
   */
  void handle(String where, Throwable thrown);
}
