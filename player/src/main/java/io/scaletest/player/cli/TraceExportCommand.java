package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.EntryJson;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the entries of a trace. */
@Command(
    name = "player trace export",
    description = "Prints each entry of a trace as a line of JSON; what is not known is left out.")
final class TraceExportCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private TraceParameter trace;

  @Option(
      names = {"-bodies", "--bodies"},
      description = "Print the bodies of requests, too.")
  private boolean bodies;

  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    return trace.use(bodies ? TraceReader.Bodies.READ : TraceReader.Bodies.SKIPPED, this::print);
  }

  private ExitStatus print(TraceReader reader) throws IOException {
    for (Optional<TraceEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      System.out.println(JsonWriter.text(EntryJson.of(next.get(), bodies)));
    }
    if (reader.damage().isPresent()) {
      throw new ToolException(PlayerExit.TRACE_DAMAGED, trace.file() + " " + reader.damage().get());
    }
    return CommonExit.OK;
  }
}
