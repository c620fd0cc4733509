package io.scaletest.fleet.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.fleet.members.PodView;
import io.scaletest.fleet.spec.FleetSpec;
import io.scaletest.fleet.spec.MemberGroup;
import io.scaletest.fleet.spec.Role;
import io.scaletest.fleetmember.MemberPlan;
import io.scaletest.kube.names.ScaletestNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run has in the cluster: a Job for each role, with its pods, and a Secret with the plans of
 * its members, which the Job owns. All carry the run's label, by which they are found again. Calls
 * block, and throw fabric8's exception where a request fails.
 */
public final class FleetObjects {
  private static final String INDEX = "batch.kubernetes.io/job-completion-index";

  private final KubernetesClient client;
  private final String namespace;
  private final String run;

  public FleetObjects(KubernetesClient client, String namespace, String run) {
    this.client = client;
    this.namespace = namespace;
    this.run = run;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>(ScaletestNames.runLabels(run));
    labels.put("app", "fleet");
    return labels;
  }

  private String name(Role role) {
    return "fleet-" + run + "-" + role.plural();
  }

  /**
   * Makes a group's Job, whose pods wait for its Secret, and the Secret.
   *
   * @param plans of the members, by number
   */
  public void make(FleetSpec spec, MemberGroup group, List<MemberPlan> plans) {
    String name = name(group.role());
    Job job = client.resource(JobTemplate.of(spec, group, name, name, labels())).create();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int number = 0; number < plans.size(); number++) {
      texts.put(Integer.toString(number), plans.get(number).format());
    }
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .withLabels(labels())
            .addNewOwnerReference()
            .withApiVersion(job.getApiVersion())
            .withKind(job.getKind())
            .withName(name)
            .withUid(job.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .withStringData(texts)
            .build();
    client.resource(secret).create();
  }

  /** Returns the plan of the first member of a role; null where the run has none. */
  public MemberPlan firstPlan(Role role) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name(role)).get();
    if (secret == null || secret.getData() == null || secret.getData().get("0") == null) {
      return null;
    }
    byte[] text = Base64.getDecoder().decode(secret.getData().get("0"));
    return MemberPlan.parse(new String(text, StandardCharsets.UTF_8));
  }

  /** Returns how many members a role has; 0 where the run has none. */
  public int members(Role role) {
    Job job = client.batch().v1().jobs().inNamespace(namespace).withName(name(role)).get();
    return job == null ? 0 : Objects.requireNonNullElse(job.getSpec().getCompletions(), 0);
  }

  /** Returns the pods of each role, one request for all. */
  public Map<Role, List<PodView>> pods() {
    Map<Role, List<PodView>> pods = new EnumMap<>(Role.class);
    for (Pod pod : listPods()) {
      String role = pod.getMetadata().getLabels().get(JobTemplate.ROLE_LABEL);
      for (Role each : Role.values()) {
        if (each.word().equals(role)) {
          pods.computeIfAbsent(each, none -> new ArrayList<>()).add(view(pod));
        }
      }
    }
    return pods;
  }

  private List<Pod> listPods() {
    return client.pods().inNamespace(namespace).withLabels(labels()).list().getItems();
  }

  private static PodView view(Pod pod) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
    return new PodView(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Integer.parseInt(annotations.getOrDefault(INDEX, "-1")),
        Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
        Objects.requireNonNullElse(pod.getStatus().getPhase(), ""),
        pod.getMetadata().getDeletionTimestamp() != null,
        trouble(pod));
  }

  /** Returns in Kubernetes' words why a pod does not run. */
  private static String trouble(Pod pod) {
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      var state = container.getState();
      if (state != null && state.getTerminated() != null) {
        return state.getTerminated().getReason()
            + ", status "
            + state.getTerminated().getExitCode();
      }
      if (state != null && state.getWaiting() != null) {
        return joined(state.getWaiting().getReason(), state.getWaiting().getMessage());
      }
    }
    for (PodCondition condition : pod.getStatus().getConditions()) {
      if (condition.getType().equals("PodScheduled") && condition.getStatus().equals("False")) {
        return joined(condition.getReason(), condition.getMessage());
      }
    }
    return joined(pod.getStatus().getReason(), pod.getStatus().getMessage());
  }

  private static String joined(String reason, String message) {
    String first = Objects.requireNonNullElse(reason, "");
    return message == null ? first : first + ": " + message;
  }

  /** Deletes all that the run has; what is not there does not matter. */
  public void delete() {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withLabels(labels())
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
    client.secrets().inNamespace(namespace).withLabels(labels()).delete();
  }

  /** Returns the names of what is there still: Jobs, Secrets, pods. */
  public List<String> left() {
    List<String> left = new ArrayList<>();
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withLabels(labels())
        .list()
        .getItems()
        .stream()
        .map(job -> "Job " + job.getMetadata().getName())
        .forEach(left::add);
    client.secrets().inNamespace(namespace).withLabels(labels()).list().getItems().stream()
        .map(secret -> "Secret " + secret.getMetadata().getName())
        .forEach(left::add);
    listPods().stream().map(pod -> "Pod " + pod.getMetadata().getName()).forEach(left::add);
    return left;
  }
}
