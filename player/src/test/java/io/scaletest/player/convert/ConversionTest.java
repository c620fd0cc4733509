package io.scaletest.player.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.operation.Operation;
import io.scaletest.player.workload.Flow;
import io.scaletest.player.workload.Workload;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
  @TempDir private Path folder;

  private static Conversion of(String name) {
    try {
      return Conversion.of(Path.of(ConversionTest.class.getResource(name).toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private Workload read(Conversion conversion) throws IOException {
    Path file = Files.writeString(folder.resolve("converted.yaml"), conversion.text());
    return Workload.read(file, Map.of());
  }

  private static long arrivals(Workload workload, String flow) {
    Flow found =
        workload.flows().stream().filter(f -> f.name().equals(flow)).findFirst().orElseThrow();
    double expected = workload.phases().stream().mapToDouble(found::expected).sum();
    return Math.min(Math.round(expected), found.count());
  }

  @Test
  void aConfigOfClusterloader2HasItsNumbersAndItsPace() throws IOException {
    Workload workload = read(of("density.yaml"));
    assertThat(workload.name()).isEqualTo("density");
    assertThat(workload.namespaces().count()).isEqualTo(2);
    assertThat(workload.phases().stream().map(phase -> phase.name()))
        .containsExactly("creating-pods", "wait-saturation", "pause", "updating", "deleting");
    // 40 ConfigMaps in 20 s are longer than 30 Deployments at 5 a second.
    assertThat(workload.phases().get(0).lengthNs()).isEqualTo(20_000_000_000L);
    assertThat(arrivals(workload, "creating-pods-saturation")).isEqualTo(30);
    assertThat(arrivals(workload, "creating-pods-settings")).isEqualTo(40);
    assertThat(arrivals(workload, "updating-saturation")).isEqualTo(30);
    assertThat(arrivals(workload, "deleting-saturation")).isEqualTo(30);
    assertThat(workload.flows().get(2).operations()).containsExactly(Operation.PATCH);
    assertThat(workload.slos()).hasSize(2);
  }

  @Test
  void whatDoesNotMapIsNamedAndStandsAtTheHead() {
    Conversion conversion = of("density.yaml");
    assertThat(conversion.leftOut())
        .anyMatch(line -> line.equals("measurement TestMetrics"))
        .anyMatch(line -> line.contains("tuning set Sequence waits for answers"))
        .anyMatch(line -> line.contains("random.yaml:6: {{RandIntRange 3 5}} must be evaluated"))
        .hasSize(3);
    assertThat(conversion.leftOut())
        .allSatisfy(line -> assertThat(conversion.text()).contains("# Left out: " + line + "\n"));
    assertThat(conversion.changed()).isNotEmpty();
    assertThat(conversion.changed())
        .allSatisfy(line -> assertThat(conversion.text()).contains("# Changed: " + line + "\n"));
  }

  @Test
  void placeholdersOfTemplatesBecomeOurs() throws IOException {
    Workload workload = read(of("density.yaml"));
    Map<String, Object> deployment = workload.objects().get(0).template().get();
    assertThat(deployment.toString())
        .contains("replicas=3", "matchLabels={name=${name}}")
        .doesNotContain("{{");
    assertThat(workload.objects().get(1).template().get().get("data"))
        .isEqualTo(Map.of("a.txt", "number ${n}: ${random:20}"));
  }

  @Test
  void jobsOfKubeBurnerHaveIterationsTimesReplicas() throws IOException {
    Conversion conversion = of("burner.yaml");
    Workload workload = read(conversion);
    assertThat(workload.namespaces().count()).isEqualTo(10);
    assertThat(workload.phases().stream().map(phase -> phase.name()))
        .containsExactly(
            "cluster-density", "wait-cluster-density-deployment", "cluster-density-churn");
    // 50 objects at 20 a second.
    assertThat(workload.phases().get(0).lengthNs()).isEqualTo(2_500_000_000L);
    assertThat(arrivals(workload, "cluster-density-cluster-density-depl")).isEqualTo(20);
    assertThat(conversion.leftOut()).containsExactly("global", "job gone: jobType delete");
    assertThat(conversion.text()).contains("burst: 2", "burst: 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1|must be a config of clusterloader2 (steps) or of kube-burner (jobs)",
        "'{{$n := 3}}\nsteps: []'|{{$n := 3}} must be evaluated",
        "'steps: ['|is not well-formed YAML",
        "'steps: []'|has nothing that can be played",
        "'jobs: [{name: a, qps: fast, objects: [{objectTemplate: x.yaml}]}]'|x.yaml",
      })
  void whatCannotBeReadIsRefused(String text, String told) throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), text);
    assertThatThrownBy(() -> Conversion.of(file)).hasMessageContaining(told);
  }
}
