package io.scaletest.embedded.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages of a list show one moment, whatever is written between them, and count what is left.
 */
class PagesTest {
  private final TestRequests api = new TestRequests();

  @AfterEach
  void close() {
    api.close();
  }

  private static String path(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  private void change(SplittableRandom random, int changes) {
    for (int i = 0; i < changes; i++) {
      String namespace = random.nextBoolean() ? "a" : "b";
      String name = "m" + random.nextInt(40);
      String body = "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + i + "\"}}";
      switch (random.nextInt(3)) {
        case 0 -> api.post(path(namespace), body);
        case 1 -> api.merge(path(namespace) + "/" + name, body);
        default -> api.delete(path(namespace) + "/" + name);
      }
    }
  }

  /** Returns name and version of each object of a list. */
  private static Map<String, String> objects(Map<String, Object> list) {
    Map<String, String> objects = new TreeMap<>();
    for (Object item : JsonTree.list(list, "items")) {
      Map<String, Object> object = JsonTree.asObject((Map<?, ?>) item);
      objects.put(
          JsonTree.textAt(object, "metadata.namespace")
              + "/"
              + JsonTree.textAt(object, "metadata.name"),
          JsonTree.textAt(object, "metadata.resourceVersion"));
    }
    return objects;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void pagesAreOfOneMoment(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    api.namespace("a");
    api.namespace("b");
    change(random, 200);
    for (String list : List.of("/api/v1/configmaps", path("a"), path("b"))) {
      Map<String, String> whole = objects(api.get(list).ok());
      Map<String, String> paged = new TreeMap<>();
      List<String> told = new ArrayList<>();
      String next = "";
      do {
        Map<String, Object> page = api.get(list + "?limit=7&continue=" + next).ok();
        paged.putAll(objects(page));
        Map<String, Object> metadata = JsonTree.child(page, "metadata");
        Object remaining = metadata.get("remainingItemCount");
        told.add(String.valueOf(remaining));
        assertThat(remaining == null ? 0L : remaining)
            .as("seed %d, %s, after %d", seed, list, paged.size())
            .isEqualTo((long) whole.size() - paged.size());
        next = JsonTree.string(metadata, "continue");
        change(random, 20);
      } while (!next.isEmpty());
      assertThat(paged).as("seed %d, %s, pages %s", seed, list, told).isEqualTo(whole);
    }
  }
}
