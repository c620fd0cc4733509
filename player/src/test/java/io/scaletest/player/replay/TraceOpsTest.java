package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which requests are read of a trace, and when they are due. */
class TraceOpsTest {
  private static final long MS = Entries.MS;

  @TempDir private Path folder;
  private final Entries entries = new Entries();

  private List<ReplayOp> ops(TraceScan.Window window, int rounds) throws IOException {
    TargetKinds kinds = new TargetKinds(InstantApi.withKinds());
    kinds.find(
        List.of(Entries.CONFIG_MAPS, Entries.PODS, new ResourcePath("", "v1", "pods", "binding")));
    List<List<Copy>> copies = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      copies.add(List.of(new Copy(new RunNames("rep", round))));
    }
    TraceOps.Plan plan =
        new TraceOps.Plan(
            entries.write(folder.resolve("t")),
            Set.of(TrafficClass.CLIENT),
            window,
            Entries.START_NS + window.fromNs(),
            100 * MS,
            2,
            copies,
            kinds,
            new Bodies("rep", kinds, Set.of()),
            new Callers(false, Map.of()),
            PatchRules.NONE);
    List<ReplayOp> all = new ArrayList<>();
    try (TraceOps ops = new TraceOps(plan)) {
      for (Optional<ReplayOp> next = ops.next(); next.isPresent(); next = ops.next()) {
        all.add(next.get());
      }
    }
    return all;
  }

  @Test
  void aWindowBeginsAtItsFirstMomentAndEndsBeforeItsLast() throws IOException {
    for (int i = 0; i < 10; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "a", "c" + i);
    }

    assertThat(ops(new TraceScan.Window(3 * MS - MS / 2, 6 * MS), 2))
        .extracting(op -> op.key.name(), op -> op.dueNs)
        .containsExactly(
            tuple("c3", MS / 4),
            tuple("c4", MS / 4 + MS / 2),
            tuple("c5", MS / 4 + MS),
            tuple("c3", 50 * MS + MS / 4),
            tuple("c4", 50 * MS + MS / 4 + MS / 2),
            tuple("c5", 50 * MS + MS / 4 + MS));
  }

  @Test
  void eachRoundBeginsWithoutWhatOthersMadeInTheOneBefore() throws IOException {
    entries.add("get", Entries.PODS, "a", "web-x7k2p");
    entries
        .add("create", Entries.PODS, "a", "web-x7k2p")
        .of(TrafficClass.CONTROLLER)
        .generated("web-", NameOrigin.ANSWER);

    assertThat(ops(TraceScan.Window.ALL, 2)).hasSize(2);
  }

  @Test
  void initialObjectsAreNoRequests() throws IOException {
    entries.add("", Entries.PODS, "a", "p").of(EntryKind.INITIAL).body("{}");
    entries.add("get", Entries.PODS, "a", "p");

    assertThat(ops(TraceScan.Window.ALL, 1)).hasSize(1);
  }

  @Test
  void listsOfOtherThingsOrForOthersHaveOtherPages() throws IOException {
    entries.add("list", Entries.PODS, "a", "").query("limit=5");
    entries.add("list", Entries.PODS, "a", "").query("limit=5&labelSelector=x");
    entries.add("list", Entries.PODS, "b", "").query("limit=5");
    entries.add("list", Entries.CONFIG_MAPS, "a", "").query("limit=5");
    entries.add("list", Entries.PODS, "a", "").query("limit=5").by("bob");
    entries.add("list", Entries.PODS, "a", "").query("limit=5&continue=&resourceVersion=7");
    List<String> lists = new ArrayList<>();
    ops(TraceScan.Window.ALL, 1).forEach(op -> lists.add(op.recorded.list()));

    assertThat(lists.subList(0, 5)).doesNotHaveDuplicates();
    assertThat(lists.get(5)).as("the second page of the first").isEqualTo(lists.get(0));
  }

  @Test
  void aBodyThatIsFinishedLaterCostsMoreThanItsText() throws IOException {
    String fill = "x".repeat(10_000);
    entries.add("update", Entries.PODS, "a", "p").body("{\"data\":\"" + fill + "\"}");
    entries
        .add("update", Entries.PODS, "a", "p")
        .body("{\"metadata\":{\"resourceVersion\":\"7\"},\"data\":\"" + fill + "\"}");
    List<ReplayOp> ops = ops(TraceScan.Window.ALL, 1);

    assertThat(ops.get(0).bytes).isBetween(10_000L, 12_000L);
    assertThat(ops.get(1).bytes).isGreaterThan(50_000);
  }

  @Test
  void aPartOfAnObjectDoesNotMakeIt() throws IOException {
    String uid = "7f0e5a10-1f0c-4c58-9d0a-3b1f5b0c7a11";
    String body = "{\"of\":{\"uid\":\"" + uid + "\"}}";
    entries
        .add("create", new ResourcePath("", "v1", "pods", "binding"), "a", "p")
        .became(uid, 7)
        .body("{}");
    entries.add("create", Entries.CONFIG_MAPS, "a", "before").body(body);
    entries.add("create", Entries.PODS, "a", "p").became(uid, 8).body("{}");
    entries.add("create", Entries.CONFIG_MAPS, "a", "behind").body(body);
    List<ReplayOp> ops = ops(TraceScan.Window.ALL, 1);
    ObjectKey pod = new ObjectKey("pods", "a", "p");

    assertThat(ops.get(1).uses).doesNotContainKey(pod);
    assertThat(ops.get(3).uses).containsEntry(pod, false);
  }
}
