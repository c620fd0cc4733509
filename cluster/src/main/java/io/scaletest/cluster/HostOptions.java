package io.scaletest.cluster;

import io.scaletest.common.exit.ToolException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the pods of a new cluster are to run, and what of. */
final class HostOptions {
  private static final int ID_BYTES = 8;

  @Option(
      names = {"-on-kubernetes", "--on-kubernetes"},
      description =
          "Run a new cluster as pods of another one: etcd, kube-apiserver, scheduler and controller"
              + " manager in one pod, each process of hollow nodes in one. Its pods must be"
              + " reachable from here.")
  private boolean onKubernetes;

  @Option(
      names = {"-kubeconfig", "--kubeconfig"},
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "Kubeconfig of that other cluster. Default: the service account of the pod this runs in,"
              + " else KUBECONFIG.")
  private String kubeconfig = "";

  @Option(
      names = {"-context", "--context"},
      paramLabel = "NAME",
      defaultValue = "",
      description = "Context of the kubeconfig. Default: its current one.")
  private String context = "";

  @Option(
      names = {"-host-namespace", "--host-namespace"},
      paramLabel = "NAME",
      defaultValue = "hollow-cluster",
      description =
          "Namespace to make there, which down deletes with all in it (default:"
              + " ${DEFAULT-VALUE}).")
  private String namespace = "";

  @Option(
      names = {"-etcd-image", "--etcd-image"},
      paramLabel = "IMAGE",
      defaultValue = "",
      description = "Image with /usr/local/bin/etcd.")
  private String etcdImage = "";

  @Option(
      names = {"-kubernetes-image", "--kubernetes-image"},
      paramLabel = "IMAGE",
      defaultValue = "",
      description =
          "Images with /usr/local/bin/kube-apiserver and so on; %%s stands for the component's"
              + " name.")
  private String kubernetesImage = "";

  @Option(
      names = {"-hollow-node-image", "--hollow-node-image"},
      paramLabel = "IMAGE",
      defaultValue = "",
      description = "Image of hollow-node.")
  private String hollowNodeImage = "";

  /**
   * Returns where a cluster runs as pods; empty for one of processes.
   *
   * @param begun what was begun in the data folder: that stays where it is
   * @throws ToolException a usage error, where options are missing or contradict what was begun
   */
  Optional<Host> host(Optional<ClusterState> begun) {
    if (begun.isPresent()) {
      if (onKubernetes && begun.get().host().isEmpty()) {
        throw ToolException.usage(
            "--on-kubernetes: this cluster runs as processes (cluster down ends it)");
      }
      return begun.get().host();
    }
    if (!onKubernetes) {
      return Optional.empty();
    }
    require("etcd-image", etcdImage);
    require("kubernetes-image", kubernetesImage);
    require("hollow-node-image", hollowNodeImage);
    byte[] id = new byte[ID_BYTES];
    new SecureRandom().nextBytes(id);
    return Optional.of(
        new Host(
            kubeconfig.isEmpty() ? "" : Path.of(kubeconfig).toAbsolutePath().toString(),
            context,
            namespace,
            HexFormat.of().formatHex(id),
            etcdImage,
            kubernetesImage,
            hollowNodeImage));
  }

  private static void require(String option, String value) {
    if (value.isBlank()) {
      throw ToolException.usage("--on-kubernetes: needs --" + option);
    }
  }
}
