package io.scaletest.player.watch;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.object.ListPage;
import io.scaletest.watching.object.ObjectDecoder;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import io.scaletest.wire.json.JsonTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes as {@link JsonDecoder} does, and keeps each object whole until it is taken. For one
 * thread at a time.
 */
final class WholeObjects implements ObjectDecoder {
  private final JsonDecoder decoder = new JsonDecoder("spec");
  private final Map<String, Map<String, Object>> decoded = new HashMap<>();

  /** Returns the object that was decoded last under a key, once. */
  Optional<Map<String, Object>> take(String key) {
    return Optional.ofNullable(decoded.remove(key));
  }

  /** Forgets what nobody takes: objects of a list that were known in its version. */
  void forget() {
    decoded.clear();
  }

  @Override
  public String accept() {
    return decoder.accept();
  }

  @Override
  public EventCutter.Framing framing() {
    return decoder.framing();
  }

  @Override
  public WatchEvent decodeEvent(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    WatchEvent event = decoder.decodeEvent(bytes, offset, length);
    if (event instanceof WatchEvent.ObjectEvent change) {
      JsonTree.object(Arrays.copyOfRange(bytes, offset, offset + length))
          .ifPresent(tree -> decoded.put(change.object().key(), JsonTree.child(tree, "object")));
    }
    return event;
  }

  @Override
  public ListPage decodeList(byte[] bytes) throws UnreadableAnswerException {
    ListPage page = decoder.decodeList(bytes);
    JsonTree.object(bytes).ifPresent(tree -> keep(page, tree));
    return page;
  }

  private void keep(ListPage page, Map<String, Object> tree) {
    int i = 0;
    for (Map<?, ?> item : JsonTree.objects(tree, "items")) {
      decoded.put(page.items().get(i++).key(), JsonTree.asObject(item));
    }
  }

  @Override
  public ServerStatus decodeStatus(int httpStatus, byte[] bytes) {
    return decoder.decodeStatus(httpStatus, bytes);
  }
}
