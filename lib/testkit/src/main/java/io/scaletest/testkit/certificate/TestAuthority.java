package io.scaletest.testkit.certificate;

import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import io.scaletest.wire.x509.KeyKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority for one test. Safe for use by many threads. */
public final class TestAuthority {
  /** What "valid now" reaches to either side, so that no test depends on the hour. */
  public static final Duration MARGIN = Duration.ofDays(2);

  private final CertificateAuthority authority;
  private final CertificateAndKey own;
  private final Instant now;

  private TestAuthority(Instant now) {
    this.now = now;
    this.authority = CertificateAuthority.create("scaletest test authority", now.minus(MARGIN));
    this.own = authority.identity();
  }

  /** Returns a new authority whose certificates are valid around {@code now}. */
  public static TestAuthority create(Instant now) {
    return new TestAuthority(now);
  }

  /** Returns the authority's own certificate, which clients trust. */
  public CertificateAndKey own() {
    return own;
  }

  /**
   * Returns a server's certificate that is valid now.
   *
   * @param names host names and IPv4 addresses
   */
  public CertificateAndKey server(List<String> names) {
    return server(names, now.minus(MARGIN), now.plus(MARGIN));
  }

  /**
   * Returns a server's certificate.
   *
   * @param names host names and IPv4 addresses
   */
  public CertificateAndKey server(List<String> names, Instant from, Instant until) {
    List<String> hosts = new ArrayList<>(names);
    List<String> addresses = names.stream().filter(name -> name.matches("[0-9.]+")).toList();
    hosts.removeAll(addresses);
    return authority.issueServer(names.get(0), hosts, addresses, from, until);
  }

  /** Returns a client's certificate that is valid now. */
  public CertificateAndKey client(String user, String group) {
    return client(user, group, now.minus(MARGIN), now.plus(MARGIN));
  }

  /** Returns a client's certificate. */
  public CertificateAndKey client(String user, String group, Instant from, Instant until) {
    return authority.issueClient(user, List.of(group), KeyKind.EC, from, until);
  }
}
