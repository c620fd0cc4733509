package io.scaletest.fleet.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.fleet.merge.FleetRecord;
import io.scaletest.fleet.run.Collection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Merges collected results anew. */
@Command(
    name = "fleet merge",
    description = "Merges a run's collected results anew; asks no server.")
final class MergeCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private KlogOptions klog = new KlogOptions();

  @Parameters(
      arity = "1",
      paramLabel = "FOLDER",
      description = "Folder that fleet run or fleet collect has made.")
  private Path folder;

  @Override
  public ExitStatus call() {
    FleetRecord record;
    try {
      record = FleetRecord.read(folder);
    } catch (IOException e) {
      throw ToolException.usage("FOLDER: must be a run's folder: " + IoReason.of(e));
    }
    Collection.show(folder, record);
    return CommonExit.OK;
  }
}
