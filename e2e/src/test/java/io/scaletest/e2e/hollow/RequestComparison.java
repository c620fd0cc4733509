package io.scaletest.e2e.hollow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what two nodes asked an API server for: requests, users, selectors, bodies, outcomes,
 * and their order.
 *
 * <p>A kubelet does several things at once, and in which order these reach the server is chance. So
 * order is compared within a lane: what one part of the kubelet does about one object. A poll that
 * finds nothing, and a lease's renewals, count once however often they come.
 */
final class RequestComparison {
  private static final int NOT_FOUND = 404;
  private static final String LEASE = "lease";

  private final Map<String, String> recordedNames;
  private final Map<String, String> ourNames;

  /**
   * @param recordedNames what differs from run to run beyond uids and times, such as addresses, and
   *     what to read instead
   * @param ourNames the same for the other run
   */
  RequestComparison(Map<String, String> recordedNames, Map<String, String> ourNames) {
    this.recordedNames = recordedNames;
    this.ourNames = ourNames;
  }

  /** Returns the differences, lane by lane. */
  List<Difference> compare(List<AuditedRequest> recorded, List<AuditedRequest> ours) {
    Map<String, List<Shape>> recordedLanes = lanes(recorded, recordedNames);
    Map<String, List<Shape>> ourLanes = lanes(ours, ourNames);
    TreeSet<String> all = new TreeSet<>(recordedLanes.keySet());
    all.addAll(ourLanes.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String lane : all) {
      compareLane(
          differences,
          lane,
          recordedLanes.getOrDefault(lane, List.of()),
          ourLanes.getOrDefault(lane, List.of()));
    }
    return differences;
  }

  /** What is compared of a request: leaves by their places. */
  private record Shape(String title, SortedMap<String, String> leaves) {}

  private static Map<String, List<Shape>> lanes(
      List<AuditedRequest> requests, Map<String, String> names) {
    Map<String, List<Shape>> lanes = new LinkedHashMap<>();
    for (AuditedRequest request : requests) {
      String lane = lane(request, names);
      Shape shape = shape(request, names);
      List<Shape> shapes = lanes.computeIfAbsent(lane, key -> new ArrayList<>());
      boolean repeated =
          !shapes.isEmpty()
              && isRepeatable(lane, request)
              && shapes.get(shapes.size() - 1).equals(shape);
      if (!repeated) {
        shapes.add(shape);
      }
    }
    return lanes;
  }

  private static boolean isRepeatable(String lane, AuditedRequest request) {
    return request.verb().equals("get") && request.code() == NOT_FOUND
        || lane.endsWith(LEASE) && request.verb().equals("update");
  }

  private static String lane(AuditedRequest request, Map<String, String> names) {
    String path = FlatJson.text(request.path(), names);
    if (request.isWatch()) {
      // Which of one kind's watches comes first is chance, too.
      return request.agent() + " watch " + path + " " + request.query().get("fieldSelector");
    }
    if (path.contains("/leases")) {
      return request.agent() + " " + LEASE;
    }
    if (path.contains("/events")) {
      return request.agent() + " event";
    }
    if (path.contains("/csinodes")) {
      return request.agent() + " csinode";
    }
    if (path.startsWith("/api/v1/nodes")) {
      // Read by registration, lease and CSINode, each with its own client.
      boolean reads = request.verb().equals("get");
      return request.agent()
          + " node "
          + (reads
              ? "reads" + (request.query().containsKey("timeout") ? " in 10s" : "")
              : "writes");
    }
    // The volumes' tokens are asked for beside what the status manager reads and patches.
    return request.agent() + (path.endsWith("/token") ? " token" : " pod");
  }

  private static Shape shape(AuditedRequest request, Map<String, String> names) {
    SortedMap<String, String> leaves = new TreeMap<>();
    request
        .query()
        .forEach(
            (name, value) ->
                leaves.put(
                    "query." + name,
                    request.isWatch() && name.startsWith("timeout")
                        ? "SECONDS"
                        : FlatJson.text(value, names)));
    leaves.put("user", FlatJson.text(request.user(), names));
    leaves.put("code", Integer.toString(request.code()));
    FlatJson.of(request.body(), names)
        .forEach((place, value) -> leaves.put("body." + place, value));
    String title = request.verb() + " " + FlatJson.text(request.path(), names);
    return new Shape(title, leaves);
  }

  private static void compareLane(
      List<Difference> differences, String lane, List<Shape> recorded, List<Shape> ours) {
    int[][] common = commonTitles(recorded, ours);
    int i = 0;
    int j = 0;
    while (i < recorded.size() || j < ours.size()) {
      boolean paired =
          i < recorded.size()
              && j < ours.size()
              && recorded.get(i).title().equals(ours.get(j).title());
      if (paired) {
        compareLeaves(
            differences,
            name(lane, i, recorded.get(i)),
            recorded.get(i).leaves(),
            ours.get(j).leaves());
        i++;
        j++;
      } else if (j == ours.size() || i < recorded.size() && common[i + 1][j] >= common[i][j + 1]) {
        differences.add(new Difference(name(lane, i, recorded.get(i)), "", "request", ""));
        i++;
      } else {
        differences.add(new Difference(name(lane, j, ours.get(j)), "", "", "request"));
        j++;
      }
    }
  }

  private static String name(String lane, int index, Shape shape) {
    return lane + " #" + (index + 1) + " " + shape.title();
  }

  /** Returns how many titles the ends of both lists have in common, in order, for every begin. */
  private static int[][] commonTitles(List<Shape> recorded, List<Shape> ours) {
    int[][] common = new int[recorded.size() + 1][ours.size() + 1];
    for (int i = recorded.size() - 1; i >= 0; i--) {
      for (int j = ours.size() - 1; j >= 0; j--) {
        common[i][j] =
            recorded.get(i).title().equals(ours.get(j).title())
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static void compareLeaves(
      List<Difference> differences,
      String request,
      SortedMap<String, String> recorded,
      SortedMap<String, String> ours) {
    TreeSet<String> places = new TreeSet<>(recorded.keySet());
    places.addAll(ours.keySet());
    for (String place : places) {
      String was = recorded.getOrDefault(place, "");
      String is = ours.getOrDefault(place, "");
      if (!was.equals(is)) {
        differences.add(new Difference(request, place, was, is));
      }
    }
  }
}
