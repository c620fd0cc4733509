package io.scaletest.cluster;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.controlplane.components.Component;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where the pods of a cluster run, and what of: the other cluster.
 *
 * @param kubeconfig path of its kubeconfig; empty for the one of the environment
 * @param context of that file; empty for its current one
 * @param namespace made for the pods, and deleted with them
 * @param id what the namespace is marked with, so that nobody else's is ever deleted
 * @param etcdImage has {@code /usr/local/bin/etcd}
 * @param kubernetesImage the images of the other components, with %s for the component's name
 * @param hollowNodeImage starts hollow-node
 */
record Host(
    String kubeconfig,
    String context,
    String namespace,
    String id,
    String etcdImage,
    String kubernetesImage,
    String hollowNodeImage) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  Host {
    Objects.requireNonNull(kubeconfig, "kubeconfig is null");
    Objects.requireNonNull(context, "context is null");
    OptionRule.require(
        LABEL.matcher(namespace).matches(), "host-namespace", "a namespace's name", namespace);
    Objects.requireNonNull(etcdImage, "etcdImage is null");
    Objects.requireNonNull(kubernetesImage, "kubernetesImage is null");
    Objects.requireNonNull(hollowNodeImage, "hollowNodeImage is null");
  }

  /** Returns the image of a component of the control plane. */
  String imageOf(Component component) {
    return component == Component.ETCD
        ? etcdImage
        : kubernetesImage.replace("%s", component.binaryName());
  }
}
