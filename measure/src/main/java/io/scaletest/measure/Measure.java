package io.scaletest.measure;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.ForegroundChild;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a Java program made with fabric8's client and measures what it asks of the API server. */
@Command(
    name = "measure",
    synopsisHeading = "Usage: measure [OPTIONS] -- java -cp ... Main%n",
    customSynopsis = "",
    description = {
      "Runs a Java program made with fabric8's kubernetes-client (7.5 or newer), unchanged, and"
          + " measures each request that it makes of the API server: by verb and resource, with"
          + " the wait before it went out.",
      "The program keeps its standard streams, its signals and its exit status; a table on standard"
          + " error follows at its end."
    })
public final class Measure implements Callable<ExitStatus> {
  private static final String DROP_IN = "fabric8-dropin.jar";

  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-rows", "--rows"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "CSV file with a line for each request; empty for none.")
  private String rows = "";

  @Option(
      names = {"-summary", "--summary"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "JSON file with the figures and the verdict; empty for none.")
  private String summary = "";

  @Option(
      names = {"-metrics-port", "--metrics-port"},
      paramLabel = "<port>",
      defaultValue = "-1",
      description =
          "Port of the program's metrics page, 0 for any free one, -1 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int metricsPort;

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Name of the run in table and summary; empty for the process ID.")
  private String runId = "";

  @Parameters(arity = "0..*", paramLabel = "<command>", description = "The program's command line.")
  private List<String> command = List.of();

  public static void main(String[] args) {
    System.exit(ToolMain.execute(new Measure(), args));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    OptionRule.requirePort("metrics-port", metricsPort, -1);
    if (command.isEmpty()) {
      throw ToolException.usage("needs a command: measure [options] -- java -cp ... Main");
    }
    requireWritable("rows", rows);
    requireWritable("summary", summary);
    // A terminal's ^C goes to the program as well, which is given the time to end.
    StopSignal stop = StopSignal.onSignals();
    Path dropIn = extract();
    try {
      return new ProgramExit(ForegroundChild.await(start(dropIn), stop));
    } finally {
      delete(dropIn);
    }
  }

  /** The program would have to be told in the middle of its own start. */
  private static void requireWritable(String option, String file) {
    if (file.isEmpty()) {
      return;
    }
    try {
      Files.newOutputStream(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
          .close();
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, option + ": " + file + " cannot be made: " + IoReason.of(e), e);
    }
  }

  private Process start(Path dropIn) {
    String inherited = System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "");
    ProgramCommand program = ProgramCommand.of(command, dropIn, settings(), inherited);
    ProcessBuilder builder = new ProcessBuilder(program.words()).inheritIO();
    builder.environment().putAll(program.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ToolException(
          ProgramExit.NOT_STARTED, command.get(0) + " cannot be started: " + reason(e), e);
    }
  }

  /** The JDK says the command once more, and the errno's number. */
  private static String reason(IOException e) {
    String text = String.valueOf(e.getMessage());
    int reason = text.lastIndexOf(", ");
    return reason < 0 ? text : text.substring(reason + 2).toLowerCase(Locale.ROOT);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("SCALETEST_ROWS", rows);
    settings.put("SCALETEST_SUMMARY", summary);
    settings.put("SCALETEST_METRICS_PORT", Integer.toString(metricsPort));
    settings.put("SCALETEST_RUN_ID", runId);
    return settings;
  }

  private static Path extract() {
    try (InputStream jar = Measure.class.getResourceAsStream(DROP_IN)) {
      if (jar == null) {
        throw new ToolException(CommonExit.INTERNAL, DROP_IN + " is not in this tool's jar");
      }
      Path file = Files.createTempFile("scaletest-", "-" + DROP_IN);
      Files.copy(jar, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, DROP_IN + " cannot be put into a temporary folder: " + e, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("measure: left behind: " + file);
    }
  }
}
