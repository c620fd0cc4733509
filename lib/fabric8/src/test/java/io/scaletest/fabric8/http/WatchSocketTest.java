package io.scaletest.fabric8.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.WebSocket;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A watch is told in order, whatever order its workers work in. */
class WatchSocketTest {
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final LatestFirst workers = new LatestFirst();
  private final List<String> told = new ArrayList<>();
  private final WatchSocket socket =
      new WatchSocket(
          null,
          new WebSocket.Listener() {
            @Override
            public void onOpen(WebSocket opened) {
              told.add("open");
            }

            @Override
            public void onMessage(WebSocket from, String text) {
              told.add(text);
              from.request();
            }

            @Override
            public void onClose(WebSocket closed, int code, String reason) {
              told.add("close " + code);
            }
          },
          workers.factory(faults));

  @Test
  void aWatchThatEndsAtOnceIsOpenedBeforeItIsClosed() {
    socket.onOpen(200, 0);
    socket.onEnd("", 0);
    workers.work();

    assertThat(told).containsExactly("open", "close 1000");
  }

  @Test
  void eventsComeAfterTheOpeningAndBeforeTheEnd() {
    socket.onOpen(200, 0);
    socket.onBytes(ByteBuffer.wrap("a\nb\n".getBytes(StandardCharsets.UTF_8)), 0);
    socket.onEnd("", 0);
    workers.work();

    assertThat(told).containsExactly("open", "a", "b", "close 1000");
  }
}
