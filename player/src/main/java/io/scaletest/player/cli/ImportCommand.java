package io.scaletest.player.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.NearestName;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.player.imports.Import;
import io.scaletest.player.imports.ImportFormat;
import io.scaletest.player.imports.ImportSettings;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.FooterText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a public trace of a cluster. */
@Command(
    name = "player import",
    description =
        "Makes a trace of a public trace of a cluster: what arrived there when, how large and for how"
            + " long, as Pods, Jobs, Deployments and virtual machines. --list says which, and where"
            + " their files are; none are in this program.")
final class ImportCommand implements Callable<ExitStatus>, OptionsAnywhere {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([KMGT]i)");
  private static final Pattern DAYS = Pattern.compile("(\\d{1,5}(?:\\.\\d{1,9})?)d");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,9})/(\\d{1,9})");
  private static final int NAMESPACES_MAX = 1_000;
  private static final double CORES_MAX = 1e6;
  private static final double DAY_NS = 86_400e9;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FORMAT",
      description = "Which trace the files are of: a name of --list.")
  private String format;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "Its files, plain or gzip, in any order.")
  private List<Path> files = List.of();

  @Option(
      names = {"-list", "--list"},
      description = "Tell which traces can be imported, which files to fetch from where, and end.")
  private boolean list;

  @Option(
      names = {"-namespaces", "--namespaces"},
      paramLabel = "<count>",
      defaultValue = "10",
      description =
          "Over how many namespaces owners are spread, by their names (default: ${DEFAULT-VALUE}).")
  private int namespaces;

  @Option(
      names = {"-vm-as", "--vm-as"},
      paramLabel = "vmi|pod",
      defaultValue = "vmi",
      description =
          "What a virtual machine becomes: KubeVirt's VirtualMachineInstance, or a Pod (default:"
              + " ${DEFAULT-VALUE}).")
  private String machinesAs;

  @Option(
      names = {"-max-cpu", "--max-cpu"},
      paramLabel = "<cores>",
      defaultValue = "32",
      description =
          "The most CPU that a pod asks for; more is cut to it, and counted (default:"
              + " ${DEFAULT-VALUE}).")
  private double maxCpu;

  @Option(
      names = {"-max-memory", "--max-memory"},
      paramLabel = "<size>",
      defaultValue = "128Gi",
      description =
          "The most memory that a pod asks for; more is cut to it, and counted (default:"
              + " ${DEFAULT-VALUE}).")
  private String maxMemory;

  @Option(
      names = {"-machine-cpu", "--machine-cpu"},
      paramLabel = "<cores>",
      defaultValue = "64",
      description =
          "What a whole machine has, where a trace tells shares of one (default: ${DEFAULT-VALUE}).")
  private double machineCpu;

  @Option(
      names = {"-machine-memory", "--machine-memory"},
      paramLabel = "<size>",
      defaultValue = "256Gi",
      description =
          "What a whole machine has, where a trace tells shares of one (default: ${DEFAULT-VALUE}).")
  private String machineMemory;

  @Option(
      names = {"-window", "--window"},
      paramLabel = "<from>..<to>",
      description =
          "What starts in that time of the trace, 2d..3d or 90m..2h; what lives when it begins is there"
              + " at the beginning (default: all).")
  private String window;

  @Option(
      names = {"-sample", "--sample"},
      paramLabel = "<n>/<m>",
      defaultValue = "1/1",
      description =
          "The share of owners, with all that they have, chosen by their names (default:"
              + " ${DEFAULT-VALUE}).")
  private String sample;

  @Option(
      names = {"-min-lifetime", "--min-lifetime"},
      paramLabel = "<duration>",
      defaultValue = "0s",
      description =
          "Leave out what lived shorter, before lifetimes are scaled (default: ${DEFAULT-VALUE}).")
  private Duration minLifetime;

  @Option(
      names = {"-lifetime", "--lifetime"},
      paramLabel = "<duration>",
      defaultValue = "1s",
      description =
          "How long something lives where the trace does not tell: calls of functions, 2019 (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration lifetime;

  @Option(
      names = {"-gpu", "--gpu"},
      paramLabel = "<resource>",
      defaultValue = "nvidia.com/gpu",
      description = "The resource that stands for a GPU (default: ${DEFAULT-VALUE}).")
  private String gpu;

  @Option(
      names = {"-ending", "--ending"},
      description =
          "Annotate pods of Jobs with their runtime, so that on hollow nodes they end by themselves.")
  private boolean ending;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<number>",
      defaultValue = "1",
      description = "Of what is drawn: the moment in its minute (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private SpeedOptions speeds;
  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    if (list) {
      for (ImportFormat each : ImportFormat.values()) {
        each.lines().forEach(System.out::println);
      }
      return CommonExit.OK;
    }
    ImportSettings settings = settings();
    StopSignal stop = StopSignal.onSignals();
    Optional<Map<String, Object>> footer =
        new Import(settings, stop, System.err::println).run(System.out::println);
    if (footer.isEmpty()) {
      throw new ToolException(
          PlayerExit.NOTHING_RECORDED, "file: none of them has a row that can be taken");
    }
    long entries = (Long) footer.get().get("entries");
    System.out.println(settings.trace() + ": " + Figures.count(entries, "entry", "entries"));
    FooterText.lines(footer.get()).forEach(System.out::println);
    return CommonExit.OK;
  }

  private ImportSettings settings() {
    OptionRule.require(format != null, "format", "a name of --list", "none");
    Optional<ImportFormat> named = ImportFormat.named(format);
    OptionRule.require(
        named.isPresent(),
        "format",
        "one of " + String.join(", ", ImportFormat.words()),
        format
            + NearestName.to(format, ImportFormat.words())
                .map(near -> ", nearest: " + near)
                .orElse(""));
    OptionRule.require(!files.isEmpty(), "file", "one at least", "none");
    OptionRule.requireBetween("namespaces", namespaces, 1, NAMESPACES_MAX);
    OptionRule.require(
        machinesAs.equals("vmi") || machinesAs.equals("pod"), "vm-as", "vmi or pod", machinesAs);
    OptionRule.require(!minLifetime.isNegative(), "min-lifetime", "at least 0s", minLifetime);
    OptionRule.require(!lifetime.isNegative(), "lifetime", "at least 0s", lifetime);
    long[] times = times();
    return new ImportSettings(
        named.get(),
        files,
        output.file(files),
        namespaces,
        machinesAs.equals("vmi"),
        milli("max-cpu", maxCpu),
        bytes("max-memory", maxMemory),
        milli("machine-cpu", machineCpu),
        bytes("machine-memory", machineMemory),
        speeds.arrivals(1),
        speeds.lifetimes(1),
        times[0],
        times[1],
        share(),
        minLifetime.toNanos(),
        lifetime.toNanos(),
        gpu,
        ending,
        seed,
        "scaletest player " + BuildVersion.of(ImportCommand.class));
  }

  private static long milli(String option, double cores) {
    OptionRule.require(cores >= 0.001 && cores <= CORES_MAX, option, "0.001 to 1000000", cores);
    return Math.round(cores * 1_000);
  }

  private static long bytes(String option, String text) {
    Matcher size = SIZE.matcher(text);
    OptionRule.require(
        size.matches() && Long.parseLong(size.group(1)) > 0, option, "a size like 128Gi", text);
    int power = "KMGT".indexOf(size.group(2).charAt(0)) + 1;
    return Long.parseLong(size.group(1)) << 10 * power;
  }

  private double share() {
    Matcher parts = SHARE.matcher(sample);
    boolean isShare =
        parts.matches()
            && Long.parseLong(parts.group(1)) > 0
            && Long.parseLong(parts.group(1)) <= Long.parseLong(parts.group(2));
    OptionRule.require(isShare, "sample", "a share like 1/10", sample);
    return Double.parseDouble(parts.group(1)) / Double.parseDouble(parts.group(2));
  }

  private long[] times() {
    if (window == null) {
      return new long[] {0, Long.MAX_VALUE};
    }
    String[] ends = window.split("\\.\\.", -1);
    OptionRule.require(ends.length == 2, "window", "two times like 2d..3d", window);
    long fromNs = ends[0].isEmpty() ? 0 : timeNs(ends[0]);
    long toNs = ends[1].isEmpty() ? Long.MAX_VALUE : timeNs(ends[1]);
    OptionRule.require(
        fromNs >= 0 && toNs > fromNs, "window", "two times, the second one later", window);
    return new long[] {fromNs, toNs};
  }

  private long timeNs(String text) {
    Matcher days = DAYS.matcher(text);
    if (days.matches()) {
      return Math.round(Double.parseDouble(days.group(1)) * DAY_NS);
    }
    try {
      return DurationText.parse(text).toNanos();
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("window: must be two times like 2d..3d, got " + window);
    }
  }
}
