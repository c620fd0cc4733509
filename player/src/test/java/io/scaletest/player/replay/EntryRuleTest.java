package io.scaletest.player.replay;

import static io.scaletest.player.replay.Entries.CONFIG_MAPS;
import static io.scaletest.player.replay.Entries.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntryRuleTest {
  private final Entries entries = new Entries();

  private List<String> causes() {
    EntryRule rule = new EntryRule(Set.of(TrafficClass.CLIENT));
    List<String> causes = new ArrayList<>();
    entries.all().forEach(each -> causes.add(rule.leftOut(each).map(Enum::name).orElse("-")));
    return causes;
  }

  @Test
  void eachCauseIsTold() {
    ResourcePath definitions =
        new ResourcePath("apiextensions.k8s.io", "v1", "customresourcedefinitions", "");
    entries.add("get", CONFIG_MAPS, "a", "c").of(TrafficClass.CONTROLLER);
    entries.add("get", ResourcePath.NONE, "", "/healthz").of(TrafficClass.NON_RESOURCE);
    entries.add("create", PODS, "a", "p").of(TrafficClass.CREDENTIAL);
    entries.add("get", PODS, "a", "p").of(TrafficClass.STREAM);
    entries.add("head", PODS, "a", "p");
    entries.add("create", definitions, "", "foos.example.com").body("{}");
    entries.add("get", definitions, "", "foos.example.com");
    entries.add("get", PODS, "a", "");
    entries.add("update", CONFIG_MAPS, "a", "c").withheld();
    entries.add("create", new ResourcePath("e.com", "v1", "foos", ""), "a", "f").withheld();
    entries.add("create", CONFIG_MAPS, "a", "c").withheld();
    entries.add("patch", CONFIG_MAPS, "a", "c").body("{}").patch(PatchType.UNKNOWN);
    entries.add("patch", CONFIG_MAPS, "a", "c").body("{}").patch(PatchType.MERGE);

    assertThat(causes())
        .containsExactly(
            "TRAFFIC",
            "NON_RESOURCE",
            "CREDENTIAL",
            "STREAM",
            "VERB",
            "DEFINITION",
            "-",
            "NO_NAME",
            "BODY_WITHHELD",
            "BODY_WITHHELD",
            "-",
            "PATCH_UNKNOWN",
            "-");
  }

  @Test
  void onlyNamesThatWereMadeUpForOthersWhoSucceededAreOthers() {
    entries.add("create", PODS, "a", "named").of(TrafficClass.CONTROLLER).code(201);
    entries.add("get", PODS, "a", "named");
    entries
        .add("create", PODS, "a", "web-1")
        .of(TrafficClass.CONTROLLER)
        .generated("web-", NameOrigin.ANSWER)
        .code(409);
    entries.add("get", PODS, "a", "web-1");

    assertThat(causes()).containsExactly("TRAFFIC", "-", "TRAFFIC", "-");
  }

  @Test
  void aWriteNeedsItsBodyATypeAndAName() {
    entries.add("patch", CONFIG_MAPS, "a", "c").withheld().patch(PatchType.MERGE);
    entries.add("patch", CONFIG_MAPS, "a", "c").body("{}").patch(PatchType.NONE);
    entries.add("create", CONFIG_MAPS, "a", "").withheld();
    entries.add("create", new ResourcePath("", "v1", "pods", "binding"), "a", "p").withheld();

    assertThat(causes())
        .containsExactly("BODY_WITHHELD", "PATCH_UNKNOWN", "BODY_WITHHELD", "BODY_WITHHELD");
  }

  @Test
  void whatControllersMadeUnderMadeUpNamesIsNotThere() {
    entries
        .add("create", PODS, "a", "web-x7k2p")
        .of(TrafficClass.CONTROLLER)
        .generated("web-", NameOrigin.ANSWER);
    entries.add("get", PODS, "a", "web-x7k2p");
    entries.add("get", PODS, "b", "web-x7k2p");
    entries.add("delete", PODS, "a", "web-x7k2p").of(TrafficClass.NODE);
    entries.add("get", PODS, "a", "web-x7k2p");

    assertThat(causes()).containsExactly("TRAFFIC", "OTHERS_OBJECT", "-", "TRAFFIC", "-");
  }

  @Test
  void ofTooManyOthersTheEldestIsTakenForAClients() {
    EntryRule rule = new EntryRule(Set.of(TrafficClass.CLIENT));
    for (int i = 0; i <= EntryRule.OTHERS_MAX; i++) {
      Entries one = new Entries();
      one.add("create", PODS, "a", "web-" + i)
          .of(TrafficClass.CONTROLLER)
          .generated("web-", NameOrigin.ANSWER);
      rule.leftOut(one.all().get(0));
    }
    entries.add("get", PODS, "a", "web-0");
    entries.add("get", PODS, "a", "web-1");

    assertThat(rule.leftOut(entries.all().get(0))).isEmpty();
    assertThat(rule.leftOut(entries.all().get(1))).contains(LeftOut.OTHERS_OBJECT);
  }
}
