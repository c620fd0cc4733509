package io.scaletest.hollownode.json;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the API, with their parts percent-encoded. */
public final class ApiPath {
  private ApiPath() {}

  /** Returns {@code text} as it stands in a query, as Go's {@code url.QueryEscape} does it. */
  public static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  public static String node(String name) {
    return "/api/v1/nodes/" + name;
  }

  public static String csiNode(String name) {
    return "/apis/storage.k8s.io/v1/csinodes/" + name;
  }

  public static String pod(String namespace, String name) {
    return "/api/v1/namespaces/" + namespace + "/pods/" + name;
  }
}
