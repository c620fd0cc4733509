package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trace needs of a server, and what becomes of it where the server does not allow it. */
class TraceScanTest {
  private static final long MS = Entries.MS;
  private static final List<RunNames> ONE = List.of(new RunNames("rep", 0));

  @TempDir private Path folder;
  private final Entries entries = new Entries();

  private TraceScan scan() throws IOException {
    return scan(TraceScan.Window.ALL, PatchRules.NONE);
  }

  private TraceScan scan(TraceScan.Window window, PatchRules patches) throws IOException {
    return scan(entries.write(folder.resolve("t")), window, patches);
  }

  private static TraceScan scan(Path trace, TraceScan.Window window, PatchRules patches) {
    return TraceScan.of(trace, Set.of(TrafficClass.CLIENT), window, patches, () -> false);
  }

  /** Returns what may be done by a user of some of the run's namespaces. */
  private static TargetKinds allowedIn(TraceScan scan, String... namespaces) {
    TargetKinds kinds =
        new TargetKinds(
            new InstantApi(
                request -> {
                  if (!request.path().endsWith("selfsubjectaccessreviews")) {
                    return InstantApi.discovery(request);
                  }
                  String review = new String(request.body(), StandardCharsets.UTF_8);
                  boolean may =
                      List.of(namespaces).stream()
                          .anyMatch(each -> review.contains("\"namespace\":\"" + each + "\""));
                  return new InstantApi.Answer(201, "{\"status\":{\"allowed\":" + may + "}}");
                }));
    kinds.find(scan.paths());
    kinds.askRights(scan.uses().keySet(), ONE);
    return kinds;
  }

  private static List<String> forbidden(TraceScan scan, TargetKinds kinds) {
    Map<TargetKinds.Use, Long> all = scan.uses();
    scan.apply(kinds);
    return TraceScan.linesOf(all, kinds, LeftOut.RIGHT, ONE.get(0));
  }

  @Test
  void onlyWhatIsForbiddenWhereItGoesIsLeftOutAndNotMadeBefore() throws IOException {
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    entries.add("update", Entries.CONFIG_MAPS, "a", "c").body("{}");
    entries.add("get", Entries.CONFIG_MAPS, "b", "c");
    entries.add("get", Entries.CONFIG_MAPS, "b", "d");
    entries.add("list", Entries.CONFIG_MAPS, "", "");
    entries.add("get", Entries.NAMESPACES, "b", "b");
    TraceScan scan = scan();
    TargetKinds kinds = allowedIn(scan, "rep-a");

    assertThat(forbidden(scan, kinds))
        .containsExactly("get configmaps in rep-b: 2", "get namespaces: 1", "list configmaps: 1");
    assertThat(scan.replayed()).isEqualTo(2);
    assertThat(scan.leftOut()).containsEntry(LeftOut.RIGHT, 4L);
    assertThat(scan.needed())
        .extracting(each -> each.key().namespace() + "/" + each.key().name())
        .containsExactly("/a", "a/c");
    assertThat(scan.namespaces()).containsExactly("a");
  }

  @Test
  void aNamespaceInWhichSomethingMayBeDoneIsThere() throws IOException {
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    entries.add("get", Entries.PODS, "a", "p");
    TraceScan scan = scan();
    TargetKinds kinds = allowedIn(scan, "rep-a");

    assertThat(forbidden(scan, kinds)).isEmpty();
    assertThat(scan.namespaces()).containsExactly("a");
    assertThat(scan.needed()).hasSize(3);
  }

  @Test
  void manyNamespacesAreTheFirstOnesAndANumber() throws IOException {
    for (int i = 0; i < 7; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "n" + i, "c");
    }
    TraceScan scan = scan();
    TargetKinds kinds = allowedIn(scan, "rep-n3");

