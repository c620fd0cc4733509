package io.scaletest.fabric8.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.WebSocket;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers do what they are given in any order: here, the latest first. */
class WatchSocketTest {
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
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
          new TransportHttpClientFactory(
              null,
              "https://server",
              "",
              tasks::push,
              faults,
              TransportHttpClientFactory.OtherWebSockets.NONE));

  private void work() {
    while (!tasks.isEmpty()) {
      tasks.pop().run();
    }
  }

  @Test
  void aWatchThatEndsAtOnceIsOpenedBeforeItIsClosed() {
    socket.onOpen(200, 0);
    socket.onEnd("", 0);
    work();

    assertThat(told).containsExactly("open", "close 1000");
  }

  @Test
  void eventsComeAfterTheOpeningAndBeforeTheEnd() {
    socket.onOpen(200, 0);
    socket.onBytes(ByteBuffer.wrap("a\nb\n".getBytes(StandardCharsets.UTF_8)), 0);
    socket.onEnd("", 0);
    work();

    assertThat(told).containsExactly("open", "a", "b", "close 1000");
  }
}
