package io.scaletest.hollownode.pod;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The accounting of what one node and its pods use, as cAdvisor's: counters that never go back,
 * whatever becomes of the containers that they count. Thread-safe.
 */
public final class NodeUsage {
  /** What the machine uses without pods, of its CPU and memory. */
  private static final double SYSTEM_CPU_FROM = 0.01;

  private static final double SYSTEM_CPU_TO = 0.05;
  private static final double SYSTEM_MEMORY_FROM = 0.04;
  private static final double SYSTEM_MEMORY_TO = 0.06;

  private final UsageModel systemCpu;
  private final UsageModel systemMemory;
  private final long bootSecond;

  /** By pod, and in it by container: what was last seen of each. */
  private Map<String, PodAccount> pods = new HashMap<>();

  /** CPU seconds of pods that are no more. */
  private double endedCpu;

  /** The models and the counter of one pod. */
  private static final class PodAccount {
    private final Map<String, ContainerAccount> containers = new HashMap<>(2);

    /** CPU seconds of runs that are over. */
    private double endedCpu;

    private double cpu;
  }

  private static final class ContainerAccount {
    private final UsageModel cpu;
    private final UsageModel memory;
    private long startSecond;
    private double seconds;

    ContainerAccount(UsageModel cpu, UsageModel memory) {
      this.cpu = cpu;
      this.memory = memory;
    }
  }

  /**
   * What something uses.
   *
   * @param cpuSeconds since it began
   * @param cores of CPU, now
   * @param bytes of memory, now
   */
  public record Amount(double cpuSeconds, double cores, double bytes) {
    Amount plus(Amount other) {
      return new Amount(cpuSeconds + other.cpuSeconds, cores + other.cores, bytes + other.bytes);
    }
  }

  /** One container that runs. */
  public record OfContainer(String name, long startSecond, Amount amount, int oomKills) {}

  /** One pod of which something runs. */
  public record OfPod(PodView pod, Amount amount, List<OfContainer> containers) {}

  /**
   * Everything at one moment.
   *
   * @param second of the epoch
   */
  public record Sample(
      double second, long bootSecond, Amount node, Amount system, List<OfPod> pods) {}

  /**
   * @param key of what is drawn
   * @param cores that the machine has
   * @param bytes of memory that it has
   * @param bootSecond when it was switched on, in seconds of the epoch
   */
  public NodeUsage(long key, double cores, double bytes, long bootSecond) {
    SplittableRandom random = new SplittableRandom(key);
    systemCpu = UsageModel.walk(SYSTEM_CPU_FROM * cores, SYSTEM_CPU_TO * cores, random);
    systemMemory = UsageModel.walk(SYSTEM_MEMORY_FROM * bytes, SYSTEM_MEMORY_TO * bytes, random);
    this.bootSecond = bootSecond;
  }

  /** Returns what is used at {@code second} of the epoch, no earlier than asked for before. */
  public synchronized Sample sample(List<PodView> views, double second) {
    Map<String, PodAccount> before = pods;
    pods = new HashMap<>();
    List<OfPod> samples = new ArrayList<>(views.size());
    double up = Math.max(0, second - bootSecond);
    Amount system = new Amount(systemCpu.until(up), systemCpu.at(up), systemMemory.at(up));
    Amount node = system;
    for (PodView view : views) {
      PodAccount account = before.remove(view.uid());
      account = account == null ? new PodAccount() : account;
      pods.put(view.uid(), account);
      OfPod sample = sample(view, account, second);
      node = node.plus(sample.amount());
      if (!sample.containers().isEmpty()) {
        samples.add(sample);
      }
    }
    for (PodAccount gone : before.values()) {
      endedCpu += gone.cpu;
    }
    return new Sample(second, bootSecond, node.plus(new Amount(endedCpu, 0, 0)), system, samples);
  }

  private static OfPod sample(PodView view, PodAccount account, double second) {
    List<OfContainer> running = new ArrayList<>(view.containers().size());
    Amount sum = new Amount(0, 0, 0);
    for (PodView.Container container : view.containers()) {
      Optional<PodView.Run> run = container.current();
      if (run.isEmpty()) {
        continue;
      }
      ContainerAccount own =
          account.containers.computeIfAbsent(
              container.name(),
              name ->
                  new ContainerAccount(
                      view.usage().cpu(name, container.request("cpu")),
                      view.usage().memory(name, container.request("memory"))));
      if (own.startSecond != run.get().startSecond()) {
        account.endedCpu += own.seconds; // it was started again, or ended unseen
        own.startSecond = run.get().startSecond();
      }
      double until = container.running() ? second : run.get().endSecond();
      double lived = Math.max(0, until - own.startSecond);
      own.seconds = own.cpu.until(lived);
      if (container.running()) {
        Amount amount = new Amount(own.seconds, own.cpu.at(lived), own.memory.at(lived));
        running.add(
            new OfContainer(container.name(), own.startSecond, amount, container.oomKills()));
        sum = sum.plus(new Amount(0, amount.cores(), amount.bytes()));
      }
    }
    double seconds = account.endedCpu;
    for (ContainerAccount container : account.containers.values()) {
      seconds += container.seconds;
    }
    account.cpu = Math.max(account.cpu, seconds);
    return new OfPod(view, new Amount(account.cpu, sum.cores(), sum.bytes()), running);
  }
}
