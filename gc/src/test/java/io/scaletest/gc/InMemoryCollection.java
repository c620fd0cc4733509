package io.scaletest.gc;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An API server with one collection, in memory, all of one namespace, which answers at once.
 * Continue tokens are the last name of the page before.
 */
final class InMemoryCollection implements ApiTransport {
  static final String PATH = "/api/v1/configmaps";

  static final String IN_NAMESPACE = "/api/v1/namespaces/scaletest/configmaps";

  /** Fields of each object's metadata beside its name. */
  private final TreeMap<String, String> names = new TreeMap<>();

  private static final int GOOD = 200;

  private final Set<String> comingBack = new HashSet<>();
  private final Map<String, Deque<Integer>> failuresByTarget = new HashMap<>();
  private final int pageSize;

  /** What was asked, as {@code DELETE name} or {@code GET}. */
  final List<String> asked = new ArrayList<>();

  InMemoryCollection(int pageSize) {
    this.pageSize = pageSize;
  }

  void add(String name) {
    add(name, "");
  }

  /** Adds an object whose metadata have further fields: {@code ,"finalizers":["f"]}. */
  void add(String name, String fields) {
    names.put(name, fields);
  }

  /** Adds an object that is there again as soon as it was deleted, as its controller wants it. */
  void addComingBack(String name) {
    add(name, ",\"ownerReferences\":[{\"controller\":true}]");
    comingBack.add(name);
  }

  void remove(String name) {
    names.remove(name);
  }

  List<String> names() {
    return List.copyOf(names.keySet());
  }

  /** Answers the next requests for a target ({@code DELETE name} or {@code GET}) with these. */
  void failNext(String target, Integer... statuses) {
    failuresByTarget.computeIfAbsent(target, t -> new ArrayDeque<>()).addAll(List.of(statuses));
  }

  /** As {@link #failNext}, once {@code good} requests for the target have been answered well. */
  void failLater(String target, int good, int status) {
    for (int i = 0; i < good; i++) {
      failNext(target, GOOD);
    }
    failNext(target, status);
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    listener.answered(answer(request));
    return StreamHandle.NONE;
  }

  private ApiReply answer(ApiRequest request) {
    String path = request.path().split("\\?", 2)[0];
    boolean deletes = request.method().equals("DELETE");
    boolean patches = request.method().equals("PATCH");
    if (!path.equals(PATH) && !path.startsWith(IN_NAMESPACE)) {
      return failed(404);
    }
    String name = deletes || patches ? path.substring(IN_NAMESPACE.length() + 1) : "";
    String target =
        deletes || patches
            ? request.method() + " " + name
            : path.equals(PATH) ? "GET" : "GET in namespace scaletest";
    asked.add(target);
    Deque<Integer> failures = failuresByTarget.getOrDefault(target, new ArrayDeque<>());
    int status = failures.isEmpty() ? GOOD : failures.poll();
    if (status != GOOD) {
      return failed(status);
    }
    if (patches) {
      return patchFinalizers(name, new String(request.body(), StandardCharsets.UTF_8));
    }
    return deletes ? delete(request.path(), name) : succeeded(page(request.path()));
  }

  private ApiReply delete(String path, String name) {
    if (!path.endsWith("?propagationPolicy=Background")) {
      throw new IllegalArgumentException("what it owns may stay: " + path);
    }
    String fields = names.get(name);
    if (fields == null) {
      return failed(404);
    }
    if (comingBack.contains(name)) {
      return succeeded("");
    }
    if (fields.contains("finalizers")) {
      names.put(name, fields + ",\"deletionTimestamp\":\"2020-08-31T14:05:09Z\"");
    } else {
      names.remove(name);
    }
    return succeeded("");
  }

  /** An object that is being deleted goes with its last finalizer. */
  private ApiReply patchFinalizers(String name, String patch) {
    String path = "\"path\":\"/metadata/finalizers\",\"value\":";
    int test = patch.indexOf(path) + path.length();
    int replace = patch.lastIndexOf(path) + path.length();
    String expected = patch.substring(test, patch.indexOf(']', test) + 1);
    String left = patch.substring(replace, patch.indexOf(']', replace) + 1);
    String fields = names.get(name);
    if (!fields.contains("\"finalizers\":" + expected)) {
      return failed(422);
    }
    if (left.equals("[]")) {
      names.remove(name);
    } else {
      names.put(name, fields.replace(expected, left));
    }
    return succeeded("");
  }

  private String page(String path) {
    if (!path.contains("labelSelector=purpose%3Dscaletest&limit=" + Sweep.PAGE_SIZE)) {
      throw new IllegalArgumentException("not limited to scaletest's objects: " + path);
    }
    int token = path.indexOf("&continue=");
    String after = token < 0 ? "" : path.substring(token + "&continue=".length());
    List<String> rest = List.copyOf(names.tailMap(after, false).keySet());
    List<String> page = rest.subList(0, Math.min(pageSize, rest.size()));
    String next = page.size() < rest.size() ? page.get(page.size() - 1) : "";
    return page.stream()
        .map(this::object)
        .collect(
            Collectors.joining(
                ",", "{\"metadata\":{\"continue\":\"" + next + "\"},\"items\":[", "]}"));
  }

  private String object(String name) {
    return "{\"metadata\":{\"namespace\":\"scaletest\",\"name\":\""
        + name
        + "\""
        + names.get(name)
        + "},\"data\":{\"key1\":\"0\"}}";
  }

  private static ApiReply succeeded(String body) {
    return new ApiReply(200, body.getBytes(StandardCharsets.UTF_8), "", 0, 0, 0);
  }

  private static ApiReply failed(int status) {
    return new ApiReply(status, new byte[0], "status " + status, 0, 0, 0);
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    throw new UnsupportedOperationException("gc opens no streams");
  }

  @Override
  public void close() {
    // holds nothing
  }
}
