package io.scaletest.common.session;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The first failure to write results: it stops the run, whose load would be in vain without them,
 * and ends it with {@link CommonExit#OUTPUT}. Safe for use by many threads.
 */
public final class OutputFailure implements RowFile.FailureListener {
  private final StopSignal stop;

  /** One for each file, since a file fails once. */
  private final Queue<ToolException> failures = new ConcurrentLinkedQueue<>();

  public OutputFailure(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public void failed(Path path, long rowsWritten, IOException cause) {
    String what = path + " is cut after row " + rowsWritten + ": " + IoReason.of(cause);
    failures.add(new ToolException(CommonExit.OUTPUT, what, cause));
    stop.request(CommonExit.OUTPUT);
  }

  /**
   * Does nothing unless something could not be written.
   *
   * @throws ToolException that names each file with its last row and the reason
   */
  public void throwIfAny() {
    List<ToolException> all = List.copyOf(failures);
    if (!all.isEmpty()) {
      throw new ToolException(
          CommonExit.OUTPUT,
          all.stream().map(ToolException::getMessage).collect(Collectors.joining("; ")),
          all.get(0).getCause());
    }
  }
}
