package io.scaletest.embedded.api;

import io.scaletest.common.text.DurationText;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The server-side Table representation that {@code kubectl get} prints. */
final class Tables {
  private final Stamps stamps;

  Tables(Stamps stamps) {
    this.stamps = stamps;
  }

  /** Returns a Table of objects of one kind. */
  Map<String, Object> table(List<StoredObject> objects, Map<String, Object> metadata) {
    List<Map<String, Object>> trees =
        objects.stream().map(object -> JsonTree.ownObject(object.json())).toList();
    Columns columns = trees.isEmpty() ? Columns.OTHER : Columns.of(trees.get(0));
    List<Object> rows = new ArrayList<>();
    for (Map<String, Object> tree : trees) {
      List<Object> cells = new ArrayList<>();
      cells.add(JsonTree.textAt(tree, "metadata.name"));
      columns.addOwn(tree, cells);
      cells.add(age(tree));
      rows.add(
          JsonTree.of(
              "cells",
              cells,
              "object",
              JsonTree.of(
                  "kind",
                  "PartialObjectMetadata",
                  "apiVersion",
                  "meta.k8s.io/v1",
                  "metadata",
                  tree.get("metadata"))));
    }
    return JsonTree.of(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        metadata,
        "columnDefinitions",
        columns.definitions(),
        "rows",
        rows);
  }

  private String age(Map<String, Object> tree) {
    try {
      Instant created = Instant.parse(JsonTree.textAt(tree, "metadata.creationTimestamp"));
      return DurationText.age(Duration.between(created, stamps.instant()).toSeconds());
    } catch (DateTimeException e) {
      return "<unknown>";
    }
  }

  /** What is shown of a kind between name and age. */
  private enum Columns {
    CONFIG_MAP("Data") {
      @Override
      void addOwn(Map<String, Object> tree, List<Object> cells) {
        long binary = JsonTree.child(tree, "binaryData").size();
        cells.add(JsonTree.child(tree, "data").size() + binary);
      }
    },
    POD("Ready", "Status", "Restarts") {
      @Override
      void addOwn(Map<String, Object> tree, List<Object> cells) {
        List<Object> statuses = JsonTree.list(JsonTree.child(tree, "status"), "containerStatuses");
        long ready =
            statuses.stream()
                .filter(status -> status instanceof Map<?, ?> map && TRUE.equals(map.get("ready")))
                .count();
        cells.add(ready + "/" + JsonTree.list(JsonTree.child(tree, "spec"), "containers").size());
        boolean ends = !JsonTree.textAt(tree, "metadata.deletionTimestamp").isEmpty();
        cells.add(ends ? "Terminating" : JsonTree.textAt(tree, "status.phase"));
        cells.add("0");
      }
    },
    NAMESPACE("Status") {
      @Override
      void addOwn(Map<String, Object> tree, List<Object> cells) {
        cells.add(JsonTree.textAt(tree, "status.phase"));
      }
    },
    NODE("Status", "Roles", "Version") {
      @Override
      void addOwn(Map<String, Object> tree, List<Object> cells) {
        String status = "Unknown";
        for (Object condition : JsonTree.list(JsonTree.child(tree, "status"), "conditions")) {
          if (condition instanceof Map<?, ?> map && "Ready".equals(map.get("type"))) {
            status = "True".equals(map.get("status")) ? "Ready" : "NotReady";
          }
        }
        cells.add(status);
        cells.add("<none>");
        cells.add(JsonTree.textAt(tree, "status.nodeInfo.kubeletVersion"));
      }
    },
    DEPLOYMENT("Ready", "Up-to-date", "Available") {
      @Override
      void addOwn(Map<String, Object> tree, List<Object> cells) {
        cells.add(count(tree, "status.readyReplicas") + "/" + count(tree, "spec.replicas"));
        cells.add(count(tree, "status.updatedReplicas"));
        cells.add(count(tree, "status.availableReplicas"));
      }
    },
    OTHER() {
      @Override
      void addOwn(Map<String, Object> tree, List<Object> cells) {}
    };

    private static final Boolean TRUE = Boolean.TRUE;

    private final List<String> titles;

    Columns(String... titles) {
      this.titles = List.of(titles);
    }

    static Columns of(Map<String, Object> tree) {
      return switch (JsonTree.string(tree, "kind")) {
        case "ConfigMap" -> CONFIG_MAP;
        case "Pod" -> POD;
        case "Namespace" -> NAMESPACE;
        case "Node" -> NODE;
        case "Deployment" -> DEPLOYMENT;
        default -> OTHER;
      };
    }

    private static String count(Map<String, Object> tree, String path) {
      String count = JsonTree.textAt(tree, path);
      return count.isEmpty() ? "0" : count;
    }

    abstract void addOwn(Map<String, Object> tree, List<Object> cells);

    List<Object> definitions() {
      List<Object> definitions = new ArrayList<>();
      definitions.add(definition("Name", "name"));
      titles.forEach(title -> definitions.add(definition(title, "")));
      definitions.add(definition("Age", ""));
      return definitions;
    }

    private static Map<String, Object> definition(String name, String format) {
      return JsonTree.of(
          "name", name, "type", "string", "format", format, "description", name, "priority", 0L);
    }
  }
}