    assertThat(forbidden(scan, kinds))
        .containsExactly("get configmaps in rep-n0, rep-n1, rep-n2 and 3 more: 6");
  }

  @Test
  void requestsAreThoseThatAreReplayedAndThoseThatAreLeftOut() throws IOException {
    entries.add("", Entries.PODS, "a", "p").of(EntryKind.INITIAL).body("{}");
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    entries.add("get", Entries.CONFIG_MAPS, "a", "c").of(TrafficClass.NODE);
    entries.add("update", Entries.PODS, "a", "p").of(TrafficClass.CONTROLLER).body("{}");
    entries.add("get", Entries.PODS, "a", "p").of(TrafficClass.CONTROLLER);
    entries.add("update", Entries.CONFIG_MAPS, "a", "c").withheld();
    TraceScan scan = scan();

    assertThat(scan.initial()).isEqualTo(1);
    assertThat(scan.requests()).isEqualTo(5);
    assertThat(scan.replayed()).isEqualTo(1);
    assertThat(scan.leftOut())
        .containsExactly(Map.entry(LeftOut.TRAFFIC, 3L), Map.entry(LeftOut.BODY_WITHHELD, 1L));
    assertThat(scan.trafficLeftOut())
        .containsOnly(Map.entry(TrafficClass.CONTROLLER, 2L), Map.entry(TrafficClass.NODE, 1L));
  }

  @Test
  void whatTheReplayMakesUpIsCounted() throws IOException {
    entries.add("create", Entries.CONFIG_MAPS, "a", "c").withheld();
    entries.add("create", Entries.CONFIG_MAPS, "a", "d").body("{}");
    entries.add("watch", Entries.CONFIG_MAPS, "a", "").lasting(TraceEntry.UNKNOWN);
    entries.add("watch", Entries.CONFIG_MAPS, "a", "");
    entries.add("get", Entries.CONFIG_MAPS, "a", "d").lasting(TraceEntry.UNKNOWN);
    entries.add("patch", Entries.CONFIG_MAPS, "a", "d").inferred(PatchType.MERGE).body("{}");
    entries.add("patch", Entries.PODS, "a", "p").inferred(PatchType.MERGE).body("{}");
    entries.add("patch", Entries.PODS, "a", "p").patch(PatchType.MERGE).body("{}");
    TraceScan scan = scan();

    assertThat(scan.filled()).isEqualTo(1);
    assertThat(scan.endless()).isEqualTo(1);
    assertThat(scan.inferred()).isEqualTo(2);
    PatchRules rules = new PatchRules(List.of(new PatchRules.Rule("pods", "", PatchType.JSON)));
    assertThat(scan(TraceScan.Window.ALL, rules).inferred()).isEqualTo(1);
  }

  @Test
  void aWholeTraceIsFromItsFirstRequestToTheLastEnd() throws IOException {
    entries.add("get", Entries.CONFIG_MAPS, "a", "c").of(TrafficClass.NODE);
    entries.add("get", Entries.CONFIG_MAPS, "a", "c").lasting(100 * MS);
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    TraceScan scan = scan();

    assertThat(scan.startNs()).isEqualTo(Entries.START_NS + MS);
    assertThat(scan.lastAfterNs()).isEqualTo(MS);
    assertThat(scan.lengthNs()).isEqualTo(100 * MS);
  }

  @Test
  void aWindowHasItsOwnBeginningAndNothingBehindItsEnd() throws IOException {
    for (int i = 0; i < 10; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "a", "c" + i).lasting(100 * MS);
    }
    TraceScan scan = scan(new TraceScan.Window(3 * MS - MS / 2, 6 * MS), PatchRules.NONE);

    assertThat(scan.requests()).as("3, 4 and 5 ms behind the first").isEqualTo(3);
    assertThat(scan.startNs()).isEqualTo(Entries.START_NS + 3 * MS - MS / 2);
    assertThat(scan.lastAfterNs()).isEqualTo(2 * MS + MS / 2);
    assertThat(scan.lengthNs()).isEqualTo(3 * MS + MS / 2);
  }

  @Test
  void aWindowMayEndBeforeItsLength() throws IOException {
    for (int i = 0; i < 10; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "a", "c" + i);
    }

    assertThat(scan(new TraceScan.Window(2 * MS, 60 * MS), PatchRules.NONE).lengthNs())
        .isEqualTo(8 * MS);
  }

  @Test
  void aTraceThatIsCutSaysSo() throws IOException {
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    Path trace = entries.write(folder.resolve("t"));
    assertThat(scan(trace, TraceScan.Window.ALL, PatchRules.NONE).damage()).isEmpty();
    byte[] whole = Files.readAllBytes(trace);
    Files.write(trace, Arrays.copyOf(whole, whole.length - 1));

    TraceScan scan = scan(trace, TraceScan.Window.ALL, PatchRules.NONE);
    assertThat(scan.requests()).isEqualTo(1);
    assertThat(scan.damage()).get().asString().contains("is cut behind entry 1");
  }
}
