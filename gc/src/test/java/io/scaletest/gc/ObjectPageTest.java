package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class ObjectPageTest {
  @Test
  void keepsNamesAndTheContinueTokenAndNothingElse() {
    ObjectPage page =
        parse(
            """
            {"kind": "ConfigMapList", "apiVersion": "v1",
             "metadata": {"resourceVersion": "42", "continue": "next", "remainingItemCount": 7},
             "items": [
               {"metadata": {"name": "r-1", "labels": {"name": "no", "purpose": "scaletest"},
                 "managedFields": [{"fieldsV1": {"f:metadata": {"name": "no"}}}]},
                "data": {"name": "no", "metadata": "no"}},
               {"data": {}, "metadata": {"namespace": "scaletest", "name": "r-2"}}
             ]}
            """);

    assertThat(page.names()).containsExactly("r-1", "r-2");
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
