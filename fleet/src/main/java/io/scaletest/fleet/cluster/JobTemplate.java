package io.scaletest.fleet.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.scaletest.fleet.spec.FleetSpec;
import io.scaletest.fleet.spec.MemberGroup;
import io.scaletest.fleetmember.MemberApi;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the Job of one group of members. Stateless. */
final class JobTemplate {
  static final String ROLE_LABEL = "scaletest/fleet";
  private static final String PLANS = "plans";
  private static final String TMP = "tmp";

  /** For the program to end in order: its results, its objects. */
  private static final long GRACE_S = 60;

  private JobTemplate() {}

  /**
   * Returns an Indexed Job whose pods are never replaced: another pod would not have begun with the
   * others. That one fails must not end the others, hence a limit for each index.
   *
   * @param secret with the members' plans, by number
   */
  static Job of(
      FleetSpec spec, MemberGroup group, String name, String secret, Map<String, String> labels) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put(ROLE_LABEL, group.role().word());
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(spec.namespace())
        .withLabels(all)
        .endMetadata()
        .withNewSpec()
        .withCompletionMode("Indexed")
        .withCompletions(group.pods())
        .withParallelism(group.pods())
        .withBackoffLimitPerIndex(0)
        .withTtlSecondsAfterFinished((int) Math.min(Integer.MAX_VALUE, spec.keep().toSeconds()))
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(all)
        .endMetadata()
        .withSpec(pod(group, secret))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(MemberGroup group, String secret) {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withServiceAccountName(group.serviceAccount())
        .withTerminationGracePeriodSeconds(GRACE_S)
        // Never onto a hollow node, where nothing runs.
        .withNewAffinity()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey("scaletest/hollow")
        .withOperator("DoesNotExist")
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .endAffinity()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container(group))
        .addNewVolume()
        .withName(TMP)
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName(PLANS)
        .withNewSecret()
        .withSecretName(secret)
        .endSecret()
        .endVolume()
        .build();
  }

  private static Container container(MemberGroup group) {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName(group.role().word())
            .withImage(group.image())
            .withCommand(MemberApi.PROGRAM)
            .withNewResources()
            .addToRequests("cpu", new Quantity(group.cpu()))
            .addToRequests("memory", new Quantity(group.memory()))
            .endResources()
            .withNewSecurityContext()
            .withReadOnlyRootFilesystem(true)
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .addNewVolumeMount()
            .withName(TMP)
            .withMountPath("/tmp")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName(PLANS)
            .withMountPath(MemberApi.PLANS)
            .withReadOnly(true)
            .endVolumeMount();
    if (!group.javaOptions().isEmpty()) {
      container.addNewEnv().withName("SCALETEST_JAVA_OPTS").withValue(group.javaOptions()).endEnv();
    }
    return container.build();
  }
}
