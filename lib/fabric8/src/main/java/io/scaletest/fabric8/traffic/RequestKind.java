package io.scaletest.fabric8.traffic;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.url.PercentEncoding;
import java.util.Locale;

/**
 * What a request asks of the API server, in the audit log's terms.
 *
 * @param verb get, list, watch, create, update, patch, delete or deletecollection; the HTTP method
 *     in small letters where the path is no resource's
 * @param resource plural name and group, with the subresource behind a slash: {@code pods}, {@code
 *     deployments.apps/scale}; the path itself where it is no resource's
 * @param namespace empty where there is none
 * @param name of the object; empty where the request is about a collection
 *     <p><i>Source:</i> k8s.io/apiserver/pkg/endpoints/request, {@code NewRequestInfo}.
 */
record RequestKind(String verb, String resource, String namespace, String name) {
  private static final String NAMESPACES = "namespaces";

  /** Subresources of a Namespace; anything else behind its name is a resource in it. */
  private static boolean isOfNamespace(String word) {
    return word.equals("status") || word.equals("finalize");
  }

  /**
   * @param method the HTTP method
   * @param path path and query, percent-encoded
   */
  static RequestKind of(String method, String path) {
    int queryAt = path.indexOf('?');
    String plain = queryAt < 0 ? path : path.substring(0, queryAt);
    String query = queryAt < 0 ? "" : path.substring(queryAt + 1);
    String[] words = plain.substring(1).split("/");
    int at;
    String group;
    if (words.length > 2 && words[0].equals("api")) {
      group = "";
      at = 2;
    } else if (words.length > 3 && words[0].equals("apis")) {
      group = "." + words[1];
      at = 3;
    } else {
      return new RequestKind(method.toLowerCase(Locale.ROOT), plain, "", "");
    }
    String namespace = "";
    boolean below = words[at].equals(NAMESPACES) && words.length > at + 2;
    if (below && !(group.isEmpty() && isOfNamespace(words[at + 2]))) {
      namespace = PercentEncoding.decoded(words[at + 1]);
      at += 2;
    }
    String resource = words[at] + group;
    String name = words.length > at + 1 ? PercentEncoding.decoded(words[at + 1]) : "";
    if (words.length > at + 2) {
      resource += "/" + words[at + 2];
    }
    return new RequestKind(verb(method, name, query), resource, namespace, name);
  }

  private static String verb(String method, String name, String query) {
    return switch (method) {
      case "GET", "HEAD" -> reading(name, query);
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  /** A watch of one name by its path is one; the API server takes neither 0 nor false for it. */
  private static String reading(String name, String query) {
    if (ApiRequest.isWatch(query)) {
      return "watch";
    }
    return name.isEmpty() ? "list" : "get";
  }

  /** What rows are grouped by. */
  String label() {
    return verb + " " + resource;
  }
}
