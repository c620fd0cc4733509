package io.scaletest.kube.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A trust manager that checks servers as the JDK does, but also accepts certificates for host names
 * that the JDK holds for invalid, such as {@code my_host}: Go's programs take them.
 */
final class NamedServerTrust extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2;

  /** What the JDK can find in a certificate: host names by the book, and addresses. */
  private static final Pattern ORDINARY = Pattern.compile("[a-zA-Z0-9.:-]*");

  private final X509ExtendedTrustManager authorities;

  private NamedServerTrust(X509ExtendedTrustManager authorities) {
    this.authorities = authorities;
  }

  /**
   * Returns the trust in what some authorities sign.
   *
   * @param trusted the authorities; empty for those of the Java runtime
   */
  static NamedServerTrust in(List<X509Certificate> trusted) throws GeneralSecurityException {
    KeyStore store = null;
    if (!trusted.isEmpty()) {
      store = emptyStore();
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), trusted.get(i));
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return new NamedServerTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read", e);
    }
    return store;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    String host = String.valueOf(engine.getPeerHost());
    if (ORDINARY.matcher(host).matches()) {
      authorities.checkServerTrusted(chain, authType, engine);
    } else {
      authorities.checkServerTrusted(chain, authType);
      requireName(chain[0], host.toLowerCase(Locale.ROOT));
    }
  }

  private static void requireName(X509Certificate certificate, String host)
      throws CertificateException {
    var names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(0).equals(DNS_NAME)
            && isNamed(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT), host)) {
          return;
        }
      }
    }
    throw new CertificateException("No subject alternative DNS name matching " + host + " found.");
  }

  /** A star stands for one label, the first. */
  private static boolean isNamed(String name, String host) {
    int dot = host.indexOf('.');
    return name.equals(host)
        || name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    authorities.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    authorities.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
