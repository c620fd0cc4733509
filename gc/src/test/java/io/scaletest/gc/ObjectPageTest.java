package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class ObjectPageTest {
  @Test
  void keepsWhatDecidesAndTheContinueTokenAndNothingElse() {
    ObjectPage page =
        parse(
            """
            {"kind": "ConfigMapList", "apiVersion": "v1",
             "metadata": {"resourceVersion": "42", "continue": "next", "remainingItemCount": 7},
             "items": [
               {"metadata": {"name": "r-1",
                 "labels": {"name": "no", "purpose": "scaletest", "scaletest/runid": "r"},
                 "finalizers": ["example.com/a", "b"], "deletionTimestamp": "2020-08-31T14:05:09Z",
                 "ownerReferences": [{"name": "x", "controller": false}, {"name": "y"}],
                 "managedFields": [{"fieldsV1": {"f:metadata": {"name": "no"}}}]},
                "data": {"name": "no", "metadata": "no"}},
               {"data": {}, "metadata": {"namespace": "scaletest", "name": "r-2", "labels": null,
                 "deletionTimestamp": null, "finalizers": null,
                 "ownerReferences": [{"name": "x"}, {"controller": true, "name": "y"}]}}
             ]}
            """);

    assertThat(page.objects())
        .containsExactly(
            new ListedObject("", "r-1", "r", true, List.of("example.com/a", "b"), false),
            new ListedObject("scaletest", "r-2", "", false, List.of(), true));
    assertThat(page.continueToken()).isEqualTo("next");
  }

  @Test
  void theLastPageHasNoToken() {
    assertThat(parse("{\"metadata\":{},\"items\":[]}")).isEqualTo(parse("{\"items\":null}"));
    assertThat(parse("{\"items\":[]}").continueToken()).isEmpty();
  }

  @Test
  void anAnswerThatIsNotJsonIsRejected() {
    assertThatThrownBy(() -> parse("{\"items\":[<html>")).isInstanceOf(JacksonException.class);
  }

  private static ObjectPage parse(String json) {
    return ObjectPage.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
