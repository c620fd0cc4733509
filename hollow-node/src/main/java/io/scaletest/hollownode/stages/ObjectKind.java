package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.node.ApiPath;
import java.util.Optional;

/** The kinds of objects whose stages are played. */
enum ObjectKind {
  POD("Pod") {
    @Override
    String path(String namespace, String name) {
      return ApiPath.pod(namespace, name);
    }
  },
  NODE("Node") {
    @Override
    String path(String namespace, String name) {
      return ApiPath.node(name);
    }
  };

  final String text;

  ObjectKind(String text) {
    this.text = text;
  }

  abstract String path(String namespace, String name);

  static Optional<ObjectKind> of(String text) {
    for (ObjectKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
