package io.scaletest.embedded.fault;

/**
 * What is to go wrong with one request, in this order: it waits, then its stream is reset, or it is
 * refused, or served.
 *
 * @param delayNs how long it waits
 * @param errorStatus HTTP status of the refusal; 0 for none
 * @param retryAfterSeconds what the refusal says of the next try; 0 for nothing
 */
public record RequestFault(long delayNs, boolean reset, int errorStatus, int retryAfterSeconds) {
  /** Nothing goes wrong. */
  public static final RequestFault NONE = new RequestFault(0, false, 0, 0);
}
