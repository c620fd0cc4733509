package io.scaletest.wire.protobuf;

import static io.scaletest.wire.protobuf.MessageShape.flag;
import static io.scaletest.wire.protobuf.MessageShape.inline;
import static io.scaletest.wire.protobuf.MessageShape.message;
import static io.scaletest.wire.protobuf.MessageShape.messages;
import static io.scaletest.wire.protobuf.MessageShape.number;
import static io.scaletest.wire.protobuf.MessageShape.numbers;
import static io.scaletest.wire.protobuf.MessageShape.quantityMap;
import static io.scaletest.wire.protobuf.MessageShape.text;
import static io.scaletest.wire.protobuf.MessageShape.textMap;
import static io.scaletest.wire.protobuf.MessageShape.texts;
import static io.scaletest.wire.protobuf.MessageShape.time;

/**
 * {@code Pod} of {@code core/v1}, as far as its kubelet looks at it, the objects that it refers to,
 * and the {@code TokenRequest} of {@code authentication/v1} that a kubelet makes for one.
 */
public final class PodShapes {
  private static final MessageShape LOCAL_OBJECT_REFERENCE =
      MessageShape.of("LocalObjectReference", text(1, "name"));

  /** A message that names an object in its first field and says more about it behind. */
  private static MessageShape naming(String message, MessageShape.Field... more) {
    MessageShape.Field[] fields = new MessageShape.Field[more.length + 1];
    fields[0] = inline(1, "localObjectReference", LOCAL_OBJECT_REFERENCE);
    System.arraycopy(more, 0, fields, 1, more.length);
    return MessageShape.of(message, fields);
  }

  private static final MessageShape.Field ITEMS =
      messages(2, "items", MessageShape.of("KeyToPath", text(1, "key")));

  private static final MessageShape TOKEN_PROJECTION =
      MessageShape.of(
          "ServiceAccountTokenProjection", text(1, "audience"), number(2, "expirationSeconds"));

  private static final MessageShape VOLUME_PROJECTION =
      MessageShape.of(
          "VolumeProjection",
          message(1, "secret", naming("SecretProjection", ITEMS, flag(4, "optional"))),
          message(3, "configMap", naming("ConfigMapProjection", ITEMS, flag(4, "optional"))),
          message(4, "serviceAccountToken", TOKEN_PROJECTION));

  private static final MessageShape VOLUME_SOURCE =
      MessageShape.of(
          "VolumeSource",
          message(
              6,
              "secret",
              MessageShape.of(
                  "SecretVolumeSource", text(1, "secretName"), ITEMS, flag(4, "optional"))),
          message(19, "configMap", naming("ConfigMapVolumeSource", ITEMS, flag(4, "optional"))),
          message(
              26,
              "projected",
              MessageShape.of("ProjectedVolumeSource", messages(1, "sources", VOLUME_PROJECTION))));

  private static final MessageShape VOLUME =
      MessageShape.of("Volume", text(1, "name"), inline(2, "volumeSource", VOLUME_SOURCE));

  private static final MessageShape ENV_VAR =
      MessageShape.of(
          "EnvVar",
          message(
              3,
              "valueFrom",
              MessageShape.of(
                  "EnvVarSource",
                  message(
                      3,
                      "configMapKeyRef",
                      naming("ConfigMapKeySelector", text(2, "key"), flag(3, "optional"))),
                  message(
                      4,
                      "secretKeyRef",
                      naming("SecretKeySelector", text(2, "key"), flag(3, "optional"))))));

  private static final MessageShape ENV_FROM_SOURCE =
      MessageShape.of(
          "EnvFromSource",
          message(2, "configMapRef", naming("ConfigMapEnvSource", flag(2, "optional"))),
          message(3, "secretRef", naming("SecretEnvSource", flag(2, "optional"))));

  private static final MessageShape RESOURCE_REQUIREMENTS =
      MessageShape.of("ResourceRequirements", quantityMap(1, "limits"), quantityMap(2, "requests"));

  private static final MessageShape VOLUME_MOUNT =
      MessageShape.of("VolumeMount", text(1, "name"), flag(2, "readOnly"), text(3, "mountPath"));

