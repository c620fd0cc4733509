package io.scaletest.player.load;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a run as its clean-up and its rows see them: by number. Number 0 stands for a
 * collection.
 */
public final class PlayedObjects implements ObjectLifecycle {
  /** Stands in rows where a request is about no object of its own; occurs in no name. */
  static final String COLLECTION = "*";

  private final PlayedSet.Context context;
  private final WorkloadLoop loop;
  private final Map<Long, String> existing = new HashMap<>();

  public PlayedObjects(PlayedSet.Context context, WorkloadLoop loop) {
    this.context = context;
    this.loop = loop;
  }

  /** Notes the name of an object that was there before; before the first request. */
  public void adopted(long number, String name) {
    existing.put(number, name);
  }

  @Override
  public String name(long number) {
    return number == 0 ? COLLECTION : existing.getOrDefault(number, context.name(number));
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    throw new UnsupportedOperationException("the loop creates");
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    throw new UnsupportedOperationException("the loop updates");
  }

  @Override
  public ApiRequest delete(long number) {
    Optional<LiveObject> object = loop.object(number);
    return object
        .map(each -> each.set.delete(number, each.place))
        .orElseThrow(() -> new IllegalStateException("object " + number + " is not known"));
  }
}
