package io.scaletest.hollownode.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZPagesTest {
  private static final String WARNING =
      "Warning: This endpoint is not meant to be machine parseable, has no formatting"
          + " compatibility guarantees and is for debugging purposes only.\n";

  /** 2026-11-05, 20:05:50. */
  private static final long START = 1_793_909_150;

  private final NodeContext node =
      OneNode.context(
          new FakeApi(),
          OneNode.description(OneNode.of("n1", Map.of())),
          new HollowFigures(),
          OneNode.PLAIN);

  private static String text(byte[] page) {
    return new String(page, StandardCharsets.UTF_8);
  }

  @Test
  void statuszSaysSinceWhenWhichVersionRuns() {
    assertThat(text(ZPages.statusz(ZPages.Form.TEXT, START, START + 90_061)))
        .isEqualTo(
            "\nkubelet statusz\n"
                + WARNING
                + "\nStarted: Thu Nov  5 20:05:50 UTC 2026\nUp: 25 hr 01 min 01 sec\n"
                + "Go version: none\nBinary version: 1.36.3\nEmulation version: 1.36\n"
                + "Paths: /configz /flagz /healthz /metrics\n");
    assertThat(text(ZPages.statusz(ZPages.Form.OBJECT, START, START + 61)))
        .isEqualTo(
            "{\"kind\":\"Statusz\",\"apiVersion\":\"config.k8s.io/v1beta1\",\"metadata\":{"
                + "\"name\":\"kubelet\"},\"startTime\":\"2026-11-05T20:05:50Z\",\"uptimeSeconds\":61,"
                + "\"binaryVersion\":\"1.36.3\",\"emulationVersion\":\"1.36\",\"paths\":["
                + "\"/configz\",\"/flagz\",\"/healthz\",\"/metrics\"]}");
  }

  @Test
  void flagzHasTheFlagsOfThisKubelet() {
    assertThat(text(ZPages.flagz(ZPages.Form.TEXT, node)))
        .startsWith("\nkubelet flagz\n" + WARNING + "anonymous-auth=false\n")
        .contains("\nauthorization-mode=Webhook\n", "\nhostname-override=n1\n", "\nport=10250\n");
    assertThat(text(ZPages.flagz(ZPages.Form.OBJECT, node)))
        .startsWith("{\"kind\":\"Flagz\",\"apiVersion\":\"config.k8s.io/v1beta1\"")
        .contains("\"flags\":{\"anonymous-auth\":\"false\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|TEXT",
        "*/*|TEXT",
        "text/plain;q=0.9|TEXT",
        "application/json, */*|TEXT",
        "application/json;as=Statusz;v=v1beta1;g=config.k8s.io|OBJECT",
        "application/json; as=Statusz; v=v1beta1; g=config.k8s.io, */*|OBJECT",
        "application/json|",
        "application/json;as=Flagz;v=v1beta1;g=config.k8s.io|",
        "application/vnd.kubernetes.protobuf|",
      })
  void anObjectIsForThoseWhoNameItsKindAndVersion(String accept, ZPages.Form form) {
    assertThat(ZPages.Form.of(accept, "Statusz").orElse(null)).isEqualTo(form);
  }
}
