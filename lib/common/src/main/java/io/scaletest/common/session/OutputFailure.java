package io.scaletest.common.session;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The first failure to write a result: stops the run, since a measurement that nobody can read is
 * not worth its load, and ends it with {@link CommonExit#OUTPUT}. Safe for use by many threads.
 */
public final class OutputFailure implements RowFile.FailureListener {
  private final StopSignal stop;
  private final AtomicReference<ToolException> first = new AtomicReference<>();

  public OutputFailure(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public void failed(Path path, long rowsWritten, IOException cause) {
    String what = path + " is cut after row " + rowsWritten + ": " + IoReason.of(cause);
    if (first.compareAndSet(null, new ToolException(CommonExit.OUTPUT, what, cause))) {
      stop.request(CommonExit.OUTPUT);
    }
  }

  /**
   * Does nothing unless something could not be written.
   *
   * @throws ToolException that names file, last row and reason
   */
  public void throwIfAny() {
    ToolException failure = first.get();
    if (failure != null) {
      throw failure;
    }
  }
}
