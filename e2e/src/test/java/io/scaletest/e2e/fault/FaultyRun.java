package io.scaletest.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.e2e.Summary;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A {@link LongRun} in which one call throws. Closing it kills what is left of it. */
final class FaultyRun implements AutoCloseable {
  /** Far less than the run would take by itself. */
  static final Duration LIMIT = Duration.ofMinutes(3);

  /** What a call throws: one of each kind that code tells from the others. */
  private static final List<Class<? extends Throwable>> FAULTS =
      List.of(IllegalStateException.class, OutOfMemoryError.class);

  /** As {@code CommonExit.INTERNAL}. */
  private static final int INTERNAL = 70;

  private final LongRun run;
  private final Class<? extends Throwable> fault;
  private final Path folder;
  private final ToolProcess process;
  private final CompletableFuture<Void> thrown;

  /**
   * Starts it.
   *
   * @param folder where it leaves its files
   * @param where options that say which server
   */
  FaultyRun(
      LongRun run,
      ThrowingDebugger.Place place,
      Class<? extends Throwable> fault,
      Path folder,
      String... where)
      throws Exception {
    this.run = run;
    this.fault = fault;
    this.folder = folder;
    process =
        ToolProcess.jar(run.jar, where)
            .arguments(run.options.toArray(String[]::new))
            .jvmOptions(ThrowingDebugger.JVM_OPTION)
            .directory(folder)
            .start();
    try {
      thrown = ThrowingDebugger.attach(process, place, fault);
    } catch (Exception | AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** Returns each of {@code works} with each kind of fault. */
  static List<Arguments> eachWithEachFault(Enum<?>[] works) {
    return Stream.of(works)
        .flatMap(work -> FAULTS.stream().map(fault -> Arguments.of(work, fault)))
        .toList();
  }

  ToolProcess process() {
    return process;
  }

  /** Checks that it ends soon, with status 70, and that line, table and summary say why. */
  void assertEndsInOrder() throws Exception {
    thrown.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    int status = process.awaitExit(LIMIT);
    assertThat(status).as(process.stderr()).isEqualTo(INTERNAL);
    assertThat(process.stderr()).contains("a fault of the program itself", fault.getName());
    assertThat(process.stdout()).as("the table").contains("INVALID", fault.getName());
    Summary summary = Summary.read(folder.resolve(run.summary));
    assertThat(summary.verdict()).isEqualTo("INVALID");
    assertThat(summary.json().path("verdict").toString()).contains(fault.getName());
  }

  @Override
  public void close() {
    process.close();
  }
}
