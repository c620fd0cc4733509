package io.scaletest.common.profiling;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class ProfilingPagesTest {
  private static final String PREFIX = ProfilingPages.PREFIX;

  private final FakeRecorder recorder = new FakeRecorder();
  private final ProfilingPages pages = new ProfilingPages(recorder);

  @AfterEach
  void close() {
    pages.close();
  }

  @Test
  void indexLinksToPagesThatExist() throws IOException {
    String index = body(pages.page(PREFIX, null));

    List<String> links =
        Pattern.compile("href=\"([^\"?]*)").matcher(index).results().map(m -> m.group(1)).toList();
    assertThat(links)
        .contains("profile", "heap", "allocs", "block", "mutex", "goroutine", "threadcreate")
        .contains("trace", "../jfr", "cmdline");
    for (String link : links) {
      // No real recording: what matters is that the name is known.
      String path = URI.create(PREFIX).resolve(link).getPath();
      assertThat(ProfilingPages.owns(path)).as(link).isTrue();
      assertThat(pages.page(path, "seconds=x").status()).as(link).isNotEqualTo(404);
    }
  }

  @Test
  void pathWithoutSlashLeadsToTheIndexSoThatItsLinksWork() {
    ProfilingPage page = pages.page("/debug/pprof", null);

    assertThat(page.status()).isEqualTo(301);
    assertThat(page.headers()).containsEntry("Location", "/debug/pprof/");
  }

  @ParameterizedTest
  @CsvSource({
    "/debug/pprof, true",
    "/debug/pprof/, true",
    "/debug/pprof/heap, true",
    "/debug/jfr, true",
    "/debug/pproffer, false",
    "/metrics, false"
  })
  void ownsItsPathsOnly(String path, boolean owned) {
    assertThat(ProfilingPages.owns(path)).isEqualTo(owned);
  }

  @Test
  void threadDumpShowsThisThread() throws IOException {
    assertThat(body(pages.page(PREFIX + "goroutine", "debug=2")))
        .contains('"' + Thread.currentThread().getName() + '"')
        .contains("ProfilingPagesTest.threadDumpShowsThisThread");
  }

  @ParameterizedTest
  @ValueSource(strings = {"debug=1", "debug=1&gc=1"})
  void heapHistogramListsClasses(String query) throws IOException {
    assertThat(body(pages.page(PREFIX + "heap", query)))
        .contains("#instances")
        .contains("java.lang.String");
  }

  @Test
  void commandLineBeginsWithTheProgram() throws IOException {
    assertThat(body(pages.page(PREFIX + "cmdline", null)).split("\0")[0]).endsWith("java");
  }

  @Test
  void unknownPageIsNotFound() {
    assertThat(pages.page(PREFIX + "mutexes", null).status()).isEqualTo(404);
    assertThat(pages.page(PREFIX + "heap/", null).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "601", "1.5", "1m", "", "99999999999", "0x10"})
  void badSecondsAreRefusedWithTheReason(String seconds) throws IOException {
    ProfilingPage page = pages.page(PREFIX + "profile", "seconds=" + seconds);

    assertThat(page.status()).isEqualTo(400);
    assertThat(body(page))
        .isEqualTo("seconds: must be a whole number, 1 to 600, got " + seconds + "\n");
    assertThat(recorder.settings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "heap, debug=x, debug",
    "heap, gc=yes, gc",
    "goroutine, seconds=0, seconds",
    "allocs, seconds=, seconds",
    "threadcreate, debug=-1, debug",
    "block, seconds, seconds"
  })
  void badParametersAreRefusedInOneLine(String name, String query, String parameter)
      throws IOException {
    ProfilingPage page = pages.page(PREFIX + name, query);

    assertThat(page.status()).isEqualTo(400);
    assertThat(body(page)).startsWith(parameter + ": must be a whole number").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "profile, seconds=1, cpu",
    "allocs, seconds=1, alloc_space",
    "block, seconds=1, contentions",
    "mutex, seconds=1, contentions",
    "heap, '', inuse_space",
    "heap, seconds=1, inuse_space",
    "goroutine, '', goroutine",
    "threadcreate, '', threadcreate"
  })
  void aProfileIsGzippedProtobuf(String name, String query, String type) throws IOException {
    try (var real = new ProfilingPages();
        ProfilingPage page = real.page(PREFIX + name, query)) {
      assertThat(page.status()).isEqualTo(200);
      var bytes = new ByteArrayOutputStream();
      page.writeTo(bytes);
      try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1)).contains(type);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile", "allocs", "block", "mutex", "threadcreate"})
  void aProfileIsTextIfAskedFor(String name) throws IOException {
    try (var real = new ProfilingPages();
        ProfilingPage page = real.page(PREFIX + name, "debug=1&seconds=1")) {
      assertThat(body(page)).contains("@ stack, innermost first");
    }
  }

  @Test
  void waitsForAMonitorAreTheMutexProfile() throws Exception {
    Object monitor = new Object();
    var text = new CompletableFuture<String>();
    try (var real = new ProfilingPages()) {
      var asker =
          new Thread(
              () -> {
                try (ProfilingPage page = real.page(PREFIX + "mutex", "debug=1&seconds=2")) {
                  text.complete(body(page));
                } catch (IOException | RuntimeException e) {
                  text.completeExceptionally(e);
                }
              });
      asker.start();
      while (!text.isDone()) {
        contend(monitor);
      }
      asker.join();
    }
    assertThat(text.get()).contains("@ waiter").contains("ProfilingPagesTest.lambda$contend");
  }

  /** Has a thread named waiter wait some ms for {@code monitor}. */
  private static void contend(Object monitor) throws InterruptedException {
    var waiter =
        new Thread(
            () -> {
              synchronized (monitor) {
                monitor.notifyAll();
              }
            },
            "waiter");
    synchronized (monitor) {
      waiter.start();
      while (waiter.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      long endNs = Ticker.system().nanos() + TimeUnit.MILLISECONDS.toNanos(5);
      while (Ticker.system().nanos() < endNs) {
        Thread.onSpinWait();
      }
    }
    waiter.join();
  }

  @Test
  void oneRecordingRunsAtATime() throws Exception {
    var first = CompletableFuture.supplyAsync(() -> pages.page(PREFIX + "profile", "seconds=600"));
    recorder.awaitStart();

    assertThat(pages.page(PREFIX + "trace", "seconds=1").status()).isEqualTo(409);

    pages.close();
    assertThat(first.get().status()).isEqualTo(503);
    assertThat(recorder.settings).containsExactly(RecordingKind.CPU);
  }

  @Test
  void closingEndsTheRecordingAndRefusesOthers() throws Exception {
    var running = CompletableFuture.supplyAsync(() -> pages.page(PREFIX + "trace", "seconds=600"));
    recorder.awaitStart();

    pages.close();

    assertThat(running.get().status()).isEqualTo(503);
    assertThat(recorder.closed).hasValue(1);
    assertThat(pages.page(PREFIX + "trace", "seconds=1").status()).isEqualTo(503);
    assertThat(recorder.settings).containsExactly(RecordingKind.DETAILED);
  }

  @Test
  void interruptionGivesTheRecordingUpAndLetsTheNextIn() throws Exception {
    var status = new CompletableFuture<Integer>();
    var requester =
        new Thread(() -> status.complete(pages.page(PREFIX + "profile", "seconds=600").status()));
    requester.start();
    recorder.awaitStart();

    requester.interrupt();
    requester.join();

    assertThat(status.get()).isEqualTo(503);
    assertThat(recorder.closed).hasValue(1);
    recorder.failure = new ProfilingException(501, "tried again");
    assertThat(pages.page(PREFIX + "profile", "seconds=1").status()).isEqualTo(501);
  }

  @Test
  void realRecordingIsReadable(@TempDir Path folder) throws Exception {
    Path download = folder.resolve("download.jfr");
    try (var real = new ProfilingPages();
        ProfilingPage page = real.page("/debug/jfr", "seconds=1")) {
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.headers())
          .containsEntry("Content-Disposition", "attachment; filename=\"jfr.jfr\"");
      try (var out = Files.newOutputStream(download)) {
        page.writeTo(out);
      }
      assertThat(Files.size(download)).isEqualTo(page.length());
    }
    assertThat(RecordingFile.readAllEvents(download)).isNotEmpty();
  }

  @Test
  void closedPageHasDeletedItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("recording"), "content");
    ProfilingPage page = ProfilingPage.download(file, 7, "x.jfr");

    assertThat(body(page)).isEqualTo("content");
    page.close();

    assertThat(file).doesNotExist();
  }

  private static String body(ProfilingPage page) throws IOException {
    var bytes = new ByteArrayOutputStream();
    page.writeTo(bytes);
    assertThat(bytes.size()).isEqualTo((int) page.length());
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Records nothing, but that it was asked to. */
  private static final class FakeRecorder implements RecordingTurn.Recorder {
    final List<RecordingKind> settings = new CopyOnWriteArrayList<>();
    final CountDownLatch started = new CountDownLatch(1);
    volatile ProfilingException failure;
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public RecordingTurn.RunningRecording start(RecordingKind kind) throws ProfilingException {
      if (failure != null) {
        throw failure;
      }
      settings.add(kind);
      started.countDown();
      return new RecordingTurn.RunningRecording() {
        @Override
        public ProfilingPage finish(String fileName) {
          return ProfilingPage.text(fileName);
        }

        @Override
        public ProfilingPage finishProfile(String fileName, boolean asText) {
          return ProfilingPage.text(fileName);
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }

    void awaitStart() throws InterruptedException {
      assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
