package io.scaletest.embedded.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line each: the object, the patch, and what becomes of it. */
class PatchesTest {
  private static Map<String, Object> object(String text) throws Exception {
    return JsonTree.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Object tree) {
    return JsonWriter.text(tree).replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'} | {'a':'c'} | {'a':'c'}",
        "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
        "{'a':'b','c':1} | {'a':null} | {'c':1}",
        "{'a':['b']} | {'a':'c'} | {'a':'c'}",
        "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
        "{'e':null} | {'a':1} | {'e':null,'a':1}",
        "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void aMergePatchIsThatOfTheRfc(String before, String patch, String after) throws Exception {
    Map<String, Object> target = object(before);
    MergePatch.apply(target, object(patch));
    assertThat(text(target)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1} | {'op':'add','path':'/b','value':2} | {'a':1,'b':2}",
        "{'a':[1,3]} | {'op':'add','path':'/a/1','value':2} | {'a':[1,2,3]}",
        "{'a':[1]} | {'op':'add','path':'/a/-','value':2} | {'a':[1,2]}",
        "{'a':1,'b':2} | {'op':'remove','path':'/b'} | {'a':1}",
        "{'a':1} | {'op':'replace','path':'/a','value':{'x':null}} | {'a':{'x':null}}",
        "{'a':{'b':1}} | {'op':'move','from':'/a/b','path':'/c'} | {'a':{},'c':1}",
        "{'a':{'b':1}} | {'op':'copy','from':'/a','path':'/c'} | {'a':{'b':1},'c':{'b':1}}",
        "{'a/b':{'~':1}} | {'op':'remove','path':'/a~1b/~0'} | {'a/b':{}}",
      })
  void aJsonPatchIsThatOfTheRfc(String before, String operation, String after) throws Exception {
    Object patched = JsonPatch.apply(object(before), List.of(object(operation)));
    assertThat(text(patched)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'remove','path':'/b'}",
        "{'op':'replace','path':'/b','value':1}",
        "{'op':'add','path':'/l/7','value':1}",
        "{'op':'add','path':'/l/01','value':1}",
        "{'op':'test','path':'/a','value':2}",
        "{'op':'add','path':'/a'}",
        "{'op':'swap','path':'/a'}",
        "{'op':'add','path':'a','value':1}",
      })
  void aJsonPatchThatDoesNotFitIsRefused(String operation) throws Exception {
    Map<String, Object> target = object("{'a':1,'l':[1]}");
    List<Object> operations = List.of(object(operation));
    assertThatThrownBy(() -> JsonPatch.apply(target, operations))
        .isInstanceOf(PatchException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'containers':[{'name':'a','x':1},{'name':'b'}]} | {'containers':[{'name':'a','y':2}]}"
            + " | {'containers':[{'name':'a','x':1,'y':2},{'name':'b'}]}",
        "{'containers':[{'name':'a'}]} | {'containers':[{'name':'c'}]}"
            + " | {'containers':[{'name':'a'},{'name':'c'}]}",
        "{'containers':[{'name':'a'},{'name':'b'}]}"
            + " | {'containers':[{'$patch':'delete','name':'a'}]} | {'containers':[{'name':'b'}]}",
        "{'containers':[{'name':'a'}]} | {'containers':[{'$patch':'replace'},{'name':'z'}]}"
            + " | {'containers':[{'name':'z'}]}",
        "{'containers':[{'name':'a'},{'name':'b'}]}"
            + " | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[]}"
            + " | {'containers':[{'name':'b'},{'name':'a'}]}",
        "{'finalizers':['a','b']} | {'finalizers':['b','c']} | {'finalizers':['a','b','c']}",
        "{'finalizers':['a','b']} | {'$deleteFromPrimitiveList/finalizers':['a']}"
            + " | {'finalizers':['b']}",
        "{'args':['a']} | {'args':['b']} | {'args':['b']}",
        "{'x':{'a':1,'b':2}} | {'x':{'$retainKeys':['b'],'b':3}} | {'x':{'b':3}}",
        "{'x':{'a':1}} | {'x':{'$patch':'replace','b':1}} | {'x':{'b':1}}",
        "{'x':{'a':1},'y':2} | {'x':{'$patch':'delete'}} | {'y':2}",
        "{'spec':{'ports':[{'port':1,'n':1}]}} | {'spec':{'ports':[{'port':1,'n':2}]}}"
            + " | {'spec':{'ports':[{'port':1,'n':2}]}}",
      })
  void aStrategicPatchMergesAsTheApiDoes(String before, String patch, String after)
      throws Exception {
    Map<String, Object> target = object(before);
    StrategicMergePatch.apply(target, object(patch));
    assertThat(text(target)).isEqualTo(after);
  }
}
