package io.scaletest.player.replay;

import static io.scaletest.player.replay.Entries.CONFIG_MAPS;
import static io.scaletest.player.replay.Entries.NAMESPACES;
import static io.scaletest.player.replay.Entries.NODES;
import static io.scaletest.player.replay.Entries.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownObjectsTest {
  private final Entries entries = new Entries();

  private List<String> needed() {
    return needed(0);
  }

  /** Returns what is to be made before an entry. */
  private List<String> needed(int beginAt) {
    KnownObjects objects = new KnownObjects();
    EntryRule rule = new EntryRule(Set.of(TrafficClass.CLIENT));
    for (int i = 0; i < entries.all().size(); i++) {
      if (i == beginAt) {
        objects.begin();
      }
      objects.take(i, entries.all().get(i), rule.leftOut(entries.all().get(i)).isEmpty());
    }
    return objects.needed().stream()
        .map(
            each ->
                each.key().resource()
                    + " "
                    + each.key().namespace()
                    + "/"
                    + each.key().name()
                    + (each.bodyEntry() == NeededObject.NO_BODY ? "" : " of " + each.bodyEntry()))
        .toList();
  }

  @Test
  void whatARequestNamesThatSucceededAndNobodyMadeWasThere() {
    entries.add("get", CONFIG_MAPS, "a", "c1");
    entries.add("get", CONFIG_MAPS, "a", "none").code(404);
    entries.add("update", CONFIG_MAPS, "a", "c2").body("{\"data\":{}}");
    entries.add("delete", CONFIG_MAPS, "b", "c3");
    entries.add("create", CONFIG_MAPS, "a", "c4").code(409).body("{}");
    entries.add("list", CONFIG_MAPS, "c", "");
    entries.add("get", NODES, "", "n1");

    assertThat(needed())
        .containsExactly(
            "namespaces /a",
            "configmaps a/c1",
            "configmaps a/c2 of 2",
            "namespaces /b",
            "configmaps b/c3",
            "configmaps a/c4",
            "nodes /n1");
  }

  @Test
  void whatIsMadeOrGoneIsNotThereBefore() {
    entries.add("create", NAMESPACES, "a", "a").code(201).body("{}");
    entries.add("create", CONFIG_MAPS, "a", "c1").code(201).body("{}");
    entries.add("get", CONFIG_MAPS, "a", "c1");
    entries.add("delete", CONFIG_MAPS, "a", "c1");
    entries.add("get", CONFIG_MAPS, "a", "c1"); // it goes in its own time
    entries.add("patch", CONFIG_MAPS, "a", "c2").code(201).patch(PatchType.APPLY).body("{}");
    entries.add("update", CONFIG_MAPS, "a", "c2").body("{}");
    entries.add("deletecollection", CONFIG_MAPS, "a", "");
    entries.add("get", CONFIG_MAPS, "a", "c2");
    entries.add("create", CONFIG_MAPS, "a", "c5").query("dryRun=All").body("{}");
    entries.add("delete", NAMESPACES, "a", "a");
    entries.add("get", PODS, "a", "p");

    assertThat(needed()).isEmpty();
  }

  @Test
  void aDryRunMakesNothing() {
    entries.add("create", CONFIG_MAPS, "a", "c").query("dryRun=All").code(201).body("{}");
    entries.add("get", CONFIG_MAPS, "a", "c");

    assertThat(needed()).containsExactly("namespaces /a", "configmaps a/c");
  }

  @Test
  void aSecondLifeDoesNotEndWithTheFirst() {
    entries.every(20 * Entries.MS);
    entries.add("create", PODS, "a", "p").code(201).body("{}").living(50 * Entries.MS);
    entries.add("delete", PODS, "a", "p");
    entries.add("create", PODS, "a", "p").code(201).body("{}").living(500 * Entries.MS);
    entries.add("list", PODS, "a", "");
    entries.add("list", PODS, "a", "");

    assertThat(needed(4)).contains("pods a/p of 2");
  }

  @Test
  void aNamespaceTakesWithItWhatIsInIt() {
    entries.add("create", NAMESPACES, "a", "a").code(201).body("{}");
    entries.add("create", CONFIG_MAPS, "a", "c").code(201).body("{}");
    entries.add("delete", NAMESPACES, "a", "a");
    entries.add("list", CONFIG_MAPS, "", "");

    assertThat(needed(3)).isEmpty();
  }

  @Test
  void ofASelectedCollectionSomeMayStay() {
    entries.add("create", CONFIG_MAPS, "a", "c").code(201).body("{}");
    entries.add("deletecollection", CONFIG_MAPS, "a", "").query("labelSelector=x%3Dy");
    entries.add("list", CONFIG_MAPS, "a", "");

    assertThat(needed(2)).contains("configmaps a/c of 0");
  }

  @Test
  void definitionsAreNotMadeBefore() {
    entries.add(
        "get",
        new ResourcePath("apiextensions.k8s.io", "v1", "customresourcedefinitions", ""),
        "",
        "foos.example.com");

    assertThat(needed()).isEmpty();
  }

  @Test
  void whatHasNoOutcomeIsMadeInNamespacesThatAreThere() {
    entries.add("create", PODS, "a", "p").code(0).body("{}").living(Entries.MS);
    entries.add("get", PODS, "b", "q").code(0);

    assertThat(needed()).containsExactly("namespaces /a");
  }

  @Test
  void othersObjectsAreTheirsButForNamespacesAndTheClusters() {
    entries.add("create", NAMESPACES, "a", "a").code(201).of(TrafficClass.CONTROLLER).body("{}");
    entries.add("create", NODES, "", "n1").code(201).of(TrafficClass.NODE).body("{}");
    entries.add("create", CONFIG_MAPS, "a", "root").code(201).of(TrafficClass.CONTROLLER);
    entries.add("update", CONFIG_MAPS, "b", "seen").of(TrafficClass.CONTROLLER).body("{}");
    entries.add("get", CONFIG_MAPS, "a", "root");
    entries.add("get", NODES, "", "n1");

    entries
        .add("create", CONFIG_MAPS, "kube-system", "auth")
        .of(TrafficClass.CONTROLLER)
        .body("{}");
    entries.add("get", CONFIG_MAPS, "kube-system", "auth");
    entries.add("watch", CONFIG_MAPS, "a", "looked-for");

    assertThat(needed())
        .containsExactly(
            "namespaces /a of 0",
            "nodes /n1 of 1",
            "namespaces /kube-system",
            "configmaps kube-system/auth of 6");
  }

  @Test
  void initialObjectsAreThereAndEndWithTheirLifetime() {
    entries.add("", PODS, "a", "p1").of(EntryKind.INITIAL).body("{}").living(10 * Entries.MS);
    entries.every(100 * Entries.MS);
    entries.add("", PODS, "a", "p2").of(EntryKind.INITIAL).body("{}");
    entries.add("list", PODS, "a", "");
    entries.add("list", PODS, "a", "");

    assertThat(needed()).containsExactly("namespaces /a", "pods a/p1 of 0", "pods a/p2 of 1");
    assertThat(needed(3)).containsExactlyInAnyOrder("namespaces /a", "pods a/p2 of 1");
  }

  @Test
  void aWindowBeginsWithWhatIsThereThenInItsLatestForm() {
    entries.add("create", NAMESPACES, "a", "a").code(201).body("{}");
    entries.add("create", CONFIG_MAPS, "a", "c1").code(201).body("{}");
    entries.add("update", CONFIG_MAPS, "a", "c1").body("{}");
    entries.add("create", CONFIG_MAPS, "a", "c2").code(201).body("{}");
    entries.add("delete", CONFIG_MAPS, "a", "c2");
    entries.add("update", CONFIG_MAPS, "a", "c1").body("{}");

    assertThat(needed(5)).containsExactlyInAnyOrder("namespaces /a of 0", "configmaps a/c1 of 2");
  }

  @Test
  void ofTooManyThatAreGoneTheEldestIsForgotten() {
    KnownObjects objects = new KnownObjects();
    objects.begin();
    for (int i = 0; i <= KnownObjects.GONE_MAX; i++) {
      Entries one = new Entries();
      one.add("delete", NODES, "", "n" + i);
      objects.take(i, one.all().get(0), false);
    }
    entries.add("get", NODES, "", "n0");
    entries.add("get", NODES, "", "n1");
    entries.all().forEach(each -> objects.take(KnownObjects.GONE_MAX, each, true));

    assertThat(objects.needed()).extracting(each -> each.key().name()).containsExactly("n0");
  }
}
