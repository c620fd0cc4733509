package io.scaletest.embedded.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {
  private static final String[] LABELS = {"app", "web", "tier", "gold", "empty", ""};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=web | true",
        "app==web | true",
        "app=db | false",
        "app!=db | true",
        "none!=x | true",
        "app | true",
        "!app | false",
        "!none | true",
        "app in (db, web) | true",
        "app notin (db,web) | false",
        "none notin (a) | true",
        "empty= | true",
        "empty in () | true",
        "app=web,tier=gold | true",
        " app = web , tier in (gold) | true",
        "app=web,tier=silver | false",
        "example.com/x!=y | true"
      })
  void labelsAreMatchedAsKubernetesDoes(String selector, boolean matches) throws Exception {
    assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=a", "a=b=c", "a,,b", "a in", "a in (b", "in (b)", "a b", "a=b,", "!", "a=!"})
  void anUnreadableLabelSelectorIsRefused(String selector) {
    assertThatThrownBy(() -> LabelSelector.parse(selector)).isInstanceOf(SelectorException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1 | true",
        "a==1 | true",
        "a!=1 | false",
        "b= | true",
        "b!= | false",
        "a=1,c=x\\,y\\=z | true",
        "a=1,b=2 | false"
      })
  void fieldsAreMatchedAsKubernetesDoes(String selector, boolean matches) throws Exception {
    List<String> names = List.of("a", "b", "c");
    List<String> values = List.of("1", "", "x,y=z");
    assertThat(FieldSelector.parse(selector, names::indexOf).matches(values::get))
        .isEqualTo(matches);
  }

  @Test
  void theOneValueThatAFieldMustHaveIsKnown() throws Exception {
    FieldSelector selector = FieldSelector.parse("a=1,b!=2", List.of("a", "b")::indexOf);
    assertThat(selector.required(0)).contains("1");
    assertThat(selector.required(1)).isEmpty();
  }

  @Test
  void aFieldThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> FieldSelector.parse("x=1", name -> -1))
        .isInstanceOfSatisfying(
            SelectorException.class, e -> assertThat(e.unknownField()).contains("x"));
  }
}
