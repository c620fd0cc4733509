package io.scaletest.driving.lifecycle;

import io.scaletest.kube.transport.ApiRequest;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sends each request to a random one of several servers.
 *
 * <p><i>Source:</i> contract of cmdriver, {@code clientlb}.
 */
public final class BalancedLifecycle implements ObjectLifecycle {
  private final ObjectLifecycle lifecycle;
  private final List<String> servers;
  private final SplittableRandom random;

  /**
   * @param servers base URLs, at least one
   * @param seed of the choices alone, so that they do not disturb the arrivals
   */
  public BalancedLifecycle(ObjectLifecycle lifecycle, List<String> servers, long seed) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: must not be empty");
    }
    this.lifecycle = lifecycle;
    this.servers = List.copyOf(servers);
    this.random = new SplittableRandom(seed);
  }

  @Override
  public String name(long number) {
    return lifecycle.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    return lifecycle.create(number, nowNs).to(anyServer());
  }

  @Override
  public ApiRequest delete(long number) {
    return lifecycle.delete(number).to(anyServer());
  }

  private String anyServer() {
    return servers.get(random.nextInt(servers.size()));
  }
}
