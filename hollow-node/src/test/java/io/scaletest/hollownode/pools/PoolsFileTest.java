package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolsFileTest {
  private static final String TWO_POOLS =
      """
      seed: 7
      pools:
      - name: gpu
        count: 3
        names: gpu-%03d
        labels: {team: vision, node.kubernetes.io/instance-type: p5}
        taints: ["nvidia.com/gpu=present:NoSchedule", "spot:PreferNoSchedule"]
        capacity:
          cpu: 96
          memory: 1.5Ti
          nvidia.com/gpu: 8
          rdma/hca: 1
          hugepages-2Mi: 1Gi
        reserved: {cpu: 500m}
        zones: [a, b]
        images: {count: 20, smallest: 20Mi, largest: 5Gi, bandwidth: 200Mi}
        lifetimes:
          default: {start: 1s}
          rules:
          - owner: Job
            namespace: batch
            labels: {queue: night}
            runtime: trace:seen.txt
            exitCodes: "3"
      - name: plain
      """;

  @TempDir private Path folder;

  @Test
  void aPoolIsWhatTheFileSays() throws IOException {
    Files.writeString(folder.resolve("seen.txt"), "5m\n");

    NodePool gpu = read(TWO_POOLS).get(0);

    assertThat(gpu.name()).isEqualTo("gpu");
    assertThat(gpu.count()).isEqualTo(3);
    assertThat(gpu.nodeName(0)).isEqualTo("gpu-000");
    assertThat(gpu.nodeName(2)).isEqualTo("gpu-002");
    assertThat(gpu.nodeLabels(1))
        .hasToString(
            "{node.kubernetes.io/instance-type=p5, team=vision, topology.kubernetes.io/zone=b}");
    assertThat(gpu.nodeLabels(2)).containsEntry("topology.kubernetes.io/zone", "a");
    assertThat(gpu.taints())
        .containsExactly(
            new Taint("nvidia.com/gpu", "present", "NoSchedule"),
            new Taint("spot", "", "PreferNoSchedule"));
    assertThat(gpu.resources().capacity())
        .hasToString(
            "{cpu=96, ephemeral-storage=512Gi, hugepages-2Mi=1Gi, memory=1536Gi,"
                + " nvidia.com/gpu=8, pods=110, rdma/hca=1}");
    assertThat(gpu.resources().allocatable()).containsEntry("cpu", Quantity.parse("95500m"));
    assertThat(gpu.images().images()).hasSize(20);
  }

  @Test
  void lifetimesAreWhatTheFileSays() throws IOException {
    Files.writeString(folder.resolve("seen.txt"), "5m\n");
    NodePool gpu = read(TWO_POOLS).get(0);

    PodLifetime job = lifeIn(gpu, "batch", Map.of("queue", "night"));
    PodLifetime other = lifeIn(gpu, "default", Map.of("queue", "night"));

    assertThat(job.startNs("c", 0)).isEqualTo(1_000_000_000L);
    assertThat(job.run("c", 0).orElseThrow())
        .isEqualTo(new PodLifetime.ContainerRun(300_000_000_000L, ContainerExit.of(3)));
    assertThat(other.run("c", 0)).isEmpty();
  }

  @Test
  void aPoolNeedsNoMoreThanAName() throws IOException {
    Files.writeString(folder.resolve("seen.txt"), "5m\n");

    NodePool plain = read(TWO_POOLS).get(1);

    assertThat(plain.count()).isEqualTo(1);
    assertThat(plain.nodeName(0)).isEqualTo("plain");
    assertThat(plain.nodeLabels(0)).isEmpty();
    assertThat(plain.resources().capacity())
        .hasToString("{cpu=32, ephemeral-storage=512Gi, memory=256Gi, pods=110}");
    assertThat(plain.images()).isSameAs(ImageCatalogue.EMPTY);
  }

  @Test
  void manyNodesAreNumberedBehindThePoolsName() throws IOException {
    NodePool pool = read("pools: [{name: a, count: 12}]").get(0);

    assertThat(pool.nodeName(11)).isEqualTo("a-11");
  }

  private static PodLifetime lifeIn(NodePool pool, String namespace, Map<String, String> labels) {
    PodTraits pod = new PodTraits("uid", namespace, "Job", "Never", labels, Map.of(), List.of());
    return pool.lifetimes().of(pod, problem -> {});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                   | FILE: must be a mapping of keys to values",
        "pools: []                            | FILE: pools: must have at least one pool",
        "pools: {}                            | FILE: pools: must be a list",
        "pool: []                             | FILE: pool: unknown key; known: failures,"
            + " pools, seed",
        "seed: x                              | FILE: seed: must be a whole number, got x",
        "pools: [x]                           | FILE: pools[0]: must be a mapping of keys to"
            + " values",
        "pools: [{name: a}, {}]               | FILE: pools[1].name: is missing",
        "pools: [{name: [a]}]                 | FILE: pools[0].name: must be one value",
        "pools: [{name: a, cout: 1}]          | FILE: pool a: cout: unknown key; known: capacity,"
            + " count, failures, images, labels, lifetimes, name, names, reserved, taints, zones",
        "pools: [{name: a, failures: {crash: 1}}] | FILE: pool a: failures: must be a list",
        "pools: [{name: a, count: 0}]         | FILE: pool a: count: must be 1 to 100000, got 0",
        "pools: [{name: a, count: many}]      | FILE: pool a: count: must be a whole number, got"
            + " many",
        "pools: [{name: A}]                   | FILE: pool A: name: must give names of lower-case"
            + " letters, digits, - and ., got A",
        "pools: [{name: a, count: 2, names: n}] | FILE: pool a: names: must contain %d, or %05d,"
            + " for the number of each of 2 nodes, got n",
        "pools: [{name: a, names: n-%x}]      | FILE: pool a: names: must contain one %d, or %05d,"
            + " got n-%x",
        "pools: [{name: a, capacity: {cpu: 12x}}] | FILE: pool a: capacity.cpu: must be a quantity"
            + " like 100m, 8, 1.5Gi, 10G or 1e3, got 12x",
        "pools: [{name: a, capacity: {cpu: }}] | FILE: pool a: capacity.cpu: is missing",
        "pools: [{name: a, capacity: {cpus: 1}}] | FILE: pool a: capacity.cpus: must be cpu,"
            + " memory, ephemeral-storage, pods, hugepages-SIZE or an extended resource like"
            + " nvidia.com/gpu",
        "pools: [{name: a, capacity: {cpu: -1}}] | FILE: pool a: capacity.cpu: must be at least 0,"
            + " got -1",
        "pools: [{name: a, capacity: {nvidia.com/gpu: 1.5}}] | FILE: pool a:"
            + " capacity.nvidia.com/gpu: must be a whole number, got 1500m",
        "pools: [{name: a, capacity: {hugepages-big: 1}}] | FILE: pool a: capacity.hugepages-big:"
            + " must be a quantity like 100m, 8, 1.5Gi, 10G or 1e3, got big",
        "pools: [{name: a, reserved: {cpu: 33}}] | FILE: pool a: reserved: cpu: must not be more"
            + " than the capacity of 32, got 33",
        "pools: [{name: a, labels: {a b: c}}] | FILE: pool a: labels.a b: key must be [prefix/]name"
            + " of up to 63 letters, digits, -, _ and ., got a b",
        "pools: [{name: a, labels: {a: b c}}] | FILE: pool a: labels.a: value must be up to 63"
            + " letters, digits, -, _ and ., got b c",
        "pools: [{name: a, taints: [x]}]      | FILE: pool a: taints[0]: must be key=value:Effect"
            + " or key:Effect, got x",
        "pools: [{name: a, taints: [`x:Never`]}] | FILE: pool a: taints[0]: effect must be"
            + " NoSchedule, PreferNoSchedule or NoExecute, got Never",
        "pools: [{name: a, images: {count: 51}}] | FILE: pool a: images.count: must be 0 to 50, got"
            + " 51",
        "pools: [{name: a, images: {smallest: 2, largest: 1}}] | FILE: pool a: images: smallest:"
            + " must be 1 to the largest, got 2 and 1",
        "pools: [{name: a, lifetimes: {default: {runtime: long}}}] | FILE: pool a:"
            + " lifetimes.default.runtime: must be a duration or fixed:, exp:, uniform:,"
            + " lognormal:, weibull:, pareto: or trace:, got long",
        "pools: [{name: a, lifetimes: {default: {endsAlways: 1}}}] | FILE: pool a:"
            + " lifetimes.default.endsAlways: must be true or false, got 1",
        "pools: [{name: a, lifetimes: {rules: [{}, {job: x}]}}] | FILE: pool a:"
            + " lifetimes.rules[1].job: unknown key; known: endsAlways, exitCodes, image, init, labels,"
            + " namespace, onTerm, owner, ready, runtime, sandbox, start, stop",
        "pools: [{name: a, failures: [{what: pod-crash, aftr: 1s}]}] | FILE: pool a:"
            + " failures[0].aftr: unknown key; known: after, code, container, image, labels,"
            + " namespace, owner, share, times, what",
        "pools: [{name: a, failures: [{what: pod-readiness, share: 2}]}] | FILE: pool a:"
            + " failures[0].share: must be more than 0 and at most 1 or 100%, got 2",
        "pools: [{name: a}, {name: a}]        | FILE: pools: two have the name a; give each its"
            + " own",
        "pools: [{name: a, count: 3, names: n%d}, {name: b, names: n2}] | FILE: pool b: names: n2"
            + " is a node of pool a already",
        "pools: [{name: a, count: 60000}, {name: b, count: 60000}] | FILE: pools: must have at most"
            + " 100000 nodes together",
        "pools: [{name: a, name: b}]          | FILE:1: found duplicate key name",
        "pools: [{name: a                     | FILE:2: expected ',' or '}', but got <stream end>",
      })
  void aFaultIsOneLineWithFilePoolAndKey(String yaml, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("pools.yaml"), yaml.replace('`', '"') + "\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolsFile.read(file))
        .withMessage(message.replace("FILE", file.toString()));
  }

  @Test
  void aMissingFileIsTold() {
    Path file = folder.resolve("gone.yaml");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolsFile.read(file))
        .withMessage(file + ": cannot be read: no such file or folder");
  }

  private List<NodePool> read(String yaml) throws IOException {
    return PoolsFile.read(Files.writeString(folder.resolve("pools.yaml"), yaml)).pools();
  }

  @Test
  void theFileToCopyIsTakenAsItIs() {
    List<NodePool> pools = PoolsFile.read(Path.of("../deploy/hollow-node/pools.yaml")).pools();
    assertThat(pools).extracting(NodePool::name).containsExactly("general", "gpu");
    assertThat(pools).extracting(NodePool::count).containsExactly(50, 10);
  }
}
