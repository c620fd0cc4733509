package io.scaletest.hollownode.credentials;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.PemReader;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.KeyKind;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/**
 * A client certificate for each node by a CertificateSigningRequest, as kubelets ask for theirs at
 * their first start: for the kubelets' signer, which the controller manager approves and signs.
 * Asked for before the nodes start, many at a time; blocks until all are there.
 */
final class SigningRequests implements NodeClients.CertificateSource {
  /** Requests asked for together; the controller manager signs tens a second. */
  private static final int TOGETHER = 100;

  private static final long POLL_MS = 500;

  /** A controller manager that is going to sign has signed each batch long before. */
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);

  private final Map<String, CertificateAndKey> identities;

  private SigningRequests(Map<String, CertificateAndKey> identities) {
    this.identities = identities;
  }

  /**
   * Asks for the certificates of all nodes and waits for them.
   *
   * @param asking as whom to ask
   * @param labels what the requests carry, so that those of a run can be found
   * @param faults hears of what the transport throws
   * @param pause waits so many milliseconds; returns whether to go on
   * @throws ConfigurationException where a request is refused, or not signed in time
   */
  public static SigningRequests ask(
      ClientConfiguration asking,
      List<String> names,
      Map<String, String> labels,
      Ticker ticker,
      LongPredicate pause,
      FaultHandler faults)
      throws ConfigurationException {
    Map<String, CertificateAndKey> identities = new HashMap<>();
    try (ApiTransport transport =
        HttpTransport.open(asking, TransportLimits.defaults(), ticker, faults)) {
      for (int from = 0; from < names.size(); from += TOGETHER) {
        List<String> batch = names.subList(from, Math.min(from + TOGETHER, names.size()));
        identities.putAll(askTogether(transport, batch, labels, ticker, pause));
      }
    }
    return new SigningRequests(identities);
  }

  /** A request on the server, and the key that it is for. */
  private record Pending(String node, String name, KeyPair key) {}

  private static Map<String, CertificateAndKey> askTogether(
      ApiTransport transport,
      List<String> nodes,
      Map<String, String> labels,
      Ticker ticker,
      LongPredicate pause)
      throws ConfigurationException {
    List<Pending> pending = new ArrayList<>();
    for (String node : nodes) {
      KeyPair key = KeyKind.EC.generate();
      ApiRequest request =
          ApiRequest.json(
                  "POST",
                  SigningRequestBody.COLLECTION,
                  SigningRequestBody.client(node, key, labels))
              .readingEveryBody();
      ApiReply reply = transport.sendAndWait(request);
      if (!reply.succeeded()) {
        throw new ConfigurationException(
            "node " + node + ": its certificate was refused: " + reply.failure());
      }
      Map<?, ?> created = JsonTree.object(reply.body()).orElse(Map.of());
      pending.add(new Pending(node, JsonTree.text(created, "metadata", "name"), key));
    }
    Map<String, CertificateAndKey> signed = new HashMap<>();
    long untilNs = ticker.nanos() + LIMIT_NS;
    while (!pending.isEmpty()) {
      for (Pending each : List.copyOf(pending)) {
        String certificate = certificate(transport, each);
        if (!certificate.isEmpty()) {
          signed.put(each.node(), identity(each, certificate));
          pending.remove(each);
        }
      }
      if (!pending.isEmpty() && (ticker.nanos() > untilNs || !pause.test(POLL_MS))) {
        throw new ConfigurationException(
            "node " + pending.get(0).node() + ": its certificate was not signed in time");
      }
    }
    return signed;
  }

  private static String certificate(ApiTransport transport, Pending request) {
    String path = SigningRequestBody.COLLECTION + "/" + request.name();
    ApiReply reply = transport.sendAndWait(ApiRequest.get(path));
    Map<?, ?> object = JsonTree.object(reply.body()).orElse(Map.of());
    return JsonTree.text(object, "status", "certificate");
  }

  private static CertificateAndKey identity(Pending request, String certificate)
      throws ConfigurationException {
    byte[] pem = Base64.getDecoder().decode(certificate);
    return new CertificateAndKey(
        request.key().getPrivate(),
        PemReader.certificates("certificate of " + request.node(), pem));
  }

  @Override
  public ClientConfiguration forNode(ClientConfiguration base, String name) {
    return base.loggingInAs(identities.get(name));
  }
}
