package io.scaletest.hollownode.endpoints;

import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The authentication and authorization of kubelets' callers, as with {@code --authorization-mode=
 * Webhook} and without anonymous users: a client certificate of the cluster's authority or a
 * TokenReview says who it is, SubjectAccessReviews say what they may. For the thread that holds the
 * lock of the nodes' loop; callbacks come with it held; never blocks.
 *
 * <p><i>Source:</i> {@code pkg/kubelet/server/auth.go} and the defaults of {@code
 * KubeletAuthentication} and {@code KubeletAuthorization} of Kubernetes 1.36.
 */
final class KubeletAuth {
  private static final long TOKEN_TTL_NS = TimeUnit.MINUTES.toNanos(2);
  private static final long ALLOWED_TTL_NS = TimeUnit.MINUTES.toNanos(5);
  private static final long DENIED_TTL_NS = TimeUnit.SECONDS.toNanos(30);

  /** Of all nodes together; a kubelet of its own remembers 8,192 answers. */
  private static final int REMEMBERED_MAX = 65_536;

  private static final String TOKEN_REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

  private static final Map<String, String> VERBS =
      Map.of("POST", "create", "GET", "get", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

  private final Optional<X509TrustManager> clientAuthority;
  private final Map<String, Remembered<Optional<KubeletUser>>> users = lru();
  private final Map<String, Remembered<Boolean>> decisions = lru();

  private record Remembered<T>(T answer, long untilNs) {}

  /** What became of a request's check. */
  enum Verdict {
    ALLOWED,
    FORBIDDEN,
    /** The API server did not answer. */
    UNDECIDED
  }

  /**
   * @param authority certificates that sign those of clients; empty for none
   */
  KubeletAuth(List<X509Certificate> authority) {
    clientAuthority = authority.isEmpty() ? Optional.empty() : Optional.of(trusting(authority));
  }

  private static <V> Map<String, V> lru() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }

