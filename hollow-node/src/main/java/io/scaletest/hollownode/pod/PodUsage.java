package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What the containers of one pod use: as its annotations say, else as much of their requests as
 * usual. The same for the same seed, pod and container. Immutable.
 */
final class PodUsage {
  static final String CPU = "scaletest/usage-cpu";
  static final String MEMORY = "scaletest/usage-memory";

  /** KWOK's, which know quantities only. */
  private static final String KWOK = "kwok.x-k8s.io/usage-";

  /** A busy container's usage lies between these parts of what it requests. */
  private static final double CPU_FROM = 0.1;

  private static final double CPU_TO = 0.8;
  private static final double MEMORY_FROM = 0.5;
  private static final double MEMORY_TO = 0.9;

  /** Of what requests nothing: cores, and bytes. */
  private static final double IDLE_CPU_TO = 0.01;

  private static final double IDLE_MEMORY_FROM = 8 << 20;
  private static final double IDLE_MEMORY_TO = 64 << 20;

  private static final long CPU_SALT = 0x6370755FL;
  private static final long MEMORY_SALT = 0x6D656D5FL;

  private final long key;
  private final Said cpu;
  private final Said memory;

  private PodUsage(long key, Said cpu, Said memory) {
    this.key = key;
    this.cpu = cpu;
    this.memory = memory;
  }

  /**
   * What is said of one resource.
   *
   * @param own by the annotation that goes before all else
   * @param declared by manifests
   * @param kwoks by KWOK's annotation
   */
  private record Said(
      String resource,
      Optional<String> own,
      ResourceUsages.OfPod declared,
      Optional<String> kwoks) {
    Optional<String> of(String container) {
      return own.or(() -> declared.text(container, resource)).or(() -> kwoks);
    }
  }

  /**
   * Returns the usage of a pod: its own annotation goes before what manifests say, and that before
   * KWOK's annotation.
   *
   * @param key of all that is drawn
   * @param problems hears of each annotation that makes no sense, in one line; it does not count
   */
  public static PodUsage of(
      long key,
      String namespace,
      String pod,
      Map<String, String> annotations,
      ResourceUsages usages,
      Consumer<String> problems) {
    ResourceUsages.OfPod declared = usages.ofPod(namespace, pod, annotations);
    return new PodUsage(
        key,
        said("cpu", CPU, annotations, declared, problems),
        said("memory", MEMORY, annotations, declared, problems));
  }

  private static Said said(
      String resource,
      String own,
      Map<String, String> annotations,
      ResourceUsages.OfPod declared,
      Consumer<String> problems) {
    ResourceUsages.OfPod sound =
        (container, wanted) ->
            declared.text(container, wanted).flatMap(text -> sound(own, text, problems));
    return new Said(
        resource,
        text(own, annotations, problems),
        sound,
        text(KWOK + resource, annotations, problems));
  }

  private static Optional<String> text(
      String annotation, Map<String, String> annotations, Consumer<String> problems) {
    String text = annotations.get(annotation);
    return text == null ? Optional.empty() : sound(annotation, text, problems);
  }

  private static Optional<String> sound(String from, String text, Consumer<String> problems) {
    try {
      var unused = UsageModel.parse(text, new SplittableRandom(0));
      return Optional.of(text);
    } catch (IllegalArgumentException e) {
      problems.accept(from + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns the CPU that a container uses, in cores. */
  public UsageModel cpu(String container, Optional<Quantity> request) {
    SplittableRandom random = random(container, CPU_SALT);
    Optional<String> said = cpu.of(container);
    if (said.isPresent()) {
      return UsageModel.parse(said.get(), random);
    }
    double cores = request.map(amount -> amount.milliValue() / 1e3).orElse(0.0);
    return cores == 0
        ? UsageModel.walk(0, IDLE_CPU_TO, random)
        : UsageModel.walk(CPU_FROM * cores, CPU_TO * cores, random);
  }

  /** Tells whether anything is said of what a container uses of memory. */
  public boolean saysMemory(String container) {
    return memory.of(container).isPresent();
  }

  /** Returns the memory of a container's working set, in bytes. */
  public UsageModel memory(String container, Optional<Quantity> request) {
    SplittableRandom random = random(container, MEMORY_SALT);
    Optional<String> said = memory.of(container);
    if (said.isPresent()) {
      return UsageModel.parse(said.get(), random);
    }
    double bytes = request.map(Quantity::value).orElse(0L);
    return bytes == 0
        ? UsageModel.walk(IDLE_MEMORY_FROM, IDLE_MEMORY_TO, random)
        : UsageModel.walk(MEMORY_FROM * bytes, MEMORY_TO * bytes, random);
  }

  private SplittableRandom random(String container, long salt) {
    return new SplittableRandom(key ^ salt ^ ((long) container.hashCode() << 32));
  }
}
