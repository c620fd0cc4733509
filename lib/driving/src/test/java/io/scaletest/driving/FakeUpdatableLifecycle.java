package io.scaletest.driving;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.kube.transport.ApiRequest;

/** Objects whose requests carry nothing but their name, and the phase, in the path. */
public final class FakeUpdatableLifecycle implements UpdatableLifecycle {
  private final ObjectLifecycle others = new FakeLifecycle();

  @Override
  public String name(long number) {
    return others.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    return others.create(number, nowNs);
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    return ApiRequest.strategicMergePatch("/" + name(number) + "?phase=" + phase, new byte[0]);
  }

  @Override
  public ApiRequest delete(long number) {
    return others.delete(number);
  }
}
