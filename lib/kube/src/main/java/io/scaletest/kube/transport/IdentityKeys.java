package io.scaletest.kube.transport;

import io.scaletest.wire.x509.CertificateAndKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A key manager of one client certificate, which may be renewed during a run.
 *
 * <p>The JDK's own key managers take a key out of a key store, which Netty would have to make
 * first: with a password, whose 10,000 rounds of hashing are the dearest part of a tool's start,
 * and a second's work for each twenty nodes with certificates of their own.
 */
final class IdentityKeys extends X509ExtendedKeyManager {
  private final Supplier<CertificateAndKey> source;
  private final AtomicInteger number = new AtomicInteger();

  /**
   * What is shown now, and what was before: a handshake under way asks for its key by the alias
   * that it was given.
   */
  private volatile Shown shown;

  private record Shown(String alias, CertificateAndKey identity, Shown before) {}

  /**
   * @param source gives the certificate that counts now, for each handshake anew
   */
  IdentityKeys(Supplier<CertificateAndKey> source) {
    this.source = source;
    this.shown = new Shown("client", source.get(), null);
  }

  private Shown current() {
    CertificateAndKey now = source.get();
    Shown latest = shown;
    if (!latest.identity().equals(now)) {
      Shown before = new Shown(latest.alias(), latest.identity(), null);
      latest = new Shown("client-" + number.incrementAndGet(), now, before);
      shown = latest;
    }
    return latest;
  }

  /** Returns the certificate of that name; null where it is too old. */
  private CertificateAndKey named(String alias) {
    Shown latest = shown;
    if (latest.alias().equals(alias)) {
      return latest.identity();
    }
    Shown before = latest.before();
    return before != null && before.alias().equals(alias) ? before.identity() : null;
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(keyTypes, issuers);
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(keyTypes, issuers);
  }

  private String choose(String[] keyTypes, Principal[] issuers) {
    Shown now = current();
    for (String keyType : keyTypes) {
      if (isOf(now.identity(), keyType) && isTrusted(now.identity(), issuers)) {
        return now.alias();
      }
    }
    return null;
  }

  /** Returns whether the key is of {@code keyType}: {@code EC}, or {@code EC_RSA} by its signer. */
  private static boolean isOf(CertificateAndKey identity, String keyType) {
    return keyType.split("_", 2)[0].equals(identity.key().getAlgorithm());
  }

  private static boolean isTrusted(CertificateAndKey identity, Principal[] issuers) {
    if (issuers == null || issuers.length == 0) {
      return true;
    }
    List<Principal> trusted = Arrays.asList(issuers);
    return identity.chain().stream()
        .anyMatch(certificate -> trusted.contains(certificate.getIssuerX500Principal()));
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    String alias = choose(new String[] {keyType}, issuers);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    CertificateAndKey identity = named(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    CertificateAndKey identity = named(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
