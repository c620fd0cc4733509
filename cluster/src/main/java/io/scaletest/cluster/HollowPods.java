package io.scaletest.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/** The pods of a cluster's hollow nodes, and the Secret by which they join it. */
final class HollowPods {
  /** The label of the hollow nodes of deploy/: no pod of a cluster may come onto one. */
  private static final String HOLLOW = "scaletest/hollow";

  /** The control plane that a pod's nodes have joined: those of one before must begin anew. */
  private static final String JOINED = "scaletest/control-plane";

  private static final String KUBECONFIG = "kubeconfig";
  private static final int READ_BY_GROUP = 0440;
  private static final long NOBODY = 65_532;

  /** A JVM that is idle, and 200 KB for each node. */
  private static final int MIB_OF_A_PROCESS = 256;

  private static final int NODES_OF_A_MIB = 5;

  /** It has nothing to clear away: its nodes go with their server. */
  private static final long END_S = 5;

  private HollowPods() {}

  /** Returns the Secret with the kubeconfig of the cluster to join. */
  static Secret kubeconfig(String namespace, String yaml) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(KUBECONFIG)
        .endMetadata()
        .withStringData(Map.of(KUBECONFIG, yaml))
        .build();
  }

  /**
   * Returns the pod of a group.
   *
   * @param controlPlane the pod that its nodes join, as it is on the host
   */
  static Pod pod(ClusterState state, HollowGroup group, Pod controlPlane) {
    Host host = state.host().orElseThrow();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(host.namespace())
            .withName(group.name())
            .addToLabels("app", "hollow-nodes")
            .addToLabels(JOINED, controlPlane.getMetadata().getUid())
            .endMetadata()
            .withNewSpec()
            .withAutomountServiceAccountToken(false)
            .withTerminationGracePeriodSeconds(END_S)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(NOBODY)
            .withFsGroup(NOBODY)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withContainers(container(state, group))
            .addNewVolume()
            .withName(KUBECONFIG)
            .withNewSecret()
            .withSecretName(KUBECONFIG)
            .withDefaultMode(READ_BY_GROUP)
            .endSecret()
            .endVolume()
            .addNewVolume()
            .withName("tmp")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();
    return offHollowNodes(pod);
  }

  private static Container container(ClusterState state, HollowGroup group) {
    String memory = MIB_OF_A_PROCESS + group.nodes() / NODES_OF_A_MIB + "Mi";
    return new ContainerBuilder()
        .withName("hollow-nodes")
        .withImage(state.host().orElseThrow().hollowNodeImage())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(
            "--morph=both",
            "--kubeconfig=/" + KUBECONFIG + "/" + KUBECONFIG,
            "--nodes=" + group.nodes(),
            "--name-pattern=" + group.nodeNames(),
            "--watch=" + state.watch(),
            "--metricport=" + group.metricsPort(),
            "--node-labels=" + HOLLOW + "=true",
            "--summary=")
        .addNewEnv()
        .withName("HOLLOW_NODE_JAVA_OPTS")
        .withValue("-XX:TieredStopAtLevel=4 -Xms64m -Xmn32m -Xmx" + heapMib(group) + "m")
        .endEnv()
        .withNewResources()
        .addToRequests("memory", new Quantity(memory))
        .endResources()
        .withNewSecurityContext()
        .withReadOnlyRootFilesystem(true)
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(KUBECONFIG)
        .withMountPath("/" + KUBECONFIG)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  /** As deploy/hollow-node/many has it for a thousand: 640 MiB. */
  private static int heapMib(HollowGroup group) {
    return 2 * MIB_OF_A_PROCESS + group.nodes() / NODES_OF_A_MIB;
  }

  /** Returns a pod that no hollow node of the host cluster is given. */
  static Pod offHollowNodes(Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .withNewAffinity()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addToNodeSelectorTerms(
            new NodeSelectorTermBuilder()
                .addNewMatchExpression()
                .withKey(HOLLOW)
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .build())
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .endAffinity()
        .endSpec()
        .build();
  }
}
