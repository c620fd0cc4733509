package io.scaletest.hollownode.endpoints;

import io.scaletest.hollownode.pod.NodeUsage;
import io.scaletest.hollownode.pod.NodeUsage.OfContainer;
import io.scaletest.hollownode.pod.NodeUsage.OfPod;
import io.scaletest.hollownode.pod.NodeUsage.Sample;
import io.scaletest.hollownode.pod.PodView;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Writes the kubelet's metrics in Prometheus' text format. Stateless.
 *
 * <p><i>Source:</i> names, labels and help texts of the kubelet's {@code collectors} and cAdvisor's
 * {@code prometheus.go}.
 */
final class MetricsText {
  private final StringBuilder text = new StringBuilder(4_096);

  private MetricsText() {}

  /** Returns {@code /metrics/resource}, whose samples carry their time, as metrics-server needs. */
  static String resource(Sample sample) {
    String time = " " + (long) (sample.second() * 1e3);
    MetricsText out = new MetricsText();
    out.containers(
        "container_cpu_usage_seconds_total",
        "counter",
        "[STABLE] Cumulative cpu time consumed by the container in core-seconds",
        sample,
        container -> container.amount().cpuSeconds(),
        time);
    out.containers(
        "container_memory_working_set_bytes",
        "gauge",
        "[STABLE] Current working set of the container in bytes",
        sample,
        container -> container.amount().bytes(),
        time);
    out.containers(
        "container_start_time_seconds",
        "gauge",
        "[STABLE] Start time of the container since unix epoch in seconds",
        sample,
        OfContainer::startSecond,
        "");
    out.head(
        "node_cpu_usage_seconds_total",
        "counter",
        "[STABLE] Cumulative cpu time consumed by the node in core-seconds");
    out.sample("node_cpu_usage_seconds_total", "", sample.node().cpuSeconds(), time);
    out.head(
        "node_memory_working_set_bytes",
        "gauge",
        "[STABLE] Current working set of the node in bytes");
    out.sample("node_memory_working_set_bytes", "", sample.node().bytes(), time);
    out.pods(
        "pod_cpu_usage_seconds_total",
        "counter",
        "[STABLE] Cumulative cpu time consumed by the pod in core-seconds",
        sample,
        pod -> pod.amount().cpuSeconds(),
        time);
    out.pods(
        "pod_memory_working_set_bytes",
        "gauge",
        "[STABLE] Current working set of the pod in bytes",
        sample,
        pod -> pod.amount().bytes(),
        time);
    out.head(
        "resource_scrape_error",
        "gauge",
        "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise");
    out.sample("resource_scrape_error", "", 0, "");
    return out.text.toString();
  }

  /** Returns {@code /metrics/cadvisor}: the series that dashboards ask for. */
  static String cadvisor(Sample sample) {
    String time = " " + (long) (sample.second() * 1e3);
    MetricsText out = new MetricsText();
    out.cgroups(
        "container_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed in seconds.",
        sample,
        NodeUsage.Amount::cpuSeconds,
        ",cpu=\"total\"",
        time);
    out.cgroups(
        "container_memory_working_set_bytes",
        "gauge",
        "Current working set in bytes.",
        sample,
        NodeUsage.Amount::bytes,
        "",
        time);
    out.cgroups(
        "container_memory_usage_bytes",
        "gauge",
        "Current memory usage in bytes, including all memory regardless of when it was accessed",
        sample,
        amount -> amount.bytes() * 9 / 8,
        "",
        time);
    // By the cgroup whose limit was reached: of a container, or of the pod as a whole.
    out.cgroups(
        "container_oom_events_total",
        "counter",
        "Count of out of memory events observed for the container",
        sample,
        0,
        pod -> pod.pod().oomKills(),
        OfContainer::oomKills,
        "",
        time);
    return out.text.toString();
  }

