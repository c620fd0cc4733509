package io.scaletest.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinarySourcesTest {
  private static final String KEY = "0123456789abcdef";

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  private final BuildListener listener =
      new BuildListener() {
        @Override
        public void note(String line) {
          notes.add(line);
        }

        @Override
        public void progress(String line) {}
      };

  @Test
  void theFolderGivenComesFirst() throws IOException {
    Path given = binaries("given", Component.values());
    Path envtest = binaries("envtest", Component.values());
    binaries("cache/" + KEY, Component.values());

    Map<Component, Path> found =
        sources(Optional.of(given), environment(envtest), Optional.empty()).find(Component.all());

    assertThat(found.values()).allMatch(p -> p.startsWith(given)).hasSize(5);
  }

  @Test
  void theEnvtestFolderComesBeforeTheCacheAndWhatItLacksComesFromTheCache() throws IOException {
    Path envtest = binaries("envtest", Component.ETCD, Component.KUBE_APISERVER);
    Path cache = binaries("cache/" + KEY, Component.values());

    Map<Component, Path> found =
        sources(Optional.empty(), environment(envtest), Optional.empty()).find(Component.all());

    assertThat(found.get(Component.KUBE_APISERVER)).startsWith(envtest);
    assertThat(found.get(Component.KUBE_SCHEDULER)).startsWith(cache);
    assertThat(notes)
        .anyMatch(
            n ->
                n.contains("KUBEBUILDER_ASSETS")
                    && n.contains("has no kube-scheduler, kube-controller-manager"))
        .anyMatch(n -> n.contains("may differ in version"));
  }

  @Test
  void whatIsLeftOutIsNotLookedFor() throws IOException {
    Path envtest = binaries("envtest", Component.ETCD, Component.KUBE_APISERVER);
    Set<Component> needed = Set.of(Component.ETCD, Component.KUBE_APISERVER);

    Map<Component, Path> found =
        sources(Optional.empty(), environment(envtest), Optional.empty()).find(needed);

    assertThat(found).containsOnlyKeys(needed);
    assertThat(notes).hasSize(1);
  }

  @Test
  void withNoSourceLeftOneMessageNamesAllOfThem() {
    assertThatThrownBy(
            () -> sources(Optional.empty(), Map.of(), Optional.empty()).find(Component.all()))
        .isInstanceOfSatisfying(
            ToolException.class,
            e -> assertThat(e.status()).isEqualTo(ControlPlaneExit.NO_BINARIES))
        .hasMessageContaining("--bin-dir")
        .hasMessageContaining("KUBEBUILDER_ASSETS")
        .hasMessageContaining(folder.resolve("cache").resolve(KEY).toString())
        .hasMessageContaining("install Go")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFolderThatIsNoneIsAUsageError() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(
            () -> sources(Optional.of(missing), Map.of(), Optional.empty()).find(Component.all()))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.status()).isEqualTo(CommonExit.USAGE))
        .hasMessage("--bin-dir: must be a folder, got " + missing);
  }

  @Test
  void withGoTheyAreBuiltOnceIntoTheCache() throws IOException {
    Path calls = folder.resolve("calls");
    Path go = FakeGo.thatBuilds(folder, calls);

    for (int i = 0; i < 2; i++) {
      Map<Component, Path> found =
          sources(Optional.empty(), Map.of(), Optional.of(go)).find(Component.all());
      assertThat(found.get(Component.ETCD)).isEqualTo(folder.resolve("cache/" + KEY + "/etcd"));
    }

    assertThat(calls).hasContent("called\n");
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder(KEY, KEY + ".lock");
    }
  }

  @Test
  void aBuildThatFailsSaysGosLastWordsAndLeavesNoHalfCache() throws IOException {
    Path go = FakeGo.script(folder, "echo 'go: cannot reach the module proxy'; exit 3");

    assertThatThrownBy(
            () -> sources(Optional.empty(), Map.of(), Optional.of(go)).find(Component.all()))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.status()).isEqualTo(ControlPlaneExit.BUILD))
        .hasMessage("go build: exit status 3: go: cannot reach the module proxy");
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactly(KEY + ".lock");
    }
  }

  @Test
  void whatAKilledBuildLeftIsDeletedByTheNext() throws IOException {
    Path stale = Files.createDirectories(folder.resolve("cache/" + KEY + ".building123/bin"));
    Path go = FakeGo.thatBuilds(folder, folder.resolve("calls"));

    sources(Optional.empty(), Map.of(), Optional.of(go)).find(Component.all());

    assertThat(stale.getParent()).doesNotExist();
  }

  private BinarySources sources(
      Optional<Path> binDir, Map<String, String> environment, Optional<Path> go) {
    return new BinarySources(
        binDir,
        environment,
        new BinaryCache(folder.resolve("cache"), KEY, wait),
        go.map(g -> new GoBuild(GoModule.bundled(), g, Ticker.system(), listener)),
        listener);
  }

  private static Map<String, String> environment(Path envtest) {
    return Map.of("KUBEBUILDER_ASSETS", envtest.toString());
  }

  private Path binaries(String name, Component... components) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    for (Component component : components) {
      Files.createFile(
          made.resolve(component.binaryName()),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return made;
  }
}
