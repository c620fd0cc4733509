package io.scaletest.httperf.tls;

import io.netty.buffer.ByteBufUtil;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsSecret;

/**
 * Bouncy Castle's TLS with the JDK's ciphers, used to log TLS secrets: each is derived from another
 * one by a method that can be overridden, with a label that names its purpose.
 */
final class BouncyCastleTls {
  /** Labels of RFC 8446, section 7.1, and the key log's names of their secrets. */
  private static final Map<String, String> KEY_LOG_LABELS =
      Map.of(
          "tls13 c hs traffic", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
          "tls13 s hs traffic", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
          "tls13 c ap traffic", "CLIENT_TRAFFIC_SECRET_0",
          "tls13 s ap traffic", "SERVER_TRAFFIC_SECRET_0",
          "tls13 exp master", "EXPORTER_SECRET");

  private static final String MASTER_SECRET_LABEL = "CLIENT_RANDOM";

  private static final char[] NO_PASSWORD = new char[0];

  /** Held, because the JDK's logging forgets the level of a logger without a strong reference. */
  private static final Logger CHATTER = Logger.getLogger("org.bouncycastle");

  static {
    // It logs each handshake, and each failed one with a stack trace; we log what is wanted.
    CHATTER.setLevel(Level.OFF);
  }

  private BouncyCastleTls() {}

  /** Returns a provider of TLS that writes its secrets to {@code log}, if there is one. */
  static Provider provider(Optional<KeyLog> log) {
    // Its own provider of ciphers wants randomness of a name that only its other library has.
    return new BouncyCastleJsseProvider(
        false, new LoggingCryptoProvider(log.orElse(secretLine -> {})));
  }

  /**
   * Returns what proves an identity: the JDK's own does not know the names of Bouncy Castle's keys.
   */
  static KeyManagerFactory keyManagers(CertificateAndKey identity) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "server", identity.key(), NO_PASSWORD, identity.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance("PKIX", new BouncyCastleJsseProvider());
      managers.init(store, NO_PASSWORD);
      return managers;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM keeps no keys", e);
    }
  }

  /** Returns whether this is what does the TLS of {@code engine}. */
  static boolean runs(SSLEngine engine) {
    return engine instanceof BCSSLEngine || engine.getClass().getName().contains("Bouncy");
  }

  private static final class LoggingCryptoProvider extends JcaTlsCryptoProvider {
    private final KeyLog log;

    LoggingCryptoProvider(KeyLog log) {
      this.log = log;
    }

    @Override
    public JcaTlsCrypto create(SecureRandom keys, SecureRandom nonces) {
      return new LoggingCrypto(this, keys, nonces, log);
    }

    @Override
    public JcaTlsCrypto create(SecureRandom random) {
      try {
        SecureRandom keys = random == null ? SecureRandom.getInstance("DEFAULT") : random;
        return create(keys, keys);
      } catch (NoSuchAlgorithmException e) {
        SecureRandom keys = new SecureRandom();
        return create(keys, keys);
      }
    }
  }

  private static final class LoggingCrypto extends JcaTlsCrypto {
    private final KeyLog log;

    LoggingCrypto(
        JcaTlsCryptoProvider provider, SecureRandom keys, SecureRandom nonces, KeyLog log) {
      super(provider.getHelper(), keys, nonces);
      this.log = log;
    }

    /** The root of all secrets of TLS 1.3. */
    @Override
    public TlsSecret hkdfInit(int hash) {
      return logged(super.hkdfInit(hash));
    }

    /** The root of those of TLS 1.2: our certificate allows elliptic curves only. */
    @Override
    public TlsECDomain createECDomain(TlsECConfig config) {
      TlsECDomain domain = super.createECDomain(config);
      return () -> new LoggedAgreement(domain.createECDH(), this);
    }

    TlsSecret logged(TlsSecret secret) {
      return new LoggedSecret(this, secret.extract());
    }

    void log(String label, byte[] secret) {
      String clientRandom = ClientRandomReader.current();
      if (!clientRandom.isEmpty()) {
        log.line(label + " " + clientRandom + " " + ByteBufUtil.hexDump(secret));
      }
    }
  }

  private record LoggedAgreement(TlsAgreement agreement, LoggingCrypto crypto)
      implements TlsAgreement {
    @Override
    public byte[] generateEphemeral() throws IOException {
      return agreement.generateEphemeral();
    }

    @Override
    public void receivePeerValue(byte[] value) throws IOException {
      agreement.receivePeerValue(value);
    }

    @Override
    public TlsSecret calculateSecret() throws IOException {
      return crypto.logged(agreement.calculateSecret());
    }
  }

  /**
   * A secret whose derived secrets are of this class, too, and are logged if the key log has a name
   * for them.
   */
  private static final class LoggedSecret extends JceTlsSecret {
    /** HkdfLabel of RFC 8446: two bytes of length, then the label behind its own length. */
    private static final int LABEL_OFFSET = 3;

    private final LoggingCrypto owner;

    LoggedSecret(LoggingCrypto owner, byte[] data) {
      super(owner, data);
      this.owner = owner;
    }

    @Override
    public synchronized TlsSecret deriveUsingPRF(int prf, String label, byte[] seed, int length) {
      byte[] derived = super.deriveUsingPRF(prf, label, seed, length).extract();
      if (label.equals(ExporterLabel.master_secret)
          || label.equals(ExporterLabel.extended_master_secret)) {
        owner.log(MASTER_SECRET_LABEL, derived);
      }
      return new LoggedSecret(owner, derived);
    }

    @Override
    public synchronized TlsSecret hkdfExtract(int hash, TlsSecret material) {
      return owner.logged(super.hkdfExtract(hash, material));
    }

    @Override
    public synchronized TlsSecret hkdfExpand(int hash, byte[] info, int length) {
      byte[] derived = super.hkdfExpand(hash, info, length).extract();
      if (info.length >= LABEL_OFFSET) {
        String label =
            new String(
                info,
                LABEL_OFFSET,
                Math.min(info[LABEL_OFFSET - 1], info.length - LABEL_OFFSET),
                StandardCharsets.US_ASCII);
        String known = KEY_LOG_LABELS.get(label);
        if (known != null) {
          owner.log(known, derived);
        }
      }
      return new LoggedSecret(owner, derived);
    }
  }
}
