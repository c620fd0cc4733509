package io.scaletest.hollownode.node;

/** Paths of single objects of the API. */
public final class ApiPath {
  private ApiPath() {}

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
