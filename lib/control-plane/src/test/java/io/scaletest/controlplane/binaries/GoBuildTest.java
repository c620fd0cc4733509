package io.scaletest.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoBuildTest {
  @TempDir Path folder;

  @Test
  void progressCountsDownloadsAndPackagesAndShowsTheTimeThatHasPassed() throws IOException {
    Path go =
        FakeGo.script(
            folder, "echo 'go: downloading k8s.io/api v1'; echo internal/abi; touch \"$7server\"");
    Listener listener = new Listener();
    long[] nowNs = new long[1];
    Ticker ticker = () -> nowNs[0] += Duration.ofSeconds(31).toNanos();

    new GoBuild(GoModule.bundled(), go, ticker, listener).build(source(), target());

    assertThat(listener.notes)
        .singleElement()
        .asString()
        .contains("Kubernetes v1.", "5 to 7 minutes");
    assertThat(listener.progress)
        .last()
        .isEqualTo(
            "go build: 1:02 elapsed, 1 modules downloaded, 1 packages compiled, now internal/abi");
    assertThat(target().resolve("etcd")).exists();
  }

  @Test
  void anAbortedBuildEndsWithEverythingItStarted() throws IOException, InterruptedException {
    Path go = FakeGo.script(folder, "echo started; sleep 600 & echo $! >child; wait");
    CountDownLatch started = new CountDownLatch(1);
    Listener listener =
        new Listener() {
          @Override
          public void progress(String line) {
            started.countDown();
          }
        };
    GoBuild build = new GoBuild(GoModule.bundled(), go, Ticker.system(), listener);
    Path source = source();
    Thread abort =
        new Thread(
            () -> {
              try {
                started.await();
                while (!Files.exists(source.resolve("child"))) {
                  Thread.onSpinWait();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              build.abort();
            });
    abort.start();

    assertThatThrownBy(() -> build.build(source, target())).isInstanceOf(ToolException.class);
    abort.join();

    long child = Long.parseLong(Files.readString(source.resolve("child")).strip());
    Optional<ProcessHandle> left = ProcessHandle.of(child).filter(ProcessHandle::isAlive);
    left.ifPresent(h -> h.onExit().join());
    assertThatThrownBy(() -> build.build(source, target())).hasMessageContaining("aborted");
  }

  @Test
  void goIsTheOneGivenElseTheFirstOnThePath() throws IOException {
    Path onPath = FakeGo.script(folder, "exit 0");
    Path given = folder.resolve("my-go");
    Map<String, String> environment = Map.of("PATH", "/nowhere:" + folder);

    assertThat(GoBuild.locate(Optional.of(given), environment)).contains(given);
    assertThat(GoBuild.locate(Optional.empty(), environment)).contains(onPath);
  }

  private Path source() throws IOException {
    return Files.createDirectories(folder.resolve("source"));
  }

  private Path target() throws IOException {
    return Files.createDirectories(folder.resolve("target"));
  }

  private static class Listener implements BuildListener {
    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> progress = new CopyOnWriteArrayList<>();

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public void progress(String line) {
      progress.add(line);
    }
  }
}
