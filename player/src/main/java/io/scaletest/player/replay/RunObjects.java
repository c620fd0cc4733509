package io.scaletest.player.replay;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a replay makes and is to be deleted at the end, each with a number: namespaces, which take
 * with them what is in them, and objects of the cluster. As large as what is there; safe for use by
 * many threads.
 */
final class RunObjects implements ObjectLifecycle {
  /** What has dependents, as a Job has pods, takes them with it. */
  static final byte[] WITH_DEPENDENTS =
      JsonWriter.bytes(
          JsonTree.of(
              "apiVersion", "v1", "kind", "DeleteOptions", "propagationPolicy", "Background"));

  private final AtomicLong last = new AtomicLong();
  private final Map<Long, String> paths = new ConcurrentHashMap<>();
  private final Set<String> resources = ConcurrentHashMap.newKeySet();

  /** Returns a number for what is about to be made. */
  long add(String resource, String path) {
    long number = last.incrementAndGet();
    paths.put(number, path);
    resources.add(resource);
    return number;
  }

  /** Forgets what is certainly not there. */
  void remove(long number) {
    paths.remove(number);
  }

  /** Returns the resources that something was made of, in the order of the alphabet. */
  Set<String> resources() {
    return new TreeSet<>(resources);
  }

  @Override
  public String name(long number) {
    String path = paths.getOrDefault(number, "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    throw new UnsupportedOperationException("a replay creates what its trace says");
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    throw new UnsupportedOperationException("a replay updates what its trace says");
  }

  @Override
  public ApiRequest delete(long number) {
    return ApiRequest.json("DELETE", paths.get(number), WITH_DEPENDENTS);
  }
}
