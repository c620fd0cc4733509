package io.scaletest.driving.closedloop;

import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import java.util.List;

/**
 * Sends all requests of a logical thread to one of several servers: thread t to the t-th, over and
 * over. The thread follows from the object, so nothing is kept.
 *
 * <p><i>Source:</i> contract of cmdriverclosed, {@code conns}.
 */
public final class ServerPerThread implements UpdatableLifecycle {
  private final UpdatableLifecycle lifecycle;
  private final int threads;
  private final List<String> servers;

  /**
   * @param threads how many logical threads share the objects
   * @param servers base URLs, at least one
   */
  public ServerPerThread(UpdatableLifecycle lifecycle, int threads, List<String> servers) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: must not be empty");
    }
    this.lifecycle = lifecycle;
    this.threads = threads;
    this.servers = List.copyOf(servers);
  }

  @Override
  public String name(long number) {
    return lifecycle.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    return lifecycle.create(number, nowNs).to(serverOf(number));
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    return lifecycle.update(number, phase, nowNs).to(serverOf(number));
  }

  @Override
  public ApiRequest delete(long number) {
    return lifecycle.delete(number).to(serverOf(number));
  }

  private String serverOf(long number) {
    long thread = (number - 1) % threads;
    return servers.get((int) (thread % servers.size()));
  }
}
