package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceType;
import java.util.List;

/** What discovery says of subresources; null where it is as with their object. */
final class SubresourceKinds {
  private SubresourceKinds() {}

  static String kind(ResourceType type, String subresource) {
    return switch (subresource) {
      case "scale" -> "Scale";
      case "binding" -> "Binding";
      case "eviction" -> "Eviction";
      case "token" -> "TokenRequest";
      default -> type.kind();
    };
  }

  static String group(String subresource) {
    return switch (subresource) {
      case "scale" -> "autoscaling";
      case "eviction" -> "policy";
      case "token" -> "authentication.k8s.io";
      default -> null;
    };
  }

  static String version(String subresource) {
    return switch (subresource) {
      case "scale", "eviction", "token" -> "v1";
      default -> null;
    };
  }

  static List<String> verbs(String subresource) {
    return switch (subresource) {
      case "binding", "eviction", "token" -> List.of("create");
      case "log" -> List.of("get");
      default -> List.of("get", "patch", "update");
    };
  }
}
