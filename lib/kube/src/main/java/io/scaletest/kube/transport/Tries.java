package io.scaletest.kube.transport;

/**
 * How often one request was sent, where a {@link RetryingTransport} sent it again.
 *
 * @param count how often it was sent; 1 if the first answer was the last
 * @param throttled how many of the answers before the last were 429
 * @param firstAnsweredNs when the first answer had come; of no meaning with a count of 1
 */
public record Tries(int count, int throttled, long firstAnsweredNs) {
  /** Of a request that was sent once. */
  public static final Tries ONE = new Tries(1, 0, 0);
}
