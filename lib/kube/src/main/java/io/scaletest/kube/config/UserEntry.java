package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import io.scaletest.wire.x509.CertificateAndKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A user entry of a kubeconfig: how to authenticate, and whom to impersonate. */
final class UserEntry {
  private static final String CERTIFICATE = "client-certificate";
  private static final String KEY = "client-key";
  private static final String TOKEN = "token";
  private static final String TOKEN_FILE = "tokenFile";
  private static final String AS = "as";
  private static final String AS_UID = "as-uid";
  private static final String AS_GROUPS = "as-groups";
  private static final String AS_EXTRA = "as-user-extra";
  private static final String PROVIDER = "auth-provider";

  private final Mapping user;
  private final WallClock wallClock;

  UserEntry(Mapping user, WallClock wallClock) {
    this.user = user;
    this.wallClock = wallClock;
  }

  /** Refuses what this cannot follow, and what contradicts itself. */
  void check() throws ConfigurationException {
    Mapping provider = user.map(PROVIDER);
    if (!provider.isEmpty()) {
      throw new ConfigurationException(
          user.place(PROVIDER)
              + ": \""
              + provider.text("name")
              + "\" is not supported: use exec, the plugins that took its place");
    }
    if (hasToken() && hasPassword()) {
      throw new ConfigurationException(
          user.place() + ": a token and username with password must not both be given");
    }
    if (has(CERTIFICATE) != has(KEY)) {
      throw new ConfigurationException(
          user.place() + ": client-certificate and client-key need one another");
    }
  }

  private boolean has(String key) throws ConfigurationException {
    return !user.text(key).isEmpty() || !user.text(key + "-data").isEmpty();
  }

  private boolean hasToken() throws ConfigurationException {
    return !user.text(TOKEN).isEmpty() || !user.text(TOKEN_FILE).isEmpty();
  }

  private boolean hasPassword() throws ConfigurationException {
    return !user.text("username").isEmpty() || !user.text("password").isEmpty();
  }

  /** Returns the user that requests are to impersonate, if any. */
  Optional<ImpersonatedUser> impersonated() throws ConfigurationException {
    String name = user.text(AS);
    Map<String, List<String>> extra = new LinkedHashMap<>();
    Mapping extras = user.map(AS_EXTRA);
    for (String key : extras.keys()) {
      extra.put(key, extras.texts(key));
    }
    List<String> groups = user.texts(AS_GROUPS);
    String uid = user.text(AS_UID);
    if (name.isEmpty()) {
      if (!groups.isEmpty() || !uid.isEmpty() || !extra.isEmpty()) {
        throw new ConfigurationException(
            user.place(AS) + ": is missing, and as-uid, as-groups and as-user-extra need it");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(new ImpersonatedUser(name, uid, groups, extra));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(user.place() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns {@code configuration} with this user's log-in. Runs the user's exec plugin once, where
   * nothing else logs in.
   */
  ClientConfiguration logIn(ClientConfiguration configuration, ClusterEntry cluster, String server)
      throws ConfigurationException {
    Mapping exec = user.map("exec");
    if (!exec.isEmpty()) {
      ExecCommand command = ExecCommand.of(exec, cluster, server);
      if (!hasToken() && !hasPassword() && !has(CERTIFICATE)) {
        ExecPlugin plugin = ExecPlugin.start(command, wallClock);
        return configuration.toBuilder().identity(plugin.identity()).credential(plugin).build();
      }
    }
    Credential own = credential();
    Credential header = own == Credential.NONE ? configuration.credential() : own;
    boolean filesAlone =
        !user.text(CERTIFICATE).isEmpty()
            && user.text(CERTIFICATE + "-data").isEmpty()
            && user.text(KEY + "-data").isEmpty();
    if (!filesAlone) {
      return configuration.toBuilder().identity(identity()).credential(header).build();
    }
    CertificateFiles files =
        CertificateFiles.open(
            user.place(),
            user.resolve(user.text(CERTIFICATE)),
            user.resolve(user.text(KEY)),
            header,
            wallClock);
    return configuration.toBuilder().identity(files.identity()).credential(files).build();
  }

  private Optional<CertificateAndKey> identity() throws ConfigurationException {
    byte[] certificatePem = user.content(CERTIFICATE);
    byte[] keyPem = user.content(KEY);
    return certificatePem.length == 0
        ? Optional.empty()
        : Optional.of(identity(user.place(), certificatePem, keyPem, wallClock.now()));
  }

  /** Returns the identity of a certificate that is valid {@code now}. */
  static CertificateAndKey identity(String place, byte[] certificatePem, byte[] keyPem, Instant now)
      throws ConfigurationException {
    List<X509Certificate> chain =
        PemReader.certificates(place + ".client-certificate", certificatePem);
    Instant end = chain.get(0).getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw new ConfigurationException(
          place + ".client-certificate: expired on " + end + " (it is " + now + ")");
    }
    Instant begin = chain.get(0).getNotBefore().toInstant();
    if (begin.isAfter(now)) {
      throw new ConfigurationException(
          place + ".client-certificate: is not valid before " + begin + " (it is " + now + ")");
    }
    PrivateKey key = PemReader.privateKey(place + ".client-key", keyPem);
    return new CertificateAndKey(key, chain);
  }

  private Credential credential() throws ConfigurationException {
    String token = user.text(TOKEN);
    String header = token.isEmpty() ? "" : BearerToken.header(user.place(TOKEN), token);
    String tokenFile = user.text(TOKEN_FILE);
    if (!tokenFile.isEmpty()) {
      Path path = user.resolve(tokenFile);
      return TokenFile.open(path, header, wallClock.ticker());
    }
    if (!token.isEmpty()) {
      return () -> header;
    }
    return hasPassword()
        ? basic(Optional.of(user.text("username") + ":" + user.text("password")))
        : Credential.NONE;
  }

  /** Returns the credential of a name and a password, {@code name:password}. */
  static Credential basic(Optional<String> pair) {
    if (pair.isEmpty()) {
      return Credential.NONE;
    }
    String whole = pair.get().contains(":") ? pair.get() : pair.get() + ":";
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    String header = "Basic " + Base64.getEncoder().encodeToString(bytes);
    return () -> header;
  }
}
