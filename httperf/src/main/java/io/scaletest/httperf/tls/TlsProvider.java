package io.scaletest.httperf.tls;

import io.netty.handler.ssl.OpenSsl;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The implementations of TLS. */
public enum TlsProvider {
  /** BoringSSL where this platform has it, otherwise the best that can log its secrets. */
  AUTO,
  BORINGSSL,
  /** Java's own, which cannot log its secrets. */
  JDK,
  /** Bouncy Castle's protocol on Java's ciphers. */
  BOUNCYCASTLE;

  /**
   * Returns the provider of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TlsProvider of(String name) {
    return Arrays.stream(values())
        .filter(provider -> provider.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + Arrays.stream(values())
                            .map(TlsProvider::toString)
                            .collect(Collectors.joining(", "))
                        + ", got "
                        + name));
  }

  /**
   * Returns the provider that will run.
   *
   * @param logsSecrets whether the secrets are wanted
   * @throws IllegalArgumentException if this one is not there, or keeps its secrets
   */
  public TlsProvider resolve(boolean logsSecrets) {
    return switch (this) {
      case AUTO -> {
        if (OpenSsl.isAvailable()) {
          yield BORINGSSL;
        }
        yield logsSecrets ? BOUNCYCASTLE : JDK;
      }
      case BORINGSSL -> {
        if (!OpenSsl.isAvailable()) {
          throw new IllegalArgumentException(
              "boringssl is not there for this platform (" + OpenSsl.unavailabilityCause() + ")");
        }
        yield this;
      }
      case JDK -> {
        if (logsSecrets) {
          throw new IllegalArgumentException(
              "jdk tells nobody its secrets: needs no-keylog, or take another");
        }
        yield this;
      }
      case BOUNCYCASTLE -> this;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
