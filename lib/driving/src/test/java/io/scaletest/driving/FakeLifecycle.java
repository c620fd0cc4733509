package io.scaletest.driving;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import java.util.ArrayList;
import java.util.List;

/** Objects whose requests carry nothing but their name, and the phase, in the path. */
public final class FakeLifecycle implements ObjectLifecycle {
  private static final byte[] NO_BODY = {};
  private final List<Long> stamps = new ArrayList<>();
  private long faultyNumber;
  private Error fault = new AssertionError("not set");

  /** From now on the delete of one object cannot be made. */
  public FakeLifecycle failingToDelete(long number, Error thrown) {
    faultyNumber = number;
    fault = thrown;
    return this;
  }

  /** Returns the times that creates were made with. */
  public List<Long> stamps() {
    return List.copyOf(stamps);
  }

  @Override
  public String name(long number) {
    return "object-" + number;
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    stamps.add(nowNs);
    return ApiRequest.json("POST", "/" + name(number), NO_BODY);
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    return ApiRequest.strategicMergePatch("/" + name(number) + "?phase=" + phase, NO_BODY);
  }

  @Override
  public ApiRequest delete(long number) {
    if (number == faultyNumber) {
      throw fault;
    }
    return ApiRequest.json("DELETE", "/" + name(number), NO_BODY);
  }
}
