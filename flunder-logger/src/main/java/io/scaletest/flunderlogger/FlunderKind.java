package io.scaletest.flunderlogger;

import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.flunders.FlunderOptions;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.watching.logger.LoggerExit;
import io.scaletest.watching.place.KindSource;
import java.util.Optional;

/** Flunders, at the API that the server has or the options name. */
final class FlunderKind implements KindSource {
  private final FlunderOptions options;

  /**
   * @param options checked already
   */
  FlunderKind(FlunderOptions options) {
    this.options = options;
  }

  @Override
  public Answer ask(ApiTransport transport) {
    try {
      return new Answer(Optional.of(options.find(transport)), "");
    } catch (NoSuchKindException e) {
      if (e.mayPass()) {
        return new Answer(Optional.empty(), e.getMessage());
      }
      throw new ToolException(LoggerExit.NO_SUCH_KIND, e.getMessage(), e);
    }
  }

  @Override
  public ObjectKind assumed() {
    return options.assumed();
  }
}
