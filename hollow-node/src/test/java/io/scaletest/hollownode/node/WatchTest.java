package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.watching.heads.EventType;
import io.scaletest.watching.steps.Refusals;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final String END =
      "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"9\","
          + "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}";

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final List<String> heard = new ArrayList<>();
  private Watch watch;

  private static String event(String type, int version) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"resourceVersion\":\""
        + version
        + "\"}}}";
  }

  private final WatchSink sink =
      new WatchSink() {
        @Override
        public void relisting() {
          heard.add("relisting");
        }

        @Override
        public void event(EventType type, byte[] bytes, int offset, int length) {
          try {
            heard.add(
                type + " " + ApiMessages.json("Pod", new ProtobufFields(bytes, offset, length)));
          } catch (MalformedProtobufException e) {
            throw new AssertionError(e);
          }
        }

        @Override
        public void synced() {
          heard.add("synced");
        }
      };

  private void open() {
    api.loop.run(
        () ->
            watch =
                Watch.open(
                    api.loop,
                    api.client()::stream,
                    WatchTarget.pods("spec.nodeName=n1"),
                    sink,
                    figures));
  }

  @Test
  void beginsWithEverythingThereIsByTheKubeletsQuery() {
    open();
    assertThat(api.lastStream().path)
        .matches(
            "/api/v1/pods\\?allowWatchBookmarks=true&fieldSelector=spec.nodeName%3Dn1"
                + "&resourceVersionMatch=NotOlderThan&sendInitialEvents=true"
                + "&timeoutSeconds=[345]\\d\\d&watch=true");
    api.lastStream().event(event("ADDED", 3));
    assertThat(watch.everSynced()).isFalse();
    api.lastStream().event(END);
    assertThat(watch.everSynced()).isTrue();
    assertThat(heard)
        .containsExactly(
            "relisting",
            "ADDED {\"metadata\":{\"name\":\"p\",\"resourceVersion\":\"3\"}}",
            "synced");
  }

  @Test
  void anOrdinaryEndIsGoneOnBehindTheLastVersionAtOnce() {
    open();
    api.lastStream().event(END);
    api.lastStream().event(event("MODIFIED", 12));
    api.lastStream().end("");
    assertThat(api.streams).hasSize(2);
    assertThat(api.lastStream().path)
        .contains("fieldSelector=spec.nodeName%3Dn1&resourceVersion=12&timeoutSeconds=");
  }

  @Test
  void aBookmarkMovesTheVersionAndIsNotHeard() {
    open();
    api.lastStream().event(END);
    api.lastStream()
        .event("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"77\"}}}");
    api.lastStream().end("");
    assertThat(api.lastStream().path).contains("&resourceVersion=77&");
    assertThat(heard).containsExactly("relisting", "synced");
  }

  @Test
  void aVersionThatIsGoneMeansFromTheStart() {
    open();
    api.lastStream().event(END);
    api.lastStream().event("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}");
    assertThat(api.lastStream().cancelled).isTrue();
    api.lastStream().end("cancelled");
    api.advance(Duration.ofMillis(1_600));
    assertThat(api.lastStream().path).contains("sendInitialEvents=true");
    assertThat(heard).containsExactly("relisting", "synced", "relisting");
    assertThat(figures.gone()).isEqualTo(1);
  }

  @Test
  void failuresAreTriedAgainEverMoreSlowly() {
    open();
    api.lastStream().end("connection lost");
    api.advance(Duration.ofMillis(799));
    assertThat(api.streams).hasSize(1);
    api.advance(Duration.ofMillis(801));
    assertThat(api.streams).hasSize(2);
    api.lastStream().end("connection lost");
    api.advance(Duration.ofMillis(1_599));
    assertThat(api.streams).hasSize(2);
    api.advance(Duration.ofMillis(1_601));
    assertThat(api.streams).hasSize(3);
  }

  @Test
  void aWatchThatIsHeldOpenBeyondItsTimeIsTakenForDead() {
    open();
    api.lastStream().event(END);
    api.advance(Duration.ofSeconds(300));
    assertThat(api.streams).hasSize(1);
    api.advance(Duration.ofSeconds(299 + 30 + 2));
    assertThat(api.streams.get(0).cancelled).isTrue();
    assertThat(api.lastStream().path).contains("&resourceVersion=9&");
  }

  @Test
  void aVersionThatIsRefusedAsGoneMeansFromTheStart() {
    open();
    api.lastStream().event(END);
    api.nextStreamStatus = 410;
    api.lastStream().end("");
    api.lastStream().end("");
    api.nextStreamStatus = 200;
    api.advance(Duration.ofMillis(1_600));
    assertThat(api.lastStream().path).contains("sendInitialEvents=true");
    assertThat(figures.gone()).isEqualTo(1);
  }

  @Test
  void whatTheServerPutsOffIsAskedForAgainWhenItSays() {
    open();
    api.lastStream().event(END);
    api.nextStreamStatus = 429;
    api.lastStream().end("");
    String path = api.lastStream().path;
    api.nextStreamStatus = 200;
    api.lastStream().mayRetry(7);
    api.lastStream().end("");
    api.advance(Duration.ofMillis(6_999));
    assertThat(api.streams).hasSize(2);
    api.advance(Duration.ofMillis(1));
    assertThat(api.streams).hasSize(3);
    assertThat(api.lastStream().path).isEqualTo(path);
    api.lastStream().event(event("MODIFIED", 12));
    assertThat(heard).hasSize(3);
  }

  @Test
  void aVersionThatTheServerFailsToGoOnFromThriceMeansFromTheStart() {
    open();
    api.lastStream().event(END);
    api.nextStreamStatus = 500;
    api.lastStream().end("");
    for (int i = 0; i < Refusals.REWATCH_MAX; i++) {
      assertThat(api.lastStream().path).contains("&resourceVersion=9&");
      api.lastStream().end("");
      api.advance(Duration.ofSeconds(30));
    }
    assertThat(api.lastStream().path).contains("sendInitialEvents=true");
  }

  @Test
  void whatIsNoEventMeansFromTheStart() {
    open();
    api.lastStream().event(END);
    api.lastStream().send(ByteBuffer.wrap(new byte[] {0, 0, 0, 2, 'n', 'o'}));
    api.advance(Duration.ofMillis(1_600));
    assertThat(api.lastStream().path).contains("sendInitialEvents=true");
  }

  @Test
  void aClosedWatchIsCancelledAndStaysSo() {
    open();
    api.loop.run(watch::close);
    assertThat(api.lastStream().cancelled).isTrue();
    api.lastStream().end("cancelled");
    api.advance(Duration.ofSeconds(120));
    assertThat(api.streams).hasSize(1);
  }

  @Test
  void generatedClientsRepeatTheTimeoutAndSelectorsComeInTheirOrder() {
    WatchTarget target = WatchTarget.reflector("/api/v1/services", "spec.clusterIP!=None", "!x");
    assertThat(target.initialPath(409))
        .isEqualTo(
            "/api/v1/services?allowWatchBookmarks=true&fieldSelector=spec.clusterIP%21%3DNone"
                + "&labelSelector=%21x&resourceVersionMatch=NotOlderThan&sendInitialEvents=true"
                + "&timeout=6m49s&timeoutSeconds=409&watch=true");
    assertThat(WatchTarget.reference("default", "configmaps", "kube-root-ca.crt").initialPath(2460))
        .isEqualTo(
            "/api/v1/namespaces/default/configmaps?allowWatchBookmarks=true"
                + "&fieldSelector=metadata.name%3Dkube-root-ca.crt"
                + "&resourceVersionMatch=NotOlderThan&sendInitialEvents=true"
                + "&timeout=41m0s&timeoutSeconds=2460&watch=true");
  }
}
