package io.scaletest.player.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.TraceEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final String HEADER = "app,func,end_timestamp,duration";
  private static final long NS_PER_S = 1_000_000_000L;

  @TempDir private Path folder;

  private Path calls(List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(rows);
    return Files.write(folder.resolve("calls.csv"), lines);
  }

  private ImportSettings settings(Path file) {
    return ImportedFile.settings(ImportFormat.AZURE_FUNCTIONS_2021, folder, file);
  }

  /** What tests change of the settings. */
  private static ImportSettings with(
      ImportSettings settings,
      double arrivalSpeed,
      double lifetimeSpeed,
      long fromS,
      long toS,
      double sample,
      long minLifetimeS) {
    return new ImportSettings(
        settings.format(),
        settings.files(),
        settings.trace(),
        settings.namespaces(),
        settings.machines(),
        settings.maxCpuMilli(),
        settings.maxMemoryBytes(),
        settings.machineCpuMilli(),
        settings.machineMemoryBytes(),
        arrivalSpeed,
        lifetimeSpeed,
        fromS * NS_PER_S,
        toS * NS_PER_S,
        sample,
        minLifetimeS * NS_PER_S,
        settings.lifetimeNs(),
        settings.gpu(),
        settings.ending(),
        settings.seed(),
        settings.program());
  }

  private static List<TraceEntry> objects(ImportedFile file) {
    return file.entries().stream()
        .filter(entry -> !entry.resource().resource().equals("namespaces"))
        .toList();
  }

  @Test
  void rowsInAnyOrderBecomeATraceInOrder() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add("app" + i % 7 + ",f" + i + "," + (i + 10) + ",5");
    }
    Collections.shuffle(rows, new Random(4));

    ImportedFile imported = ImportedFile.of(settings(calls(rows)));

    List<TraceEntry> objects = objects(imported);
    assertThat(objects).hasSize(500);
    for (int i = 1; i < 500; i++) {
      assertThat(objects.get(i).startNs() - objects.get(i - 1).startNs()).isEqualTo(NS_PER_S);
    }
    assertThat(imported.sources().get(17)).isEqualTo("f17");
    assertThat(imported.offered())
        .containsExactly(
            "offered             0.99/s pods over 8 min 24 s, at most 1/s in a minute",
            "population          5 pods at most, 0 at the beginning");
    assertThat(objects.stream().map(entry -> entry.object().namespace()).distinct())
        .containsExactlyInAnyOrder("import-000", "import-001");
    assertThat(folder.resolve("t.trace.parts")).doesNotExist();
  }

  @Test
  void whatLivesWhenTheWindowBeginsIsThere() throws IOException {
    Path file =
        calls(
            List.of(
                "a,gone,99,50", "a,lives,150,60", "a,begins,101,1", "a,in,110,5", "a,late,300,99"));

    ImportedFile imported = ImportedFile.of(with(settings(file), 10, 2, 100, 200, 1, 0));

    assertThat(imported.sources()).containsExactly("lives", "begins", "in");
    List<TraceEntry> objects = objects(imported);
    assertThat(objects.get(0).kind()).isEqualTo(EntryKind.INITIAL);
    assertThat(objects.get(0).verb()).isEmpty();
    assertThat(objects.get(0).lifetimeNs()).isEqualTo(25 * NS_PER_S);
    assertThat(objects.get(1).kind()).isEqualTo(EntryKind.REQUEST);
    assertThat(objects.get(2).startNs() - objects.get(1).startNs()).isEqualTo(NS_PER_S / 2);
    assertThat(objects.get(2).lifetimeNs()).isEqualTo(5 * NS_PER_S / 2);
    assertThat(imported.counted("leftOutByWindow")).isEqualTo(2);
    assertThat(imported.counted("pods")).isEqualTo(3);
  }

  @Test
  void aSampleHasWholeOwners() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      rows.add("app" + i % 200 + ",app" + i % 200 + "," + i + ",1");
    }
    ImportedFile imported = ImportedFile.of(with(settings(calls(rows)), 1, 1, 0, 10_000, 0.1, 0));

    Set<String> owners = new HashSet<>(imported.sources());
    assertThat(owners).hasSizeBetween(10, 32);
    assertThat(imported.sources()).hasSize(10 * owners.size());
    assertThat(imported.counted("leftOutBySample")).isEqualTo(2_000 - 10L * owners.size());
  }

  @Test
  void shortLivesAndLargeRequestsAreBounded() throws IOException {
    Path file =
        Files.write(
            folder.resolve("pods.csv"),
            List.of(
                "name,cpu_milli,memory_mib,num_gpu,gpu_milli,creation_time,deletion_time,scheduled_time",
                "short,1000,1024,0,0,0,9,0",
                "large,5000000,1024,0,0,0,10,0"));
    ImportedFile imported =
        ImportedFile.of(
            with(
                ImportedFile.settings(ImportFormat.ALIBABA_GPU_2023, folder, file),
                1,
                1,
                0,
                100,
                1,
                10));

    assertThat(imported.sources()).containsExactly("large");
    assertThat(imported.text(folder)).contains("{cpu=1000000m, memory=1024Mi}");
    assertThat(imported.counted("requestsClamped")).isEqualTo(1);
    assertThat(imported.counted("leftOutByMinLifetime")).isEqualTo(1);
  }

  @Test
  void brokenRowsAreToldOnceForEachCause() throws IOException {
    Path file = calls(List.of("a,f,1,1", "a,f,x,1", "a,f,2", "a,f,y,1", "a,f,1e300,1", ",f,1,1"));

    ImportedFile imported = ImportedFile.of(settings(file));

    assertThat(imported.notes())
        .containsExactly(
            file + ": end_timestamp is no number: 2 rows left out, the first is line 3",
            file + ": not 4 columns: 1 row left out, line 4",
            file + ": end_timestamp is no time of a trace: 1 row left out, line 6",
            file + ": no app: 1 row left out, line 7");
    assertThat(imported.sources()).containsExactly("f");
    assertThat(imported.counted("rowsBroken")).isEqualTo(5);
  }

  @Test
  void aFileOfSomethingElseIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("x.csv"), "hello,you\n1,2\n");

    assertThatThrownBy(() -> ImportedFile.of(settings(file)))
        .isInstanceOf(ToolException.class)
        .hasMessage(file + ": must be invocations with columns app, func, end_timestamp, duration");
    assertThatThrownBy(
            () -> ImportedFile.of(ImportedFile.settings(ImportFormat.ALIBABA_2018, folder, file)))
        .hasMessage(
            file
                + ": must be batch_task of 9 columns without their names, or container_meta of 8"
                + " columns without their names");
    assertThat(folder.resolve("t.trace")).doesNotExist();
    assertThat(folder.resolve("t.trace.parts")).doesNotExist();
  }

  @Test
  void aFileThatIsCutIsTakenAsFarAsItGoes() throws IOException {
    Path whole = calls(List.of("a,f,1,1", "a,g,2,1"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(Files.readAllBytes(whole));
      for (int i = 0; i < 5_000; i++) {
        zip.write(("a,h" + i * 7_919 + ",3,1\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] packed = bytes.toByteArray();
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(packed, packed.length / 2));

    ImportedFile imported = ImportedFile.of(settings(cut));

    assertThat(imported.notes())
        .singleElement()
        .asString()
        .startsWith(cut + ": cannot be read to its end, what is before is taken: ");
    List<String> named = new ArrayList<>(List.of("f", "g"));
    for (int i = 0; i < imported.sources().size() - 2; i++) {
      named.add("h" + i * 7_919);
    }
    assertThat(imported.sources())
        .as("no row that is cut is among them")
        .isEqualTo(named)
        .hasSizeBetween(1_000, 4_000);
    assertThat(imported.counted("filesCut")).isEqualTo(1);
  }

  @Test
  void aSignalLeavesNoTrace() throws IOException {
    StopSignal stop = new StopSignal();
    stop.request(CommonExit.INTERRUPTED);

    assertThatThrownBy(
            () -> new Import(settings(calls(List.of("a,f,1,1"))), stop, note -> {}).run(line -> {}))
        .isInstanceOf(ToolException.class)
        .hasMessageEndingWith("not imported: stopped by a signal");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("calls.csv"));
    }
  }
}