  private static final MessageShape PROBE_HANDLER =
      MessageShape.of(
          "ProbeHandler",
          message(1, "exec", MessageShape.of("ExecAction")),
          message(2, "httpGet", MessageShape.of("HTTPGetAction")),
          message(3, "tcpSocket", MessageShape.of("TCPSocketAction")),
          message(4, "grpc", MessageShape.of("GRPCAction")));

  private static final MessageShape PROBE =
      MessageShape.of(
          "Probe",
          inline(1, "handler", PROBE_HANDLER),
          number(2, "initialDelaySeconds"),
          number(4, "periodSeconds"),
          number(5, "successThreshold"),
          number(6, "failureThreshold"),
          number(7, "terminationGracePeriodSeconds"));

  private static final MessageShape LIFECYCLE =
      MessageShape.of(
          "Lifecycle",
          message(
              2,
              "preStop",
              MessageShape.of(
                  "LifecycleHandler",
                  message(4, "sleep", MessageShape.of("SleepAction", number(1, "seconds"))))));

  private static final MessageShape RESIZE_POLICY =
      MessageShape.of("ContainerResizePolicy", text(1, "resourceName"), text(2, "restartPolicy"));

  private static final MessageShape RESTART_RULE =
      MessageShape.of(
          "ContainerRestartRule",
          text(1, "action"),
          message(
              2,
              "exitCodes",
              MessageShape.of(
                  "ContainerRestartRuleOnExitCodes", text(1, "operator"), numbers(2, "values"))));

  private static final MessageShape CONTAINER =
      MessageShape.of(
          "Container",
          text(1, "name"),
          text(2, "image"),
          messages(
              6,
              "ports",
              MessageShape.of(
                  "ContainerPort", number(2, "hostPort"), text(4, "protocol"), text(5, "hostIP"))),
          messages(7, "env", ENV_VAR),
          message(8, "resources", RESOURCE_REQUIREMENTS),
          messages(9, "volumeMounts", VOLUME_MOUNT),
          message(10, "livenessProbe", PROBE),
          message(11, "readinessProbe", PROBE),
          message(12, "lifecycle", LIFECYCLE),
          messages(19, "envFrom", ENV_FROM_SOURCE),
          message(22, "startupProbe", PROBE),
          messages(23, "resizePolicy", RESIZE_POLICY),
          text(24, "restartPolicy"),
          messages(25, "restartPolicyRules", RESTART_RULE));

  /** Its fields are the container's, and are the same as those. */
  private static final MessageShape EPHEMERAL_CONTAINER =
      MessageShape.of(
          "EphemeralContainer",
          inline(
              1,
              "ephemeralContainerCommon",
              MessageShape.of(
                  "EphemeralContainerCommon",
                  text(1, "name"),
                  text(2, "image"),
                  messages(7, "env", ENV_VAR),
                  messages(9, "volumeMounts", VOLUME_MOUNT),
                  messages(19, "envFrom", ENV_FROM_SOURCE))));

  private static final MessageShape NODE_SELECTOR_REQUIREMENT =
      MessageShape.of(
          "NodeSelectorRequirement", text(1, "key"), text(2, "operator"), texts(3, "values"));

  private static final MessageShape NODE_SELECTOR_TERM =
      MessageShape.of(
          "NodeSelectorTerm",
          messages(1, "matchExpressions", NODE_SELECTOR_REQUIREMENT),
          messages(2, "matchFields", NODE_SELECTOR_REQUIREMENT));

  private static final MessageShape NODE_SELECTOR =
      MessageShape.of("NodeSelector", messages(1, "nodeSelectorTerms", NODE_SELECTOR_TERM));

  private static final MessageShape NODE_AFFINITY =
      MessageShape.of(
          "NodeAffinity",
          message(1, "requiredDuringSchedulingIgnoredDuringExecution", NODE_SELECTOR));

  private static final MessageShape TOLERATION =
      MessageShape.of(
          "Toleration", text(1, "key"), text(2, "operator"), text(3, "value"), text(4, "effect"));

