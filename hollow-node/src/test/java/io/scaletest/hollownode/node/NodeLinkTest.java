package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLinkTest {
  private static final ApiRequest GET = ApiRequest.get("/api/v1/nodes/n1");
  private static final Duration SPREAD = Duration.ofNanos(NodeLink.SPREAD_NS);

  private final FakeApi api = new FakeApi();
  private final NodeLink link = new NodeLink(api.loop, api.client());
  private final List<String> heard = new ArrayList<>();

  private final StreamListener listener =
      new StreamListener() {
        @Override
        public void onOpen(int status, long nowNs) {
          heard.add("open");
        }

        @Override
        public void onBytes(ByteBuffer chunk, long nowNs) {
          heard.add("bytes");
        }

        @Override
        public void onEnd(String failure, long nowNs) {
          heard.add("end: " + failure);
        }
      };

  @BeforeEach
  void start() {
    api.loop.run(link::start);
  }

  private void take(ApiReply reply) {
    heard.add(reply.succeeded() ? "answer" : reply.failure());
  }

  private void send() {
    api.loop.run(() -> link.send(GET, this::take));
  }

  private StreamHandle open() {
    StreamHandle[] handle = new StreamHandle[1];
    api.loop.run(() -> handle[0] = link.stream(GET, listener));
    return handle[0];
  }

  @Test
  void aRequestUnderWayIsLostWhenTheLinkBreaksAndFailsSoonAfterItIsBack() {
    send();
    api.loop.run(link::pause);
    api.last().answer(200, "{}");
    api.advance(Duration.ofMinutes(1));
    assertThat(heard).isEmpty();
    api.loop.run(link::resume);
    assertThat(heard).isEmpty();
    api.advance(SPREAD);
    assertThat(heard).containsExactly(HollowFigures.CUT_OFF);
  }

  @Test
  void whatIsSentOnABrokenLinkNeverLeavesTheNode() {
    api.loop.run(link::pause);
    send();
    assertThat(api.calls).isEmpty();
    api.loop.run(link::resume);
    api.advance(SPREAD);
    assertThat(api.calls).isEmpty();
    assertThat(heard).containsExactly(HollowFigures.CUT_OFF);
  }

  @Test
  void aLinkThatBreaksAgainBeforeTheLossIsNoticedTellsOfItLater() {
    send();
    api.loop.run(link::pause);
    api.loop.run(link::resume);
    api.loop.run(link::pause);
    api.advance(SPREAD);
    assertThat(heard).isEmpty();
    api.loop.run(link::resume);
    api.advance(SPREAD);
    assertThat(heard).containsExactly(HollowFigures.CUT_OFF);
  }

  @Test
  void whatIsSentAfterTheLinkIsBackIsAnswered() {
    api.loop.run(link::pause);
    api.loop.run(link::resume);
    send();
    api.last().answer(200, "{}");
    api.advance(SPREAD);
    assertThat(heard).containsExactly("answer");
  }

  @Test
  void ofAStoppedLinkNobodyHearsAnything() {
    send();
    FakeApi.Call underWay = api.last();
    open();
    api.loop.run(() -> link.after(1_000, () -> heard.add("timer")));
    api.loop.run(link::stop);
    heard.clear();
    underWay.answer(200, "{}");
    api.lastStream().end("broken");
    send();
    api.loop.run(link::start);
    api.advance(Duration.ofMinutes(1));
    assertThat(heard).isEmpty();
    assertThat(api.lastStream().cancelled).isTrue();
  }

  @Test
  void aStoppedLinkIsSettledWhenItsLastRequestIsAnswered() {
    send();
    api.loop.run(link::stop);
    api.loop.run(() -> link.whenSettled(() -> heard.add("settled")));
    assertThat(heard).isEmpty();
    api.last().answer(200, "{}");
    assertThat(heard).containsExactly("settled");
  }

  @Test
  void aWatchIsCutWithTheLinkAndHearsOfItWhenTheLinkIsBack() {
    open();
    api.loop.run(link::pause);
    assertThat(api.lastStream().cancelled).isTrue();
    api.lastStream().send(ByteBuffer.allocate(1));
    api.lastStream().end("cancelled");
    assertThat(heard).containsExactly("open");
    api.loop.run(link::resume);
    api.advance(SPREAD);
    assertThat(heard).containsExactly("open", "end: " + HollowFigures.CUT_OFF);
  }

  @Test
  void aWatchThatIsOpenedOnABrokenLinkEndsWhenTheLinkIsBackUnlessItWasGivenUp() {
    api.loop.run(link::pause);
    open();
    StreamHandle givenUp = open();
    api.loop.run(givenUp::cancel);
    assertThat(api.streams).isEmpty();
    api.loop.run(link::resume);
    api.advance(SPREAD);
    assertThat(heard).containsExactly("end: " + HollowFigures.CUT_OFF);
  }

  @Test
  void aSlowLinkHoldsRequestsUpAndLosesThoseIfItBreaks() {
    api.loop.run(() -> link.delay(Duration.ofSeconds(3).toNanos()));
    send();
    api.advance(Duration.ofMillis(2_999));
    assertThat(api.calls).isEmpty();
    api.advance(Duration.ofMillis(1));
    assertThat(api.calls).hasSize(1);
    send();
    api.loop.run(link::pause);
    api.advance(Duration.ofSeconds(4));
    assertThat(api.calls).hasSize(1);
  }

  @Test
  void whatTheServerPutsOffIsSentAgainWhenItSaysAndTheLastAnswerIsHeard() {
    send();
    long queuedNs = api.ticker.nanos();
    api.last().putOff(429, 3);
    api.advance(Duration.ofMillis(2_999));
    assertThat(api.calls).hasSize(1);
    api.advance(Duration.ofMillis(1));
    assertThat(api.calls).hasSize(2);
    assertThat(heard).isEmpty();
    List<ApiReply> replies = new ArrayList<>();
    api.last().answer(200, "{}");
    assertThat(heard).containsExactly("answer");
    api.loop.run(() -> link.send(GET, replies::add));
    api.last().putOff(503, 1);
    api.advance(Duration.ofSeconds(1));
    api.last().answer(200, "{}");
    assertThat(replies.get(0).queuedNs()).isEqualTo(queuedNs + Duration.ofSeconds(3).toNanos());
    assertThat(replies.get(0).tries().count()).isEqualTo(2);
  }

  @Test
  void whatTheServerPutsOffForEverIsSentTenTimesMoreAndThenRefused() {
    send();
    for (int i = 0; i < 10; i++) {
      api.last().putOff(429, 1);
      api.advance(Duration.ofSeconds(1));
    }
    assertThat(api.calls).hasSize(11);
    assertThat(heard).isEmpty();
    api.last().putOff(429, 1);
    assertThat(heard).containsExactly("put off");
  }

  @Test
  void aHeartbeatIsPutOffForTenSecondsAtMost() {
    api.loop.run(() -> link.heartbeat(GET, this::take));
    api.last().putOff(429, 8);
    api.advance(Duration.ofSeconds(8));
    api.last().putOff(429, 8);
    api.advance(Duration.ofMillis(1_999));
    assertThat(heard).isEmpty();
    api.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly("put off");
    assertThat(api.calls).hasSize(2);
  }

  @Test
  void whatIsPutOffWhenTheLinkBreaksIsLostAndNotSentAgain() {
    send();
    api.last().putOff(429, 3);
    api.loop.run(link::pause);
    api.advance(Duration.ofSeconds(4));
    assertThat(api.calls).hasSize(1);
    api.loop.run(link::resume);
    api.advance(SPREAD);
    assertThat(heard).containsExactly(HollowFigures.CUT_OFF);
    assertThat(api.calls).hasSize(1);
  }

  @Test
  void whatCountsWhateverBecomesOfTheLinkIsPutOffToo() {
    api.loop.run(() -> link.sendAnyway(GET, this::take));
    api.last().putOff(429, 3);
    api.advance(Duration.ofSeconds(3));
    assertThat(api.calls).hasSize(2);
    api.last().putOff(429, 3);
    api.loop.run(link::stop);
    api.advance(Duration.ofSeconds(3));
    assertThat(heard).containsExactly("put off");
    assertThat(api.calls).hasSize(2);
  }

  @Test
  void timersOutliveABreak() {
    api.loop.run(() -> link.after(1_000_000, () -> heard.add("timer")));
    api.loop.run(link::pause);
    api.advance(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("timer");
  }

  private final NodeStates states = new NodeStates();

  private void enter(NodeState state) {
    api.loop.run(() -> states.enter(state));
  }

  private void switchOn() {
    states.add(link.in(states), NodeStates.Need.NETWORK);
    enter(NodeState.UP);
  }

  @Test
  void whereOnlyWhatIsSentGetsLostAnswersAndEventsStillArrive() {
    switchOn();
    open();
    send();
    FakeApi.Call underWay = api.last();
    enter(NodeState.PARTITIONED_OUTBOUND);
    underWay.answer(200, "{}");
    api.lastStream().send(ByteBuffer.allocate(1));
    assertThat(heard).containsExactly("open", "answer", "bytes");
    int sent = api.calls.size();
    send();
    assertThat(api.calls).hasSize(sent);
    enter(NodeState.UP);
    api.advance(SPREAD);
    assertThat(heard).containsExactly("open", "answer", "bytes", HollowFigures.CUT_OFF);
  }

  @Test
  void whereOnlyWhatIsReceivedGetsLostRequestsReachTheServer() {
    switchOn();
    open();
    FakeApi.Stream watch = api.lastStream();
    enter(NodeState.PARTITIONED_INBOUND);
    send();
    assertThat(api.calls).hasSize(1);
    api.last().answer(200, "{}");
    watch.send(ByteBuffer.allocate(1));
    assertThat(watch.cancelled).as("the server does not know").isFalse();
    assertThat(heard).containsExactly("open");
    enter(NodeState.UP);
    api.advance(SPREAD);
    assertThat(heard)
        .containsExactly("open", HollowFigures.CUT_OFF, "end: " + HollowFigures.CUT_OFF);
    assertThat(watch.cancelled).isTrue();
  }
}
