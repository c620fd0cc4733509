package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.ResourcePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TargetKindsTest {
  private static final ResourcePath FOOS = new ResourcePath("e.com", "v1", "foos", "");

  @Test
  void kindsThatTheServerLacksAreLeftOut() {
    TargetKinds kinds = new TargetKinds(InstantApi.withKinds());
    kinds.find(List.of(Entries.CONFIG_MAPS, FOOS));

    assertThat(kinds.kind(Entries.CONFIG_MAPS)).isPresent();
    assertThat(kinds.leftOut(use(FOOS, "get", ""))).contains(LeftOut.KIND);
    assertThat(kinds.leftOut(use(Entries.CONFIG_MAPS, "get", ""))).isEmpty();
    assertThat(kinds.untold()).isEmpty();
    assertThat(kinds.named("v1", "Pod")).isPresent();
  }

  @Test
  void aServerThatDoesNotTellIsNamed() {
    TargetKinds kinds =
        new TargetKinds(
            new InstantApi(
                request ->
                    request.path().startsWith("/apis/e.com")
                        ? new InstantApi.Answer(503, "{}")
                        : InstantApi.discovery(request)));
    kinds.find(List.of(FOOS));

    assertThat(kinds.leftOut(use(FOOS, "get", ""))).isEqualTo(Optional.of(LeftOut.KIND));
    assertThat(kinds.untold())
        .containsExactly("the server does not tell the kinds of e.com/v1: refused");
  }

  private static TargetKinds.Use use(ResourcePath path, String verb, String namespace) {
    return new TargetKinds.Use(path, verb, namespace);
  }

  /** Returns a server that says what may be done by the text of a review. */
  private static InstantApi allowing(Predicate<String> allowed) {
    return new InstantApi(
        request -> {
          String body = new String(request.body(), StandardCharsets.UTF_8);
          return request.path().endsWith("selfsubjectaccessreviews")
              ? new InstantApi.Answer(201, "{\"status\":{\"allowed\":" + allowed.test(body) + "}}")
              : InstantApi.discovery(request);
        });
  }

  @Test
  void whatMayNotBeDoneIsLeftOut() {
    TargetKinds kinds =
        new TargetKinds(allowing(review -> !review.contains("\"verb\":\"delete\"")));
    kinds.find(List.of(Entries.CONFIG_MAPS));
    TargetKinds.Use get = use(Entries.CONFIG_MAPS, "get", "a");
    TargetKinds.Use delete = use(Entries.CONFIG_MAPS, "delete", "a");
    kinds.askRights(List.of(get, delete), List.of(new RunNames("rep", 0)));

    assertThat(kinds.leftOut(get)).isEmpty();
    assertThat(kinds.leftOut(delete)).contains(LeftOut.RIGHT);
  }

  @Test
  void aRightIsAskedForWhereTheRequestsGo() {
    TargetKinds kinds =
        new TargetKinds(allowing(review -> review.contains("\"namespace\":\"rep-a\"")));
    kinds.find(List.of(Entries.CONFIG_MAPS, Entries.NODES, Entries.NAMESPACES));
    List<TargetKinds.Use> may =
        List.of(use(Entries.CONFIG_MAPS, "get", "a"), use(Entries.NAMESPACES, "get", "a"));
    List<TargetKinds.Use> mayNot =
        List.of(
            use(Entries.CONFIG_MAPS, "get", "b"),
            use(Entries.CONFIG_MAPS, "list", ""),
            use(Entries.NODES, "get", ""));
    List<TargetKinds.Use> all = new ArrayList<>(may);
    all.addAll(mayNot);
    kinds.askRights(all, List.of(new RunNames("rep", 0)));

    assertThat(may).allMatch(use -> kinds.leftOut(use).isEmpty());
    assertThat(mayNot).allMatch(use -> kinds.leftOut(use).equals(Optional.of(LeftOut.RIGHT)));
    assertThat(kinds.mayMakeNamespaces()).isFalse();
  }

  @Test
  void whatOneCopyMayNotDoNoneDoes() {
    TargetKinds kinds =
        new TargetKinds(allowing(review -> review.contains("\"namespace\":\"rep-1-a\"")));
    kinds.find(List.of(Entries.CONFIG_MAPS));
    TargetKinds.Use get = use(Entries.CONFIG_MAPS, "get", "a");
    kinds.askRights(List.of(get), List.of(new RunNames("rep", 1), new RunNames("rep", 2)));

    assertThat(kinds.leftOut(get)).contains(LeftOut.RIGHT);
  }

  @Test
  void theRightToDoSomethingEverywhereIsAskedForOnce() {
    InstantApi api = allowing(review -> true);
    TargetKinds kinds = new TargetKinds(api);
    kinds.find(List.of(Entries.CONFIG_MAPS));
    int before = api.asked().size();
    List<TargetKinds.Use> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(use(Entries.CONFIG_MAPS, "get", "n" + i));
    }
    kinds.askRights(many, List.of(new RunNames("rep", 0)));

    assertThat(api.asked()).hasSize(before + 1);
  }
}
