package io.scaletest.embedded.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What managers that apply own, take from each other and leave behind. */
class ApplyPatchTest {
  private final Map<String, Object> object = new LinkedHashMap<>();

  private static Map<String, Object> tree(String text) {
    return JsonTree.ownObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void apply(String manager, boolean force, String wanted) throws Exception {
    new ApplyPatch(manager, force, true, "").apply(object, tree(wanted), "2026-01-01T00:00:00Z");
  }

  private String json(String part) {
    return new String(JsonWriter.bytes(JsonTree.child(object, part)), StandardCharsets.UTF_8)
        .replace('"', '\'');
  }

  @Test
  void whatIsNoLongerAppliedGoes() throws Exception {
    apply("a", false, "{'apiVersion':'v1','data':{'x':'1','y':'2'}}");
    apply("a", false, "{'apiVersion':'v1','data':{'y':'3'}}");
    assertThat(json("data")).isEqualTo("{'y':'3'}");
    assertThat(JsonTree.list(JsonTree.child(object, "metadata"), "managedFields")).hasSize(1);
  }

  @Test
  void whatAnotherAppliesTooStays() throws Exception {
    apply("a", false, "{'data':{'x':'1','y':'2'}}");
    apply("b", false, "{'data':{'x':'1'}}");
    apply("a", false, "{'data':{'y':'2'}}");
    assertThat(json("data")).isEqualTo("{'x':'1','y':'2'}");
  }

  @Test
  void anothersFieldIsChangedByForceAlone() throws Exception {
    apply("a", false, "{'data':{'x':'1','y':'1'}}");
    assertThatThrownBy(() -> apply("b", false, "{'data':{'x':'2'}}"))
        .hasMessage("Apply failed with 1 conflict: conflict with \"a\": .data.x");
    apply("b", true, "{'data':{'x':'2'}}");
    apply("a", false, "{'data':{'y':'1'}}");
    assertThat(json("data")).isEqualTo("{'x':'2','y':'1'}");
  }

  @Test
  void elementsOfAListAreOwnedByTheirKeys() throws Exception {
    apply(
        "a", false, "{'spec':{'containers':[{'name':'c','image':'i'},{'name':'d','image':'i'}]}}");
    apply("b", false, "{'spec':{'containers':[{'name':'c','tty':true}]}}");
    assertThatThrownBy(
            () -> apply("b", false, "{'spec':{'containers':[{'name':'c','image':'j'}]}}"))
        .hasMessageContaining(".spec.containers[name=\"c\"].image");
    apply("a", false, "{'spec':{'containers':[{'name':'c','image':'k'}]}}");
    assertThat(json("spec")).contains("'image':'k'").contains("'tty':true").doesNotContain("'d'");
  }
}