  /** Returns {@code /metrics}: what the kubelet says of itself. */
  static String kubelet(String node, List<PodView> pods) {
    long running = 0;
    long containers = 0;
    for (PodView pod : pods) {
      long ofPod = pod.containers().stream().filter(PodView.Container::running).count();
      running += ofPod > 0 ? 1 : 0;
      containers += ofPod;
    }
    MetricsText out = new MetricsText();
    out.head("kubelet_node_name", "gauge", "[ALPHA] The node's name. The count is always 1.");
    out.sample("kubelet_node_name", "{node=\"" + node + "\"}", 1, "");
    out.head(
        "kubelet_running_containers", "gauge", "[ALPHA] Number of containers currently running");
    out.sample("kubelet_running_containers", "{container_state=\"running\"}", containers, "");
    out.head(
        "kubelet_running_pods", "gauge", "[ALPHA] Number of pods that have a running pod sandbox");
    out.sample("kubelet_running_pods", "", running, "");
    out.head(
        "kubelet_desired_pods",
        "gauge",
        "[ALPHA] The number of pods the kubelet is being asked to run");
    out.sample("kubelet_desired_pods", "{static=\"\"}", pods.size(), "");
    return out.text.toString();
  }

  /** Returns {@code /metrics/probes}, without a sample: there are no probes, only their delays. */
  static String probes() {
    MetricsText out = new MetricsText();
    out.head(
        "prober_probe_total",
        "counter",
        "[BETA] Cumulative number of a liveness, readiness or startup probe for a container by"
            + " result.");
    return out.text.toString();
  }

  /** Returns {@code /metrics/slis}: a kubelet that answers is well. */
  static String slis() {
    MetricsText out = new MetricsText();
    String name = "kubernetes_healthcheck";
    out.head(name, "gauge", "[STABLE] This metric records the result of a single healthcheck.");
    for (String check : List.of("log", "ping", "syncloop")) {
      out.sample(name, "{name=\"" + check + "\",type=\"healthz\"}", 1, "");
    }
    return out.text.toString();
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, String labels, double value, String time) {
    text.append(name).append(labels).append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      text.append((long) value);
    } else {
      text.append(String.format(Locale.ROOT, "%.6f", value));
    }
    text.append(time).append('\n');
  }

  private void containers(
      String name,
      String type,
      String help,
      Sample sample,
      ToDoubleFunction<OfContainer> value,
      String time) {
    head(name, type, help);
    for (OfPod pod : sample.pods()) {
      for (OfContainer container : pod.containers()) {
        String labels =
            "{container=\""
                + container.name()
                + "\",namespace=\""
                + pod.pod().namespace()
                + "\",pod=\""
                + pod.pod().name()
                + "\"}";
        sample(name, labels, value.applyAsDouble(container), time);
      }
    }
  }

  private void pods(
      String name,
      String type,
      String help,
      Sample sample,
      ToDoubleFunction<OfPod> value,
      String time) {
    head(name, type, help);
    for (OfPod pod : sample.pods()) {
      String labels =
          "{namespace=\"" + pod.pod().namespace() + "\",pod=\"" + pod.pod().name() + "\"}";
      sample(name, labels, value.applyAsDouble(pod), time);
    }
  }

  private void cgroups(
      String name,
      String type,
      String help,
      Sample sample,
      ToDoubleFunction<NodeUsage.Amount> value,
      String moreLabels,
      String time) {
    cgroups(
        name,
        type,
        help,
        sample,
        value.applyAsDouble(sample.node()),
        pod -> value.applyAsDouble(pod.amount()),
        container -> value.applyAsDouble(container.amount()),
        moreLabels,
        time);
  }

  private void cgroups(
      String name,
      String type,
      String help,
      Sample sample,
      double ofNode,
      ToDoubleFunction<OfPod> ofPod,
      ToDoubleFunction<OfContainer> ofContainer,
      String moreLabels,
      String time) {
    head(name, type, help);
    cgroup(name, "", "", "", "/", ofNode, moreLabels, time);
    for (OfPod pod : sample.pods()) {
      String id = "/kubepods/pod" + pod.pod().uid();
      cgroup(
          name,
          "",
          pod.pod().namespace(),
          pod.pod().name(),
          id,
          ofPod.applyAsDouble(pod),
          moreLabels,
          time);
      for (OfContainer container : pod.containers()) {
        cgroup(
            name,
            container.name(),
            pod.pod().namespace(),
            pod.pod().name(),
            id + "/" + container.name(),
            ofContainer.applyAsDouble(container),
            moreLabels,
            time);
      }
    }
  }

  private void cgroup(
      String name,
      String container,
      String namespace,
      String pod,
      String id,
      double value,
      String moreLabels,
      String time) {
    String labels =
        "{container=\""
            + container
            + "\""
            + moreLabels
            + ",id=\""
            + id
            + "\",image=\"\",name=\"\",namespace=\""
            + namespace
            + "\",pod=\""
            + pod
            + "\"}";
    sample(name, labels, value, time);
  }
}