  public static final MessageShape POD_SPEC =
      MessageShape.of(
          "PodSpec",
          messages(1, "volumes", VOLUME),
          messages(2, "containers", CONTAINER),
          text(3, "restartPolicy"),
          number(4, "terminationGracePeriodSeconds"),
          number(5, "activeDeadlineSeconds"),
          textMap(7, "nodeSelector"),
          text(8, "serviceAccountName"),
          text(10, "nodeName"),
          flag(11, "hostNetwork"),
          messages(15, "imagePullSecrets", LOCAL_OBJECT_REFERENCE),
          message(
              18,
              "affinity",
              MessageShape.of("Affinity", message(1, "nodeAffinity", NODE_AFFINITY))),
          messages(20, "initContainers", CONTAINER),
          messages(22, "tolerations", TOLERATION),
          number(25, "priority"),
          messages(
              28, "readinessGates", MessageShape.of("PodReadinessGate", text(1, "conditionType"))),
          quantityMap(32, "overhead"),
          messages(34, "ephemeralContainers", EPHEMERAL_CONTAINER),
          message(36, "os", MessageShape.of("PodOS", text(1, "name"))),
          message(40, "resources", RESOURCE_REQUIREMENTS));

  public static final MessageShape POD_CONDITION =
      MessageShape.of(
          "PodCondition",
          text(1, "type"),
          text(2, "status"),
          time(4, "lastTransitionTime"),
          text(5, "reason"),
          text(6, "message"),
          number(7, "observedGeneration"));

  public static final MessageShape CONTAINER_STATE_TERMINATED =
      MessageShape.of(
          "ContainerStateTerminated",
          number(1, "exitCode"),
          text(3, "reason"),
          text(4, "message"),
          time(5, "startedAt"),
          time(6, "finishedAt"));

  public static final MessageShape CONTAINER_STATE =
      MessageShape.of(
          "ContainerState",
          message(
              1,
              "waiting",
              MessageShape.of("ContainerStateWaiting", text(1, "reason"), text(2, "message"))),
          message(2, "running", MessageShape.of("ContainerStateRunning", time(1, "startedAt"))),
          message(3, "terminated", CONTAINER_STATE_TERMINATED));

  public static final MessageShape CONTAINER_STATUS =
      MessageShape.of(
          "ContainerStatus",
          text(1, "name"),
          message(2, "state", CONTAINER_STATE),
          message(3, "lastState", CONTAINER_STATE),
          flag(4, "ready"),
          number(5, "restartCount"),
          text(6, "image"),
          flag(9, "started"),
          message(11, "resources", RESOURCE_REQUIREMENTS));

  public static final MessageShape POD_IP = MessageShape.of("PodIP", text(1, "ip"));

  public static final MessageShape POD_STATUS =
      MessageShape.of(
          "PodStatus",
          text(1, "phase"),
          messages(2, "conditions", POD_CONDITION),
          text(3, "message"),
          text(4, "reason"),
          text(6, "podIP"),
          time(7, "startTime"),
          messages(8, "containerStatuses", CONTAINER_STATUS),
          messages(10, "initContainerStatuses", CONTAINER_STATUS),
          messages(12, "podIPs", POD_IP),
          messages(13, "ephemeralContainerStatuses", CONTAINER_STATUS),
          number(17, "observedGeneration"));

  public static final MessageShape POD =
      MessageShape.of(
          "Pod",
          message(1, "metadata", MetaShapes.OBJECT_META),
          message(2, "spec", POD_SPEC),
          message(3, "status", POD_STATUS));

  public static final MessageShape CONFIG_MAP =
      MessageShape.of("ConfigMap", textMap(2, "data"), textMap(3, "binaryData"));

  public static final MessageShape SECRET = MessageShape.of("Secret", textMap(2, "data"));

  private static final MessageShape BOUND_OBJECT_REFERENCE =
      MessageShape.of(
          "BoundObjectReference",
          text(1, "kind"),
          text(2, "apiVersion"),
          text(3, "name"),
          text(4, "uid"));

  private static final MessageShape TOKEN_REQUEST_SPEC =
      MessageShape.of(
          "TokenRequestSpec",
          texts(1, "audiences"),
          message(3, "boundObjectRef", BOUND_OBJECT_REFERENCE),
          number(4, "expirationSeconds"));

  public static final MessageShape TOKEN_REQUEST =
      MessageShape.of("TokenRequest", message(2, "spec", TOKEN_REQUEST_SPEC));

  private PodShapes() {}
}
