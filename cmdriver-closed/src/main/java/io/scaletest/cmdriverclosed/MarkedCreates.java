package io.scaletest.cmdriverclosed;

import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.url.PercentEncoding;

/**
 * Objects whose creates say run ID and object number in their URL, so that the server's logs tell
 * them.
 *
 * <p><i>Source:</i> contract of cmdriverclosed, {@code hack-create}.
 */
final class MarkedCreates implements ObjectLifecycle {
  private final ObjectLifecycle lifecycle;
  private final String mark;

  MarkedCreates(ObjectLifecycle lifecycle, RunId runId) {
    this.lifecycle = lifecycle;
    this.mark = "&r=" + PercentEncoding.encoded(runId.value()) + "&i=";
  }

  @Override
  public String name(long number) {
    return lifecycle.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    ApiRequest create = lifecycle.create(number, nowNs);
    return create.at(create.path() + mark + number);
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    return lifecycle.update(number, phase, nowNs);
  }

  @Override
  public ApiRequest delete(long number) {
    return lifecycle.delete(number);
  }
}
