package io.scaletest.kube.transport;

import io.scaletest.kube.config.ClientIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows one client certificate to whoever asks for one of its kind.
 *
 * <p>The JDK's own key managers take a key out of a key store, which Netty would have to make
 * first: with a password, whose 10,000 rounds of hashing are the dearest part of a tool's start,
 * and a second's work for each twenty nodes with certificates of their own.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";

  private final ClientIdentity identity;

  IdentityKeyManager(ClientIdentity identity) {
    this.identity = identity;
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
    for (String keyType : keyTypes) {
      if (isOf(keyType) && isTrusted(issuers)) {
        return ALIAS;
      }
    }
    return null;
  }

  /** Tells whether the key is of {@code keyType}: {@code EC}, or {@code EC_RSA} by its signer. */
  private boolean isOf(String keyType) {
    return keyType.split("_", 2)[0].equals(identity.key().getAlgorithm());
  }

  private boolean isTrusted(Principal[] issuers) {
    if (issuers == null || issuers.length == 0) {
      return true;
    }
    List<Principal> trusted = Arrays.asList(issuers);
    return identity.chain().stream()
        .anyMatch(certificate -> trusted.contains(certificate.getIssuerX500Principal()));
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return isOf(keyType) && isTrusted(issuers) ? new String[] {ALIAS} : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return ALIAS.equals(alias) ? identity.chain().toArray(X509Certificate[]::new) : null;
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return ALIAS.equals(alias) ? identity.key() : null;
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
