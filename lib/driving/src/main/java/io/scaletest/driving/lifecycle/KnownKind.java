package io.scaletest.driving.lifecycle;

import io.scaletest.common.run.RunId;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a kind besides what discovery tells: a small valid body, how its objects may be
 * called, and how they are deleted so that nothing of them stays. A kind that is not here needs
 * none of it, or a file.
 */
public enum KnownKind {
  CONFIG_MAPS("configmaps", "{\"data\":{\"key1\":\"0\"}}"),
  SECRETS("secrets", "{\"type\":\"Opaque\",\"data\":{\"key1\":\"MA==\"}}"),
  SERVICE_ACCOUNTS("serviceaccounts", "{}"),
  /** Headless, so that no address is taken from the cluster's range. */
  SERVICES("services", "{\"spec\":{\"clusterIP\":\"None\"}}", Names.LABEL_AFTER_LETTER, "{}"),
  /** The namespace must be the event's own. */
  EVENTS(
      "events",
      "{\"involvedObject\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"none\","
          + "\"namespace\":\"NAMESPACE\"},\"type\":\"Normal\",\"reason\":\"Load\","
          + "\"message\":\"load\",\"source\":{\"component\":\"scaletest\"}}"),
  PODS("pods", "{\"spec\":" + Specs.POD + "}", Names.SUBDOMAIN, "{\"gracePeriodSeconds\":0}"),
  NAMESPACES("namespaces", "{}", Names.LABEL, "{}"),
  NODES("nodes", "{}"),
  LEASES(
      "leases.coordination.k8s.io",
      "{\"spec\":{\"holderIdentity\":\"scaletest\",\"leaseDurationSeconds\":40}}"),
  ENDPOINT_SLICES(
      "endpointslices.discovery.k8s.io",
      "{\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"192.0.2.1\"]}],"
          + "\"ports\":[{\"name\":\"load\",\"port\":80}]}"),
  DEPLOYMENTS("deployments.apps", Specs.NO_REPLICAS, Names.SUBDOMAIN, Specs.BACKGROUND),
  REPLICA_SETS("replicasets.apps", Specs.NO_REPLICAS, Names.SUBDOMAIN, Specs.BACKGROUND),
  /** Suspended, so that it makes no pods. */
  JOBS(
      "jobs.batch",
      "{\"spec\":{\"suspend\":true,\"template\":{\"spec\":{\"restartPolicy\":\"Never\","
          + Specs.CONTAINERS
          + "}}}}",
      Names.LABEL,
      Specs.BACKGROUND);

  /** What names of objects may be like. <i>Source:</i> Kubernetes' validation of each kind. */
  public enum Names {
    /** DNS-1123 subdomain: dots, too. */
    SUBDOMAIN,
    /** DNS-1123 label: no dots. */
    LABEL,
    /** DNS-1035 label: no dots, and a letter first. */
    LABEL_AFTER_LETTER;

    /** Returns what names of a kind may be like. */
    public static Names of(ObjectKind kind) {
      return KnownKind.of(kind).map(known -> known.names).orElse(SUBDOMAIN);
    }

    /** Returns the beginning of names: the run's ID, with what is not allowed replaced. */
    public RunId prefix(RunId runId) {
      String label = runId.value().replace('.', '-');
      return switch (this) {
        case SUBDOMAIN -> runId;
        case LABEL -> RunId.of(label);
        case LABEL_AFTER_LETTER -> RunId.of("s-" + label);
      };
    }
  }

  /** Parts of bodies. */
  private static final class Specs {
    static final String CONTAINERS = "\"containers\":[{\"name\":\"c\",\"image\":\"pause\"}]";
    static final String POD = "{" + CONTAINERS + "}";
    static final String NO_REPLICAS =
        "{\"spec\":{\"replicas\":0,\"selector\":{\"matchLabels\":{\"app\":\"scaletest\"}},"
            + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"scaletest\"}},\"spec\":"
            + POD
            + "}}}";
    static final String BACKGROUND = "{\"propagationPolicy\":\"Background\"}";

    private Specs() {}
  }

  private final String resource;
  private final String body;
  private final Names names;
  private final String deleteOptions;

  /**
   * @param resource its full name, {@link ObjectKind#resource}, in whatever version
   * @param body the top-level fields besides apiVersion, kind and metadata
   * @param deleteOptions fields of DeleteOptions
   */
  KnownKind(String resource, String body, Names names, String deleteOptions) {
    this.resource = resource;
    this.body = body;
    this.names = names;
    this.deleteOptions = deleteOptions;
  }

  KnownKind(String resource, String body) {
    this(resource, body, Names.SUBDOMAIN, "{}");
  }

  /** Returns what is known of a kind. */
  public static Optional<KnownKind> of(ObjectKind kind) {
    return Arrays.stream(values())
        .filter(known -> known.resource.equals(kind.resource()))
        .findFirst();
  }

  /**
   * @param namespace where the objects are, if in one
   */
  public Map<String, Object> body(Optional<String> namespace) {
    return tree(body.replace("NAMESPACE", namespace.orElse("")));
  }

  public Map<String, Object> deleteOptions() {
    return tree(deleteOptions);
  }

  private static Map<String, Object> tree(String json) {
    return JsonTree.ownObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
