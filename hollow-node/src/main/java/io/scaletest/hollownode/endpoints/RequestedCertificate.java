package io.scaletest.hollownode.endpoints;

import io.netty.handler.ssl.SslContext;
import io.scaletest.hollownode.credentials.SigningRequestBody;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.heads.EventType;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.KeyKind;
import io.scaletest.wire.x509.Pem;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A certificate of the cluster's authority, by a CertificateSigningRequest that somebody has to
 * approve; asked for again when most of its time is over, as by a kubelet with {@code
 * --rotate-server-certificates}. Keys and TLS are made by a worker.
 *
 * <p><i>Source:</i> client-go's {@code util/certificate/certificate_manager.go}.
 */
final class RequestedCertificate implements ServingCertificate {
  private static final long BACKOFF_MIN_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long BACKOFF_MAX_NS = TimeUnit.SECONDS.toNanos(32);

  /** Of a certificate's time, the part after which the next is asked for. */
  private static final double RENEWED_FROM = 0.7;

  private static final double RENEWED_TO = 0.9;

  private final NodeContext node;
  private final Executor worker;
  private final Supplier<KeyPair> keys;
  private volatile CompletableFuture<SslContext> tls;
  private Instant renewal = Instant.MIN;
  private long backoffNs = BACKOFF_MIN_NS;
  private Optional<Request> open = Optional.empty();

  /**
   * @param worker makes keys and TLS, which takes milliseconds
   */
  RequestedCertificate(NodeContext node, Executor worker) {
    this(node, worker, KeyKind.EC::generate);
  }

  RequestedCertificate(NodeContext node, Executor worker, Supplier<KeyPair> keys) {
    this.node = node;
    this.worker = worker;
    this.keys = keys;
  }

  @Override
  public Optional<CompletableFuture<SslContext>> tls() {
    return Optional.ofNullable(tls);
  }

  @Override
  public void start() {
    backoffNs = BACKOFF_MIN_NS;
    Duration left = Duration.between(node.loop().wallClock().now(), renewal);
    if (tls == null || left.isNegative()) {
      ask();
    } else {
      node.link().after(left.toNanos(), this::ask);
    }
  }

  @Override
  public void stop() {
    open.ifPresent(Request::close);
  }

  private void ask() {
    open.ifPresent(Request::close);
    Request request = new Request();
    open = Optional.of(request);
    byWorker(keys, request::post);
  }

  private void again() {
    open.ifPresent(Request::close);
    node.link().after(backoffNs, this::ask);
    backoffNs = Math.min(2 * backoffNs, BACKOFF_MAX_NS);
  }

  /** Has something made, and takes it with the loop's lock held. */
  private <T> void byWorker(Supplier<T> work, Consumer<T> taker) {
    var unused =
        CompletableFuture.supplyAsync(work, worker)
            .thenAccept(made -> node.loop().run(() -> taker.accept(made)))
            .exceptionally(
                fault -> {
                  node.fatal("node " + node.name() + ": no serving certificate: " + fault);
                  return null;
                });
  }

  private void signed(CertificateAndKey identity, SslContext made) {
    tls = CompletableFuture.completedFuture(made);
    backoffNs = BACKOFF_MIN_NS;
    Instant from = identity.certificate().getNotBefore().toInstant();
    Instant until = identity.certificate().getNotAfter().toInstant();
    double part = node.loop().random().nextDouble(RENEWED_FROM, RENEWED_TO);
    renewal = from.plusSeconds((long) (Duration.between(from, until).toSeconds() * part));
    Duration left = Duration.between(node.loop().wallClock().now(), renewal);
    node.link().after(Math.max(BACKOFF_MIN_NS, left.toNanos()), this::ask);
  }

  /** One CertificateSigningRequest. */
  private final class Request implements WatchSink {
    private KeyPair key;
    private String path = "";
    private Optional<Watch> watch = Optional.empty();
    private boolean closed;
    private boolean reading;

    private void close() {
      closed = true;
      watch.ifPresent(Watch::close);
    }

    private void post(KeyPair ownKey) {
      if (closed) {
        return;
      }
      key = ownKey;
      byte[] body =
          SigningRequestBody.serving(
              node.name(), node.node().internalIps(), key, node.node().runLabels());
      ApiRequest request = ApiRequest.json("POST", SigningRequestBody.COLLECTION, body);
      node.link().sendJson(request.readingEveryBody(), this::posted);
    }

    private void posted(ApiReply reply) {
      if (closed) {
        return;
      }
      if (!reply.succeeded()) {
        node.figures().failed("request for a serving certificate", reply, "node", node.name());
        again();
        return;
      }
      Map<String, Object> created = JsonTree.object(reply.body()).orElse(Map.of());
      String name = JsonTree.text(created, "metadata", "name");
      path = SigningRequestBody.COLLECTION + "/" + name;
      String selector = "metadata.name=" + name;
      watch =
          Optional.of(
              node.watch(WatchTarget.reflector(SigningRequestBody.COLLECTION, selector, ""), this));
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      if (type == EventType.DELETED) {
        again(); // nobody answered it for a day
      } else if (!reading) {
        reading = true;
        node.link().sendJson(ApiRequest.get(path).readingEveryBody(), this::read);
      }
    }

    private void read(ApiReply reply) {
      reading = false;
      if (closed || !reply.succeeded()) {
        return; // the watch tells of what comes next
      }
      Map<String, Object> status =
          JsonTree.object(reply.body())
              .map(object -> JsonTree.child(object, "status"))
              .orElse(Map.of());
      String certificate = JsonTree.text(status, "certificate");
      if (!certificate.isEmpty()) {
        close();
        byWorker(() -> identity(certificate), this::serveWith);
      } else if (isRefused(status)) {
        node.figures().failed("request for a serving certificate: denied or failed");
        again();
      }
    }

    private void serveWith(CertificateAndKey identity) {
      byWorker(
          () -> ServingTls.of(node.name(), identity),
          made -> RequestedCertificate.this.signed(identity, made));
    }

    private CertificateAndKey identity(String base64) {
      try {
        List<X509Certificate> chain = Pem.certificates(Base64.getDecoder().decode(base64));
        return new CertificateAndKey(key.getPrivate(), chain);
      } catch (CertificateException e) {
        throw new IllegalStateException("the cluster's certificate makes no sense", e);
      }
    }

    private static boolean isRefused(Map<String, Object> status) {
      return JsonTree.objects(status, "conditions").stream()
          .map(condition -> JsonTree.text(condition, "type"))
          .anyMatch(type -> type.equals("Denied") || type.equals("Failed"));
    }
  }
}
