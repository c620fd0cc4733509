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
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An API server with one collection, in memory, which answers at once. Continue tokens are the last
 * name of the page before.
 */
final class InMemoryCollection implements ApiTransport {
  static final String PATH = "/api/v1/namespaces/scaletest/configmaps";

  private final TreeSet<String> names = new TreeSet<>();
  private final Map<String, Deque<Integer>> failuresByTarget = new HashMap<>();
  private final int pageSize;

  /** What was asked, as {@code METHOD name} or {@code GET}. */
  final List<String> asked = new ArrayList<>();

  InMemoryCollection(int pageSize) {
    this.pageSize = pageSize;
  }

  void add(String name) {
    names.add(name);
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** Answers the next requests for a target ({@code DELETE name} or {@code GET}) with these. */
  void failNext(String target, Integer... statuses) {
    failuresByTarget.computeIfAbsent(target, t -> new ArrayDeque<>()).addAll(List.of(statuses));
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    listener.answered(answer(request));
    return StreamHandle.NONE;
  }

  private ApiReply answer(ApiRequest request) {
    int query = request.path().indexOf('?');
    String path = query < 0 ? request.path() : request.path().substring(0, query);
    if (!path.startsWith(PATH)) {
      return failed(404);
    }
    String name = path.substring(Math.min(path.length(), PATH.length() + 1));
    String target = (request.method() + " " + name).strip();
    asked.add(target);
    Deque<Integer> failures = failuresByTarget.getOrDefault(target, new ArrayDeque<>());
    if (!failures.isEmpty()) {
      return failed(failures.poll());
    }
    if (request.method().equals("DELETE")) {
      return names.remove(name) ? succeeded("") : failed(404);
    }
    return succeeded(page(request.path()));
  }

  private String page(String path) {
    if (!path.contains("labelSelector=purpose%3Dscaletest&limit=" + Sweep.PAGE_SIZE)) {
      throw new IllegalArgumentException("not limited to scaletest's objects: " + path);
    }
    int token = path.indexOf("&continue=");
    String after = token < 0 ? "" : path.substring(token + "&continue=".length());
    List<String> rest = List.copyOf(names.tailSet(after, false));
    List<String> page = rest.subList(0, Math.min(pageSize, rest.size()));
    String next = page.size() < rest.size() ? page.get(page.size() - 1) : "";
    return page.stream()
        .map(name -> "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"key1\":\"0\"}}")
        .collect(
            Collectors.joining(
                ",", "{\"metadata\":{\"continue\":\"" + next + "\"},\"items\":[", "]}"));
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
