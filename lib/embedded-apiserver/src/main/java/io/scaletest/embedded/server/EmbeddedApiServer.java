package io.scaletest.embedded.server;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.credentials.Kubeconfig;
import io.scaletest.embedded.api.ApiService;
import io.scaletest.embedded.api.Tokens;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.http.Listener;
import io.scaletest.embedded.store.Store;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import io.scaletest.wire.x509.KeyKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An API server in memory, from start to close: HTTPS on one port, and the control path on another.
 * It has its own certificate authority; {@link #kubeconfig} has all that a client needs.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedApiServer implements AutoCloseable {
  private static final String USER = "embedded-admin";
  private static final List<String> GROUPS = List.of("system:masters");

  private final ServerSettings settings;
  private final Store store;
  private final Faults faults;
  private final Tokens tokens = new Tokens();
  private final CertificateAuthority authority;
  private final CertificateAndKey user;
  private final Listener listener;
  private final ControlPath control;

  private EmbeddedApiServer(ServerSettings settings) {
    this.settings = settings;
    Ticker ticker = Ticker.system();
    WallClock clock = WallClock.anchoredTo(ticker);
    this.store = new Store(settings.historyLimit());
    this.faults = new Faults(settings.seed(), ticker);
    settings.faults().forEach(faults::add);
    this.authority = CertificateAuthority.create("scaletest embedded API server", clock.now());
    // RSA: fabric8's client takes every key that does not say what it is for one.
    this.user = authority.issueClient(USER, GROUPS, KeyKind.RSA, authority.notAfter());
    ApiService service = new ApiService(store, faults, tokens, clock, settings.seed());
    this.listener =
        Listener.start(
            new Listener.Settings(
                settings.host(),
                settings.port(),
                settings.threads(),
                settings.maxStreams(),
                authority.issueServer("kube-apiserver", dnsNames(), addresses()),
                authority.identity().certificate(),
                this::userOf),
            service::serve,
            clock,
            faults);
    FirstObjects.putInto(service, settings.host(), listener.port());
    try {
      this.control = ControlPath.start(settings.controlPort(), faults, listener, store);
    } catch (RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Starts a server; it serves from the moment this returns.
   *
   * @throws java.io.UncheckedIOException with one line that says why, where a port cannot be had
   * @throws IllegalArgumentException with one line that says what is wrong with a fault
   */
  public static EmbeddedApiServer start(ServerSettings settings) {
    return new EmbeddedApiServer(settings);
  }

  private Optional<String> userOf(String token) {
    boolean isOwn = !settings.token().isEmpty() && settings.token().equals(token);
    return isOwn ? Optional.of(USER) : tokens.user(token);
  }

  private static List<String> dnsNames() {
    return List.of("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc");
  }

  private List<String> addresses() {
    List<String> addresses = new ArrayList<>(List.of("127.0.0.1", "10.96.0.1"));
    if (!addresses.contains(settings.host())) {
      addresses.add(settings.host());
    }
    return addresses;
  }

  /** Returns the address that clients use. */
  public URI url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create("https://" + host + ":" + listener.port());
  }

  /** Returns the address of the control path. */
  public URI controlUrl() {
    return control.url();
  }

  /** Returns the administrator's kubeconfig, by certificate. */
  public Kubeconfig kubeconfig() {
    return new Kubeconfig(USER, user, authorityPem(), List.of(url()));
  }

  /** Returns the certificate that the server's is signed by. */
  public String authorityPem() {
    return authority.identity().certificatePem();
  }

  /** Returns the administrator's certificate. */
  public CertificateAndKey identity() {
    return user;
  }

  /** Returns a bearer token of a user's. */
  public String token(String name) {
    return tokens.issue(name);
  }

  /** Returns the faults in force, to be changed at will. */
  public Faults faults() {
    return faults;
  }

  /** Returns what is stored, to look at and to compare with. */
  public Store store() {
    return store;
  }

  /** Returns the connections, to be done something to. */
  public Listener listener() {
    return listener;
  }

  @Override
  public void close() {
    control.close();
    listener.close();
  }
}
