package io.scaletest.player.kubevirt;

import io.scaletest.common.timer.Timers;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * VMIs and pods of one namespace, which answers at once, or as the test says, and tells watches of
 * what was written. For one thread.
 */
final class FakeApi implements ApiTransport, Timers {
  private static final byte[] NO_BODY = {};
  private static final int OK = 200;

  private final ManualTicker ticker;
  private final Map<String, List<StreamListener>> watches = new HashMap<>();
  private final List<Runnable> planned = new ArrayList<>();
  private long version = 100;

  /** What was asked for: method, and path without its query. */
  final List<String> asked = new ArrayList<>();

  final List<ApiRequest> requests = new ArrayList<>();

  /** Statuses of the next answers; then all is well. */
  final List<Integer> refusals = new ArrayList<>();

  /** Whether watches hear of what is written. */
  boolean telling = true;

  FakeApi(ManualTicker ticker) {
    this.ticker = ticker;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    String path = request.path().replaceAll("\\?.*", "");
    watches.computeIfAbsent(path, unused -> new ArrayList<>()).add(listener);
    listener.onOpen(OK, ticker.nanos());
    Map<String, Object> synced =
        JsonTree.of(
            "metadata",
            JsonTree.of(
                "resourceVersion",
                "1",
                "annotations",
                Map.of("k8s.io/initial-events-end", "true")));
    tell(listener, "BOOKMARK", synced);
    return StreamHandle.NONE;
  }

  private void tell(StreamListener listener, String type, Map<String, Object> object) {
    String line = JsonWriter.text(JsonTree.of("type", type, "object", object)) + "\n";
    listener.onBytes(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), ticker.nanos());
  }

  /** Tells the watches of a collection of a change, in a new version. */
  void change(String collection, String type, Map<String, Object> object) {
    JsonTree.ownChild(object, "metadata").put("resourceVersion", Long.toString(++version));
    for (StreamListener listener : watches.getOrDefault(collection, List.of())) {
      tell(listener, type, object);
    }
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    asked.add(request.method() + " " + request.path().replaceAll("\\?.*", ""));
    requests.add(request);
    int status = refusals.isEmpty() ? OK : refusals.remove(0);
    byte[] body = status == OK ? written(request) : NO_BODY;
    long nowNs = ticker.nanos();
    listener.answered(new ApiReply(status, body, status == OK ? "" : "no", nowNs, nowNs, nowNs));
    return StreamHandle.NONE;
  }

  /** What is put is changed; a pod that is made gets a name. */
  private byte[] written(ApiRequest request) {
    Map<String, Object> object = JsonTree.object(request.body()).orElse(Map.of());
    if (request.method().equals("PUT")) {
      if (telling) {
        change(Vmi.COLLECTION, "MODIFIED", object);
      } else {
        JsonTree.ownChild(object, "metadata").put("resourceVersion", Long.toString(++version));
      }
      return JsonWriter.bytes(object);
    }
    if (request.path().endsWith("/pods")) {
      JsonTree.ownChild(object, "metadata").put("name", "virt-launcher-1");
      JsonTree.ownChild(object, "metadata").put("namespace", "n");
      return JsonWriter.bytes(object);
    }
    return NO_BODY;
  }

  @Override
  public Timer schedule(long delayNs, Runnable action) {
    planned.add(action);
    return () -> planned.remove(action);
  }

  /** Runs what was planned by now, however far off. */
  void runPlanned() {
    List<Runnable> now = List.copyOf(planned);
    planned.clear();
    now.forEach(Runnable::run);
  }

  @Override
  public void close() {}
}
