package io.scaletest.player.record;

import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import java.util.List;
import java.util.Set;

/** Whose traffic a request is, by its resource first, then by who made it. Stateless. */
final class TrafficRule {
  private static final Set<String> STREAMS =
      Set.of("exec", "attach", "portforward", "proxy", "log");

  /** Groups of tokens, reviews and certificates. */
  private static final Set<String> CREDENTIAL_GROUPS =
      Set.of("authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io");

  private static final List<String> NODE_USERS =
      List.of("system:node:", "system:kube-proxy", "system:serviceaccount:kube-system:kube-proxy");

  private static final List<String> NODE_AGENTS = List.of("kubelet/", "kube-proxy/");

  private static final List<String> CONTROLLER_USERS =
      List.of(
          "system:kube-controller-manager",
          "system:kube-scheduler",
          "system:cloud-controller-manager",
          "system:apiserver",
          "system:serviceaccount:kube-system:");

  private static final List<String> CONTROLLER_AGENTS =
      List.of(
          "kube-controller-manager/",
          "kube-scheduler/",
          "kube-apiserver/",
          "cloud-controller-manager/");

  private TrafficRule() {}

  static TrafficClass of(ResourcePath resource, Caller caller) {
    String name = resource.resource();
    String subresource = resource.subresource();
    if (name.isEmpty()) {
      return TrafficClass.NON_RESOURCE;
    }
    if (STREAMS.contains(subresource)) {
      return TrafficClass.STREAM;
    }
    if (CREDENTIAL_GROUPS.contains(resource.group()) || subresource.equals("token")) {
      return TrafficClass.CREDENTIAL;
    }
    if (name.equals("leases") && resource.group().equals("coordination.k8s.io")) {
      return TrafficClass.LEASE;
    }
    if (name.equals("events")
        && (resource.group().isEmpty() || resource.group().equals("events.k8s.io"))) {
      return TrafficClass.EVENT;
    }
    if (subresource.equals("status")
        && resource.group().isEmpty()
        && (name.equals("nodes") || name.equals("pods"))) {
      return TrafficClass.STATUS;
    }
    if (begins(caller.user(), NODE_USERS) || begins(caller.userAgent(), NODE_AGENTS)) {
      return TrafficClass.NODE;
    }
    return begins(caller.user(), CONTROLLER_USERS) || begins(caller.userAgent(), CONTROLLER_AGENTS)
        ? TrafficClass.CONTROLLER
        : TrafficClass.CLIENT;
  }

  /** Returns whether creating one is a question, which leaves no object: tokens and reviews. */
  static boolean isReview(ResourcePath resource) {
    return resource.resource().endsWith("reviews") && CREDENTIAL_GROUPS.contains(resource.group());
  }

  private static boolean begins(String text, List<String> prefixes) {
    return prefixes.stream().anyMatch(text::startsWith);
  }
}
