package io.scaletest.driving.session;

import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The first failure to write a result: stops the run, since a measurement that nobody can read is
 * not worth its load, and ends it with {@link CommonExit#OUTPUT}.
 */
final class OutputFailure implements RowFile.FailureListener {
  private final StopSignal stop;
  private final AtomicReference<ToolException> first = new AtomicReference<>();

  OutputFailure(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public void failed(Path path, long rowsWritten, IOException cause) {
    ToolException failure =
        new ToolException(
            CommonExit.OUTPUT,
            path + " could not be written beyond row " + rowsWritten + ": " + cause.getMessage(),
            cause);
    if (first.compareAndSet(null, failure)) {
      stop.request(CommonExit.OUTPUT);
    }
  }

  void throwIfAny() {
    ToolException failure = first.get();
    if (failure != null) {
      throw failure;
    }
  }
}