  private static X509TrustManager trusting(List<X509Certificate> authority) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authority.size(); i++) {
        store.setCertificateEntry("ca-" + i, authority.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("this JDK verifies no certificates");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authority of clients cannot be used", e);
    }
  }

  /** Returns the user of a client's certificate; empty where the authority did not sign it. */
  Optional<KubeletUser> userOf(X509Certificate[] chain) {
    if (clientAuthority.isEmpty() || chain.length == 0) {
      return Optional.empty();
    }
    try {
      clientAuthority.get().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return Optional.of(KubeletUser.of(chain[0]));
    } catch (CertificateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Finds out whose a bearer token is. */
  void userOf(NodeContext node, String token, Consumer<Optional<KubeletUser>> taker) {
    long nowNs = node.loop().nowNs();
    String key = digest(token);
    Remembered<Optional<KubeletUser>> known = users.get(key);
    if (known != null && nowNs < known.untilNs()) {
      taker.accept(known.answer());
      return;
    }
    JsonWriter body = new JsonWriter().object().put("kind", "TokenReview");
    body.put("apiVersion", "authentication.k8s.io/v1").object("spec").put("token", token);
    byte[] json = body.endObject().endObject().bytes();
    node.link()
        .sendJson(
            ApiRequest.json("POST", TOKEN_REVIEWS, json).readingEveryBody(),
            reply -> {
              Optional<KubeletUser> user = reviewed(reply);
              if (reply.succeeded()) {
                users.put(key, new Remembered<>(user, nowNs + TOKEN_TTL_NS));
              } else {
                node.figures().failed("token review", reply, "node", node.name());
              }
              taker.accept(user);
            });
  }

  /** Tokens are not kept, not even in memory. */
  private static String digest(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static Optional<KubeletUser> reviewed(ApiReply reply) {
    if (!reply.succeeded()) {
      return Optional.empty();
    }
    Map<String, Object> status =
        JsonTree.object(reply.body())
            .map(review -> JsonTree.child(review, "status"))
            .orElse(Map.of());
    if (!Boolean.TRUE.equals(status.get("authenticated"))) {
      return Optional.empty();
    }
    Map<String, Object> user = JsonTree.child(status, "user");
    List<String> groups = JsonTree.list(user, "groups").stream().map(Object::toString).toList();
    return Optional.of(
        new KubeletUser(JsonTree.text(user, "username"), JsonTree.text(user, "uid"), groups));
  }

  /**
   * Returns the subresources of the node of which one must be allowed, the finest first.
   *
   * @param path of the request, without its query
   */
  static List<String> subresources(String path) {
    List<String> all = new ArrayList<>(2);
    if (isBelow(path, "/pods") || isBelow(path, "/runningpods")) {
      all.add("pods");
    } else if (isBelow(path, "/healthz")) {
      all.add("healthz");
    } else if (isBelow(path, "/configz")) {
      all.add("configz");
    }
    if (isBelow(path, "/stats")) {
      all.add("stats");
    } else if (isBelow(path, "/metrics")) {
      all.add("metrics");
    } else if (isBelow(path, "/logs")) {
      all.add("log");
    } else if (isBelow(path, "/checkpoint")) {
      all.add("checkpoint");
    } else if (isBelow(path, "/statusz")) {
      all.add("statusz");
    } else if (isBelow(path, "/flagz")) {
      all.add("configz");
    } else {
      all.add("proxy");
    }
    return all;
  }

  private static boolean isBelow(String path, String parent) {
    return path.equals(parent) || path.startsWith(parent + "/");
  }

  /** Returns the API's verb for a method of HTTP; empty where it has none. */
  static String verb(String method) {
    return VERBS.getOrDefault(method, "");
  }

  /** Finds out whether a user may do something with one of the node's subresources. */
  void check(
      NodeContext node,
      KubeletUser user,
      String verb,
      List<String> subresources,
      Consumer<Verdict> taker) {
    String subresource = subresources.get(0);
    Consumer<Verdict> next =
        verdict -> {
          if (verdict == Verdict.FORBIDDEN && subresources.size() > 1) {
            List<String> rest = subresources.subList(1, subresources.size());
            check(node, user, verb, rest, taker);
          } else {
            taker.accept(verdict);
          }
        };
    long nowNs = node.loop().nowNs();
    String key = String.join("\n", node.name(), verb, subresource, user.toString());
    Remembered<Boolean> known = decisions.get(key);
    if (known != null && nowNs < known.untilNs()) {
      next.accept(known.answer() ? Verdict.ALLOWED : Verdict.FORBIDDEN);
      return;
    }
    byte[] review = accessReview(node.name(), user, verb, subresource);
    node.link()
        .sendJson(
            ApiRequest.json("POST", ACCESS_REVIEWS, review).readingEveryBody(),
            reply -> {
              if (!reply.succeeded()) {
                node.figures().failed("subject access review", reply, "node", node.name());
                taker.accept(Verdict.UNDECIDED);
                return;
              }
              boolean allowed =
                  JsonTree.object(reply.body())
                      .map(answer -> JsonTree.child(answer, "status").get("allowed"))
                      .equals(Optional.of(true));
              long ttlNs = allowed ? ALLOWED_TTL_NS : DENIED_TTL_NS;
              decisions.put(key, new Remembered<>(allowed, nowNs + ttlNs));
              next.accept(allowed ? Verdict.ALLOWED : Verdict.FORBIDDEN);
            });
  }

  private static byte[] accessReview(
      String node, KubeletUser user, String verb, String subresource) {
    JsonWriter body = new JsonWriter().object().put("kind", "SubjectAccessReview");
    body.put("apiVersion", "authorization.k8s.io/v1").object("spec").put("user", user.name());
    body.array("groups");
    user.groups().forEach(body::element);
    body.endArray();
    if (!user.uid().isEmpty()) {
      body.put("uid", user.uid());
    }
    body.object("resourceAttributes").put("verb", verb).put("version", "v1");
    body.put("resource", "nodes").put("subresource", subresource).put("name", node);
    return body.endObject().endObject().endObject().bytes();
  }
}
