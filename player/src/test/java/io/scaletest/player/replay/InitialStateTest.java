package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.load.HeldWatches;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class InitialStateTest {
  @TempDir private Path folder;
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final Entries entries = new Entries();
  private final Copy copy = new Copy(new RunNames("rep", 0));
  private final RunObjects made = new RunObjects();
  private ReplayLoop loop;

  /** A listener of a loop that sends nothing. */
  private static final class Silent implements ReplayListener {
    @Override
    public void due(ReplayOp op) {}

    @Override
    public void sending(ReplayOp op) {}

    @Override
    public void completed(ReplayOp op, ApiReply reply) {}

    @Override
    public void dropped(ReplayOp op) {}

    @Override
    public void watchEnded(ReplayOp op, long openNs, long events, long nowNs) {}
  }

  private InitialState state(InstantApi api) throws IOException {
    Path trace = entries.write(folder.resolve("t"));
    TraceScan scan =
        TraceScan.of(
            trace, Set.of(TrafficClass.CLIENT), TraceScan.Window.ALL, PatchRules.NONE, () -> false);
    TargetKinds kinds = new TargetKinds(api);
    kinds.find(scan.paths());
    Bodies bodies = new Bodies("rep", kinds, Set.of());
    Requests requests = new Requests(bodies, 1, Set.of());
    loop =
        new ReplayLoop(
            new OpSource() {
              @Override
              public ReplayOp peek() {
                return null;
              }

              @Override
              public void take() {}

              @Override
              public boolean ended() {
                return true;
              }
            },
            requests,
            made,
            new HeldWatches(api, ticker),
            new Silent(),
            0,
            api,
            ticker,
            faults);
    return new InitialState(
        scan.needed(),
        new InitialState.Parts(
            trace,
            kinds,
            bodies,
            requests,
            made,
            loop,
            api,
            List.of(copy),
            scan.startNs(),
            () -> false));
  }

  private static List<String> posts(InstantApi api) {
    List<String> posts = new ArrayList<>();
    for (ApiRequest request : api.asked()) {
      if (request.method().equals("POST")) {
        posts.add(request.path() + " " + new String(request.body(), StandardCharsets.UTF_8));
      }
    }
    return posts;
  }

  @Test
  void whatWasThereIsMadeNamespacesFirstAndOwnersBeforeWhatTheyOwn() throws Exception {
    entries
        .add("update", Entries.CONFIG_MAPS, "a", "owned")
        .body(
            "{\"metadata\":{\"name\":\"owned\",\"uid\":\"x\",\"resourceVersion\":\"7\","
                + "\"creationTimestamp\":\"t\",\"managedFields\":[],\"ownerReferences\":["
                + "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\",\"uid\":\"y\"}"
                + "]},\"data\":{\"k\":\"v\"},\"status\":{}}");
    entries
        .add("update", Entries.DEPLOYMENTS, "a", "d")
        .body("{\"metadata\":{\"name\":\"d\"},\"spec\":{}}");
    entries.add("get", Entries.CONFIG_MAPS, "a", "least");
    InstantApi api =
        new InstantApi(
            request ->
                request.method().equals("POST")
                    ? new InstantApi.Answer(
                        201, "{\"metadata\":{\"uid\":\"u" + request.path().length() + "\"}}")
                    : InstantApi.discovery(request));
    InitialState state = state(api);
    state.make();

    List<String> posts = posts(api);
    assertThat(posts).hasSize(4);
    assertThat(posts.get(0)).startsWith("/api/v1/namespaces ").contains("\"name\":\"rep-a\"");
    assertThat(posts.get(1)).startsWith("/apis/apps/v1/namespaces/rep-a/deployments ");
    assertThat(posts.get(2))
        .startsWith("/api/v1/namespaces/rep-a/configmaps ")
        .contains("\"name\":\"owned\"", "\"k\":\"v\"", "\"uid\":\"u42\"")
        .doesNotContain("managedFields", "resourceVersion", "creationTimestamp", "status");
    assertThat(posts.get(3)).contains("\"name\":\"least\"", "\"kind\":\"ConfigMap\"");
    assertThat(state.made()).isEqualTo(4);
    assertThat(copy.objects().uidFor("x")).as("as its body says").isPresent();
    assertThat(state.minimal()).isEqualTo(1);
    assertThat(loop.ledger().mayExist().cardinality()).as("the namespace").isEqualTo(1);
  }

  @Test
  void whatWasThereNamesByUidWhatIsThereNow() throws Exception {
    String uid = "0b5e6f9c-1111-4222-8333-abcdefabcdef";
    entries
        .add("update", Entries.NODES, "", "n")
        .body("{\"metadata\":{\"name\":\"n\",\"uid\":\"" + uid + "\"}}");
    entries
        .add("update", Entries.CONFIG_MAPS, "a", "c")
        .body("{\"metadata\":{\"name\":\"c\"},\"data\":{\"of\":\"" + uid + "\"}}");
    InstantApi api =
        new InstantApi(
            request ->
                request.method().equals("POST")
                    ? new InstantApi.Answer(201, "{\"metadata\":{\"uid\":\"new-uid\"}}")
                    : InstantApi.discovery(request));
    state(api).make();

    assertThat(posts(api)).last().asString().contains("\"of\":\"new-uid\"");
  }

  @Test
  void whatTheServerDoesNotTakeIsCountedWithItsReason() throws Exception {
    entries.add("get", new ResourcePath("", "v1", "services", ""), "a", "s");
    InstantApi api =
        new InstantApi(
            request ->
                request.path().endsWith("/services")
                    ? new InstantApi.Answer(422, "{}")
                    : InstantApi.discovery(request));
    InitialState state = state(api);
    state.make();

    assertThat(state.unknown()).isEqualTo(1);
    assertThat(state.reasons()).containsExactly("services: 422 refused: 1");
  }

  @Test
  void aNamespaceThatIsPreparedIsNotMadeAndWhatIsInItIsDeletedByItself() throws Exception {
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    InstantApi api =
        new InstantApi(
            request ->
                request.path().equals("/api/v1/namespaces")
                    ? new InstantApi.Answer(403, "{}")
                    : request.method().equals("POST")
                        ? new InstantApi.Answer(201, "{\"metadata\":{\"resourceVersion\":\"70\"}}")
                        : InstantApi.discovery(request));
    copy.prepared().find(List.of("a"), copy.names(), api);
    InitialState state = state(api);
    state.make();

    assertThat(posts(api)).hasSize(1);
    assertThat(posts(api).get(0)).contains("\"scaletest/runid\":\"rep\"");
    assertThat(state.made()).isEqualTo(2);
    assertThat(loop.ledger().mayExist().stream().mapToObj(each -> made.delete(each).path()))
        .containsExactly("/api/v1/namespaces/rep-a/configmaps/c");
    copy.versions().start(0);
    assertThat(copy.versions().at(5)).as("the server does not tell this user").isEqualTo(70);
  }

  @Test
  void withoutANamespaceThereIsNoReplay() throws Exception {
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    InstantApi api =
        new InstantApi(
            request ->
                request.method().equals("POST")
                    ? new InstantApi.Answer(403, "{}")
                    : InstantApi.discovery(request));
    InitialState state = state(api);

    assertThatThrownBy(state::make)
        .isInstanceOf(ToolException.class)
        .hasMessage("set-up: a namespace cannot be made: 403 refused")
        .extracting(e -> ((ToolException) e).status())
        .isEqualTo(PlayerExit.SETUP_FAILED);
    assertThat(loop.ledger().mayExist().cardinality()).isZero();
  }
}
