package io.scaletest.hollownode.credentials;

import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.x509.CertificateAuthority;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The CertificateSigningRequests that a kubelet makes. Stateless. */
public final class SigningRequestBody {
  /** Where they are posted. */
  public static final String COLLECTION = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

  private SigningRequestBody() {}

  /** Returns that for what it is to the API server. */
  static byte[] client(String node, KeyPair key, Map<String, String> labels) {
    String request =
        CertificateAuthority.signingRequest(
            key, NodeCertificates.NODE_USER + node, List.of(NodeCertificates.NODES_GROUP));
    return body(request, "kubernetes.io/kube-apiserver-client-kubelet", "client auth", labels);
  }

  /**
   * Returns that for what it is to those who connect to it.
   *
   * @param addresses of the node
   */
  public static byte[] serving(
      String node, List<String> addresses, KeyPair key, Map<String, String> labels) {
    String request =
        CertificateAuthority.signingRequest(
            key,
            NodeCertificates.NODE_USER + node,
            List.of(NodeCertificates.NODES_GROUP),
            List.of(node),
            addresses);
    return body(request, "kubernetes.io/kubelet-serving", "server auth", labels);
  }

  private static byte[] body(
      String request, String signer, String usage, Map<String, String> labels) {
    JsonWriter json = new JsonWriter().object();
    json.put("kind", "CertificateSigningRequest").put("apiVersion", "certificates.k8s.io/v1");
    json.object("metadata").put("generateName", "csr-").object("labels");
    labels.forEach(json::put);
    json.endObject().endObject().object("spec");
    byte[] pem = request.getBytes(StandardCharsets.US_ASCII);
    json.put("request", Base64.getEncoder().encodeToString(pem));
    json.put("signerName", signer).array("usages");
    json.element("digital signature").element(usage).endArray().endObject();
    return json.endObject().bytes();
  }
}
