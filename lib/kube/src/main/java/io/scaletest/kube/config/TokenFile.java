package io.scaletest.kube.config;

import io.scaletest.common.clock.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bearer token in a file that something else rotates: read again when it was last read a minute
 * ago, like client-go. A file that cannot be read meanwhile leaves the token read last in use.
 */
final class TokenFile implements Credential {
  static final long REREAD_NS = TimeUnit.MINUTES.toNanos(1);

  /** A file whose token the server refuses is read no more often: thousands may be refused. */
  static final long REFUSED_REREAD_NS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final Ticker ticker;
  private final AtomicLong nextReadNs;
  private volatile String authorization;
  private volatile long lastReadNs;

  private TokenFile(Path path, Ticker ticker, String authorization) {
    this.path = path;
    this.ticker = ticker;
    this.authorization = authorization;
    this.lastReadNs = ticker.nanos();
    this.nextReadNs = new AtomicLong(lastReadNs + REREAD_NS);
  }

  static TokenFile open(Path path, Ticker ticker) throws ConfigurationException {
    return open(path, "", ticker);
  }

  /**
   * Returns the credential of a file.
   *
   * @param meanwhile header value for as long as the file cannot be read; empty where it must be
   *     readable now
   */
  static TokenFile open(Path path, String meanwhile, Ticker ticker) throws ConfigurationException {
    try {
      return new TokenFile(path, ticker, read(path));
    } catch (ConfigurationException e) {
      if (meanwhile.isEmpty()) {
        throw e;
      }
      return new TokenFile(path, ticker, meanwhile);
    }
  }

  private static String read(Path path) throws ConfigurationException {
    String token = new String(SmallFile.read(path), StandardCharsets.ISO_8859_1).strip();
    if (token.isEmpty()) {
      throw new ConfigurationException(path + ": must hold a token, is empty");
    }
    return BearerToken.header(path.toString(), token);
  }

  @Override
  public String authorization() {
    long nowNs = ticker.nanos();
    long dueNs = nextReadNs.get();
    if (nowNs - dueNs >= 0 && nextReadNs.compareAndSet(dueNs, nowNs + REREAD_NS)) {
      reread();
    }
    return authorization;
  }

  /** Looks for a new token with the next request, unless it has just done so. */
  @Override
  public void refused() {
    nextReadNs.accumulateAndGet(
        Math.max(ticker.nanos(), lastReadNs + REFUSED_REREAD_NS), Math::min);
  }

  private void reread() {
    lastReadNs = ticker.nanos();
    try {
      authorization = read(path);
    } catch (ConfigurationException e) {
      // Rotation may be half done; the server has the last word on the token in use.
    }
  }
}
