package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One kubeconfig file, the only one that is looked at: neither {@code ~/.kube/config} nor {@code
 * $KUBECONFIG} stands in.
 *
 * <p>Read with a YAML parser alone, not into fabric8's model: that costs a tool ten times the CPU
 * at its start (docs/adr/0004-transport.md).
 */
final class KubeconfigFile {
  private final Path path;
  private final WallClock wallClock;

  KubeconfigFile(Path path, WallClock wallClock) {
    this.path = path;
    this.wallClock = wallClock;
  }

  ClientConfiguration load(String contextName, String master, String userAgent)
      throws ConfigurationException {
    Mapping file =
        Mapping.of(path.toString(), YamlText.parse(path.toString(), SmallFile.read(path)));
    Mapping context = context(file, contextName);
    Mapping cluster = cluster(file, context, master);
    Mapping user = user(file, context);
    String url = master.isEmpty() ? cluster.text("server") : master;
    if (url.isEmpty()) {
      throw new ConfigurationException(cluster.place("server") + ": is missing");
    }
    URI server =
        ClientConfiguration.serverUri(master.isEmpty() ? cluster.place("server") : "master", url);
    refuseProxy(cluster);
    Optional<ExecPlugin> plugin = plugin(user, cluster, url);
    String serverName = cluster.text("tls-server-name");
    return new ClientConfiguration(
        ClientConfiguration.baseOf(server),
        ClientConfiguration.prefixOf(server),
        serverName.isEmpty() ? Optional.empty() : Optional.of(serverName),
        trust(cluster),
        cluster.flag("insecure-skip-tls-verify"),
        plugin.isPresent() ? plugin.get().identity() : identity(user),
        plugin.isPresent() ? plugin.get() : credential(user),
        userAgent);
  }

  private static Mapping context(Mapping file, String given) throws ConfigurationException {
    String name = given.isEmpty() ? file.text("current-context") : given;
    if (name.isEmpty()) {
      throw new ConfigurationException(
          file.place() + ": has no current-context, and no context is given");
    }
    return named(file, "contexts", "context", name);
  }

  private static Mapping cluster(Mapping file, Mapping context, String master)
      throws ConfigurationException {
    String name = context.text("cluster");
    if (name.isEmpty() && !master.isEmpty()) {
      return context.map("none");
    }
    return named(file, "clusters", "cluster", name);
  }

  private static Mapping user(Mapping file, Mapping context) throws ConfigurationException {
    String name = context.text("user");
    return name.isEmpty() ? context.map("none") : named(file, "users", "user", name);
  }

  private static Mapping named(Mapping file, String list, String kind, String name)
      throws ConfigurationException {
    for (Mapping entry : file.maps(list)) {
      if (entry.text("name").equals(name)) {
        return entry.map(kind);
      }
    }
    throw new ConfigurationException(file.place() + ": has no " + kind + " named \"" + name + "\"");
  }

  private Optional<ExecPlugin> plugin(Mapping user, Mapping cluster, String server)
      throws ConfigurationException {
    Mapping exec = user.map("exec");
    if (exec.isEmpty()) {
      return Optional.empty();
    }
    ExecCommand command = ExecCommand.of(exec, path, cluster, server);
    return Optional.of(ExecPlugin.start(command, wallClock));
  }

  private static void refuseProxy(Mapping cluster) throws ConfigurationException {
    if (!cluster.text("proxy-url").isEmpty()) {
      throw new ConfigurationException(
          cluster.place("proxy-url") + ": proxies are not supported; measure without one");
    }
  }

  private List<X509Certificate> trust(Mapping cluster) throws ConfigurationException {
    byte[] pem = content(cluster, "certificate-authority");
    return pem.length == 0
        ? List.of()
        : PemReader.certificates(cluster.place("certificate-authority"), pem);
  }

  private Optional<ClientIdentity> identity(Mapping user) throws ConfigurationException {
    byte[] certificatePem = content(user, "client-certificate");
    byte[] keyPem = content(user, "client-key");
    if (certificatePem.length == 0 && keyPem.length == 0) {
      return Optional.empty();
    }
    if (certificatePem.length == 0 || keyPem.length == 0) {
      throw new ConfigurationException(
          user.place() + ": client-certificate and client-key need one another");
    }
    return Optional.of(identity(user.place(), certificatePem, keyPem, wallClock.now()));
  }

  /** Returns the identity of a certificate that is valid {@code now}. */
  static ClientIdentity identity(String place, byte[] certificatePem, byte[] keyPem, Instant now)
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
    return new ClientIdentity(key, chain);
  }

  private Credential credential(Mapping user) throws ConfigurationException {
    String tokenFile = user.text("tokenFile");
    if (!tokenFile.isEmpty()) {
      return TokenFile.open(resolve(tokenFile), wallClock.ticker());
    }
    String token = user.text("token");
    if (!token.isEmpty()) {
      String header = BearerToken.header(user.place("token"), token);
      return () -> header;
    }
    String name = user.text("username");
    if (!name.isEmpty()) {
      String pair = name + ":" + user.text("password");
      byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
      String header = "Basic " + Base64.getEncoder().encodeToString(bytes);
      return () -> header;
    }
    if (!user.map("auth-provider").isEmpty()) {
      throw new ConfigurationException(
          user.place("auth-provider") + ": was removed from Kubernetes in 1.26; use exec");
    }
    return Credential.NONE;
  }

  /**
   * Returns the bytes under {@code <key>-data}, else those of the file under {@code <key>}, else
   * none.
   */
  private byte[] content(Mapping map, String key) throws ConfigurationException {
    String data = map.text(key + "-data");
    if (!data.isEmpty()) {
      try {
        return Base64.getMimeDecoder().decode(data);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(map.place(key + "-data") + ": must be base64");
      }
    }
    String file = map.text(key);
    return file.isEmpty() ? new byte[0] : SmallFile.read(resolve(file));
  }

  private Path resolve(String file) {
    return path.toAbsolutePath().resolveSibling(file);
  }
}
