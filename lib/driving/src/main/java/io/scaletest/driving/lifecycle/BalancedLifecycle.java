package io.scaletest.driving.lifecycle;

import io.scaletest.kube.transport.ApiRequest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** Spreads the requests of a run over several servers. */
public final class BalancedLifecycle implements ObjectLifecycle {
  private final ObjectLifecycle lifecycle;
  private final LongFunction<String> serverOf;

  private BalancedLifecycle(
      ObjectLifecycle lifecycle, List<String> servers, LongFunction<String> serverOf) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: must not be empty");
    }
    this.lifecycle = lifecycle;
    this.serverOf = serverOf;
  }

  /**
   * Sends each request to a random server. <i>Source:</i> contract of cmdriver, {@code clientlb}.
   *
   * @param servers base URLs, at least one
   * @param seed of the choices alone, so that they do not disturb the arrivals
   */
  public static ObjectLifecycle randomly(
      ObjectLifecycle lifecycle, List<String> servers, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new BalancedLifecycle(
        lifecycle, servers, number -> servers.get(random.nextInt(servers.size())));
  }

  /**
   * Sends all requests of a logical thread to one server: thread t to the t-th, over and over. The
   * thread follows from the object, so nothing is kept. <i>Source:</i> contract of cmdriverclosed,
   * {@code conns}.
   *
   * @param servers base URLs, at least one
   * @param threads how many logical threads share the objects
   */
  public static ObjectLifecycle perThread(
      ObjectLifecycle lifecycle, List<String> servers, int threads) {
    return new BalancedLifecycle(
        lifecycle,
        servers,
        number -> {
          long thread = (number - 1) % threads;
          return servers.get((int) (thread % servers.size()));
        });
  }

  @Override
  public String name(long number) {
    return lifecycle.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    return lifecycle.create(number, nowNs).to(serverOf.apply(number));
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    return lifecycle.update(number, phase, nowNs).to(serverOf.apply(number));
  }

  @Override
  public ApiRequest delete(long number) {
    return lifecycle.delete(number).to(serverOf.apply(number));
  }
}
