package io.scaletest.hollownode.endpoints;

import io.scaletest.hollownode.pod.NodeUsage.Amount;
import io.scaletest.hollownode.pod.NodeUsage.OfContainer;
import io.scaletest.hollownode.pod.NodeUsage.OfPod;
import io.scaletest.hollownode.pod.NodeUsage.Sample;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;

/**
 * Writes {@code /stats/summary}. Stateless.
 *
 * <p><i>Source:</i> {@code k8s.io/kubelet/pkg/apis/stats/v1alpha1}, Summary.
 */
final class StatsSummary {
  private static final double NANO = 1e9;

  /** No file system is simulated, but readers want to find one that is not full. */
  private static final long DISK_BYTES = 512L << 30;

  private static final long DISK_USED_BYTES = 20L << 30;
  private static final long INODES = 32L << 20;
  private static final long INODES_USED = 1L << 20;
  private static final int THREADS_MAX = 4_194_304;

  private StatsSummary() {}

  /**
   * Returns the summary as JSON.
   *
   * @param memoryBytes of the whole machine
   * @param cpuAndMemoryOnly as asked for by {@code only_cpu_and_memory}
   */
  static byte[] of(String node, Sample sample, double memoryBytes, boolean cpuAndMemoryOnly) {
    String time = UtcTime.api((long) sample.second());
    JsonWriter json = new JsonWriter().object().object("node").put("nodeName", node);
    json.array("systemContainers");
    json.object().put("name", "kubelet").put("startTime", UtcTime.api(sample.bootSecond()));
    putUsage(json, time, sample.system(), Double.NaN);
    json.endObject().endArray().put("startTime", UtcTime.api(sample.bootSecond()));
    putUsage(json, time, sample.node(), memoryBytes);
    if (!cpuAndMemoryOnly) {
      putNetwork(json, time, sample.second() - sample.bootSecond());
      putDisk(json.object("fs"), time);
      json.object("runtime");
      putDisk(json.object("imageFs"), time);
      json.endObject().object("rlimit").put("time", time).put("maxpid", THREADS_MAX);
      json.put("curproc", 100 + 2L * sample.pods().size()).endObject();
    }
    json.endObject().array("pods");
    sample.pods().forEach(pod -> put(json, time, pod, sample.second(), cpuAndMemoryOnly));
    return json.endArray().endObject().bytes();
  }

  private static void put(
      JsonWriter json, String time, OfPod sample, double second, boolean cpuAndMemoryOnly) {
    json.object().object("podRef").put("name", sample.pod().name());
    json.put("namespace", sample.pod().namespace()).put("uid", sample.pod().uid()).endObject();
    json.put("startTime", UtcTime.api(sample.pod().startSecond())).array("containers");
    for (OfContainer container : sample.containers()) {
      json.object().put("name", container.name());
      json.put("startTime", UtcTime.api(container.startSecond()));
      putUsage(json, time, container.amount(), Double.NaN);
      json.endObject();
    }
    json.endArray();
    putUsage(json, time, sample.amount(), Double.NaN);
    if (!cpuAndMemoryOnly) {
      putNetwork(json, time, second - sample.pod().startSecond());
    }
    json.endObject();
  }

  private static void putUsage(JsonWriter json, String time, Amount amount, double memoryBytes) {
    json.object("cpu").put("time", time);
    json.put("usageNanoCores", (long) (amount.cores() * NANO));
    json.put("usageCoreNanoSeconds", (long) (amount.cpuSeconds() * NANO)).endObject();
    long bytes = (long) amount.bytes();
    json.object("memory").put("time", time);
    if (!Double.isNaN(memoryBytes)) {
      json.put("availableBytes", Math.max(0, (long) memoryBytes - bytes));
    }
    json.put("usageBytes", bytes + bytes / 8).put("workingSetBytes", bytes);
    json.put("rssBytes", bytes - bytes / 8).put("pageFaults", 0).put("majorPageFaults", 0);
    json.endObject();
  }

  private static void putNetwork(JsonWriter json, String time, double upSeconds) {
    long bytes = (long) (1_000 * upSeconds);
    json.object("network").put("time", time).put("name", "eth0");
    json.put("rxBytes", bytes).put("rxErrors", 0).put("txBytes", bytes).put("txErrors", 0);
    json.endObject();
  }

  private static void putDisk(JsonWriter json, String time) {
    json.put("time", time).put("availableBytes", DISK_BYTES - DISK_USED_BYTES);
    json.put("capacityBytes", DISK_BYTES).put("usedBytes", DISK_USED_BYTES);
    json.put("inodesFree", INODES - INODES_USED).put("inodes", INODES);
    json.put("inodesUsed", INODES_USED).endObject();
  }
}
