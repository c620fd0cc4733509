package io.scaletest.player.load;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiRequest;
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

  public PlayedObjects(PlayedSet.Context context, WorkloadLoop loop) {
    this.context = context;
    this.loop = loop;
  }

  @Override
  public String name(long number) {
    return number == 0 ? COLLECTION : context.name(number);
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
