package io.scaletest.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoModuleTest {
  private static final String MOD = "module m\n\nrequire (\n\tk8s.io/kubernetes v1.36.3\n)\n";

  @Test
  void theKeyChangesWithEverythingThatDecidesTheBuild() {
    String key = new GoModule(MOD, "sum").key();

    assertThat(key).matches("[0-9a-f]{16}");
    assertThat(new GoModule(MOD, "sum").key()).isEqualTo(key);
    assertThat(new GoModule(MOD, "sum2").key()).isNotEqualTo(key);
    assertThat(new GoModule(MOD + "\n", "sum").key()).isNotEqualTo(key);
  }

  @Test
  void theBinariesAreToldTheirVersionFromTheModuleFile() {
    assertThat(new GoModule(MOD, "").buildCommand(Path.of("go"), Path.of("/t")))
        .containsExactly(
            "go",
            "build",
            "-v",
            "-trimpath",
            "-ldflags",
            "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3"
                + " -X k8s.io/component-base/version.gitMajor=1"
                + " -X k8s.io/component-base/version.gitMinor=36"
                + " -X k8s.io/client-go/pkg/version.gitVersion=v1.36.3",
            "-o",
            "/t/",
            "tool");
  }

  @Test
  void theProgramCarriesItsModule() {
    assertThat(GoModule.bundled().kubernetesVersion()).startsWith("v1.");
  }

  @Test
  void aModuleWithoutKubernetesIsRefused() {
    assertThatThrownBy(() -> new GoModule("module m\n", ""))
        .hasMessage("go.mod: must require k8s.io/kubernetes");
  }

  @Test
  void theCacheLiesWhereTheUserKeepsCaches() {
    assertThat(BinaryCache.defaultRoot(Map.of("XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/scaletest/control-plane"));
    assertThat(BinaryCache.defaultRoot(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/scaletest/control-plane"));
  }
}
