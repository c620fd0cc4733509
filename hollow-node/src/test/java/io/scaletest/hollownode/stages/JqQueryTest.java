package io.scaletest.hollownode.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands on the right is what jq 1.7 finds, without nulls; nothing where it fails. */
class JqQueryTest {
  private static final String POD =
      """
      {"metadata": {"name": "p", "labels": {"a.b/c": "x"}, "ownerReferences": [{"kind": "Job"}]},
       "spec": {"replicas": 3, "none": null, "list": ["b", "a"]},
       "status": {"phase": "Running", "conditions": [
         {"type": "Ready", "status": "True"}, {"type": "Other", "status": "False"}]}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        ".status.phase#[\"Running\"]",
        ".metadata.labels[\"a.b/c\"]#[\"x\"]",
        ".metadata.labels.\"a.b/c\"#[\"x\"]",
        ".metadata[\"labels\"][\"no\"]#[]",
        ".metadata.ownerReferences.[].kind#[\"Job\"]",
        ".metadata.ownerReferences[].kind#[\"Job\"]",
        ".metadata.ownerReferences[0].kind#[\"Job\"]",
        ".spec.list[-1]#[\"a\"]",
        ".status.conditions.[] | select( .type == \"Ready\" ) | .status#[\"True\"]",
        ".status.initContainerStatuses.[].state#[]",
        ".status.initContainerStatuses[]?.state#[]",
        ".no.where.at.all#[]",
        ".spec.none#[]",
        ".spec.replicas + 1 * 2#[5]",
        ".spec.replicas > 2 and .status.phase != \"Failed\"#[true]",
        ".no // \"d\"#[\"d\"]",
        ".spec.list | length, (. | map(. + \"x\") | join(\"-\"))#[2,\"bx-ax\"]",
        "[.status.conditions[].type]#[[\"Ready\",\"Other\"]]",
        "any(.status.conditions[]; .status == \"True\")#!jq's any/2 is not known here",
        ".status.conditions | any(.status == \"True\")#[true]",
        ".status.conditions | all(.status == \"True\")#[false]",
        "if .spec.replicas == 3 then \"t\" else \"o\" end#[\"t\"]",
        "if .no then 1 elif .spec then 2 else 3 end#[2]",
        ".metadata | has(\"name\")#[true]",
        ".metadata | keys#[[\"labels\",\"name\",\"ownerReferences\"]]",
        ".metadata.name | test(\"^p$\")#[true]",
        ".spec.replicas | tostring#[\"3\"]",
        "\"12\" | tonumber#[12]",
        "-.spec.replicas#[-3]",
        ".spec.replicas % 2#[1]",
        "(.a.b // .status) | .phase | ascii_downcase#[\"running\"]",
        ".metadata | not#[false]",
        ".metadata.name | split(\"x\")#[[\"p\"]]",
        ". as $x | $x#!as is not known here",
        "reduce .[] as $x (0; .)#!reduce is not known here",
        ".a.[#!ends too early",
        ".a ||#!unexpected |",
        ".spec.list[0:1]#!slices are not known here",
      })
  void itFindsWhatJqFinds(String query, String expected) throws MalformedJsonException {
    if (expected.startsWith("!")) {
      assertThatThrownBy(() -> JqQuery.parse(query))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("jq query " + query + ": " + expected.substring(1));
      return;
    }
    Object pod = JsonTree.parse(POD.getBytes(StandardCharsets.UTF_8));
    assertThat(JsonWriter.text(JqQuery.parse(query).run(pod))).isEqualTo(expected);
  }
}
