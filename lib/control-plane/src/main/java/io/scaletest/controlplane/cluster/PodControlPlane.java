package io.scaletest.controlplane.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.CommandLines;
import io.scaletest.controlplane.components.CommandLines.ApiServerPlace;
import io.scaletest.controlplane.components.CommandLines.EtcdPorts;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import io.scaletest.controlplane.components.PkiFiles;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.OwnedFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A control plane as one pod of another cluster: etcd, kube-apiserver, scheduler and controller
 * manager, a container each, with the command lines that they have as processes. Its certificates
 * are made here and go there as a Secret. Immutable; blocks on files only.
 */
public final class PodControlPlane {
  /** The name of the pod, and of the Secret with its credentials. */
  public static final String NAME = "control-plane";

  /** Where the API server listens, at the pod's address. */
  public static final int PORT = 6443;

  /** Its certificate is for this name: the pod's address is known only when it runs. */
  private static final String SERVER_NAME = "kubernetes";

  private static final String POD_IP = "POD_IP";
  private static final String PKI = "/pki";
  private static final String DATA = "/data";
  private static final String TMP = "/tmp";
  private static final String EVERYWHERE = "0.0.0.0";
  private static final EtcdPorts ETCD_PORTS = new EtcdPorts(2379, 2381, 2380);
  private static final int SCHEDULER_PORT = 10_259;
  private static final int CONTROLLER_MANAGER_PORT = 10_257;
  private static final long NOBODY = 65_532;
  private static final int READ_BY_GROUP = 0440;

  /** Nobody waits for what is still under way: the data goes with the pod. */
  private static final long END_S = 5;

  private static final Map<Component, Path> IN_IMAGES = inImages();

  /** Resident memory of an empty one, and room for thousands of nodes in the API server's. */
  private static final Map<Component, String> MEMORY =
      Map.of(
          Component.ETCD, "128Mi",
          Component.KUBE_APISERVER, "512Mi",
          Component.KUBE_SCHEDULER, "128Mi",
          Component.KUBE_CONTROLLER_MANAGER, "192Mi");

  private final PkiFiles pki;
  private final Credentials credentials;

  private PodControlPlane(PkiFiles pki, Credentials credentials) {
    this.pki = pki;
    this.credentials = credentials;
  }

  private static Map<Component, Path> inImages() {
    Map<Component, Path> paths = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      paths.put(component, Path.of("/usr/local/bin", component.binaryName()));
    }
    return paths;
  }

  /**
   * Returns the control plane whose credentials are in a folder; makes them, all or none, where
   * there are none yet.
   */
  public static PodControlPlane in(Path folder) {
    Path whole = folder.resolve("pki");
    Instant now = WallClock.anchoredTo(Ticker.system()).now();
    try {
      if (!Files.isDirectory(whole)) {
        Path begun = folder.resolve("pki.new");
        OwnedFolder.deleteTree(begun);
        PrivateFile.createFolder(begun);
        make(new PkiFiles(begun), now);
        Files.move(begun, whole, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new ToolException(
          ControlPlaneExit.DATA_DIR, "--data-dir: cannot be written: " + IoReason.of(e), e);
    }
    PkiFiles pki = new PkiFiles(whole);
    return new PodControlPlane(pki, Credentials.read(pki, now));
  }

  private static void make(PkiFiles files, Instant now) throws IOException {
    Credentials credentials = Credentials.create(files, now);
    URI server = URI.create("https://127.0.0.1:" + PORT);
    credentials.writeApiServer(place().name(), List.of());
    credentials.writeComponent(
        Component.KUBE_SCHEDULER, "system:kube-scheduler", List.of(), server);
    credentials.writeComponent(
        Component.KUBE_CONTROLLER_MANAGER, "system:kube-controller-manager", List.of(), server);
  }

  private static ApiServerPlace place() {
    return new ApiServerPlace(1, "$(" + POD_IP + ")", EVERYWHERE, PORT, false);
  }

  /** Returns the Secret with all that the components read. */
  public Secret secret(String namespace) {
    Map<String, String> data = new TreeMap<>();
    try (Stream<Path> files = Files.list(pki.folder())) {
      for (Path file : files.toList()) {
        data.put(
            file.getFileName().toString(),
            Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new ToolException(
          ControlPlaneExit.DATA_DIR, "--data-dir: cannot be read: " + IoReason.of(e), e);
    }
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .endMetadata()
        .withData(data)
        .build();
  }

  /**
   * Returns the pod.
   *
   * @param image gives the image of a component, which has it as {@code /usr/local/bin/NAME}
   */
  public Pod pod(String namespace, Function<Component, String> image) {
    CommandLines lines = new CommandLines(IN_IMAGES, new PkiFiles(Path.of(PKI)));
    ComponentSpec etcd = lines.etcd(Path.of(DATA, "etcd"), ETCD_PORTS, false);
    List<ComponentSpec> specs =
        List.of(
            etcd,
            lines.apiServer(place(), etcd.address(), Optional.empty()),
            lines.scheduler(SCHEDULER_PORT),
            lines.controllerManager(CONTROLLER_MANAGER_PORT, Path.of(TMP, "volume-plugins")));
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .addToLabels("app", NAME)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(END_S)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(NOBODY)
        .withRunAsGroup(NOBODY)
        .withFsGroup(NOBODY)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(specs.stream().map(spec -> container(spec, image)).toList())
        .addNewVolume()
        .withName("pki")
        .withNewSecret()
        .withSecretName(NAME)
        .withDefaultMode(READ_BY_GROUP)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName("data")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("tmp")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .build();
  }

  private static Container container(ComponentSpec spec, Function<Component, String> image) {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName(spec.component().binaryName())
            .withImage(image.apply(spec.component()))
            .withImagePullPolicy("IfNotPresent")
            .withCommand(spec.command())
            .addNewEnv()
            .withName(POD_IP)
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("status.podIP")
            .endFieldRef()
            .endValueFrom()
            .endEnv()
            .withNewResources()
            .addToRequests("memory", new Quantity(MEMORY.get(spec.component())))
            .endResources()
            .withNewSecurityContext()
            .withReadOnlyRootFilesystem(true)
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .addToDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .withVolumeMounts(mount("pki", PKI), mount("data", DATA), mount("tmp", TMP));
    if (spec.component() == Component.KUBE_APISERVER) {
      container
          .withNewReadinessProbe()
          .withNewHttpGet()
          .withPath("/readyz")
          .withNewPort(PORT)
          .withScheme("HTTPS")
          .endHttpGet()
          .withPeriodSeconds(1)
          .endReadinessProbe();
    }
    return container.build();
  }

  private static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(path.equals(PKI))
        .build();
  }

  /** Returns the administrator's kubeconfig, as YAML, for the pod at an address. */
  public String adminKubeconfig(String address) {
    return credentials
        .adminKubeconfig(List.of(URI.create("https://" + address + ":" + PORT)))
        .forServerName(SERVER_NAME)
        .toYaml();
  }
}
