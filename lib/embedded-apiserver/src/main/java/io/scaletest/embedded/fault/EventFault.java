package io.scaletest.embedded.fault;

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
