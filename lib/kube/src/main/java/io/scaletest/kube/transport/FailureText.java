package io.scaletest.kube.transport;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.proxy.ProxyConnectException;
import io.scaletest.common.process.OpenFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;

/** Formats exceptions of the network and the TLS engines as one line for a user. */
final class FailureText {
  /** Longest line; what is longer quotes somebody's data. */
  static final int LIMIT_CHARS = 500;

  /** How deep chains of causes are followed: they may be circular. */
  private static final int CAUSE_LIMIT = 16;

  /** What the system says of a socket that it does not make, whoever quotes it. */
  private static final String TOO_MANY_FILES = "Too many open files";

  private FailureText() {}

  /** Returns one line for {@code failure}. */
  static String of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; depth < CAUSE_LIMIT; depth++) {
      String known = known(cause);
      if (!known.isEmpty()) {
        return known;
      }
      if (cause.getCause() == null) {
        break;
      }
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return oneLine(message == null ? cause.getClass().getSimpleName() : message);
  }

  /**
   * Returns whether {@code failure} is one of this program, and not of the network, of the TLS
   * engines, or of what the peer sent.
   */
  static boolean isFault(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; depth < CAUSE_LIMIT && cause != null; depth++) {
      if (cause instanceof IOException
          || cause instanceof GeneralSecurityException
          || cause instanceof Http2Exception) {
        return false;
      }
      cause = cause.getCause();
    }
    return !(failure instanceof CodecException) || failure.getCause() != null;
  }

  private static String known(Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return "the server's certificate has expired: " + oneLine(cause.getMessage());
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "the server's certificate is not valid yet: " + oneLine(cause.getMessage());
    }
    if (cause instanceof CertPathBuilderException
        || cause instanceof SignatureException
        || isOfNoTrustedAuthority(cause)) {
      return "the server's certificate is not signed by a trusted authority";
    }
    if (cause.getClass() == CertificateException.class && cause.getCause() == null) {
      return "the server's certificate is refused: " + oneLine(cause.getMessage());
    }
    if (String.valueOf(cause.getMessage()).contains(TOO_MANY_FILES)) {
      return OpenFiles.EXHAUSTED + ": this process may have no more (ulimit -n)";
    }
    if (cause instanceof UnknownHostException) {
      return "no such host: " + oneLine(cause.getMessage());
    }
    if (cause instanceof ProxyConnectException) {
      return "the proxy makes no connection: " + oneLine(String.valueOf(cause.getMessage()));
    }
    if (cause instanceof ConnectTimeoutException) {
      return "no answer to connecting in time";
    }
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    if (cause instanceof ClosedChannelException) {
      return "connection closed";
    }
    return "";
  }

  /** Returns {@code text} without line breaks and other control characters, not too long. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), LIMIT_CHARS));
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (line.length() >= LIMIT_CHARS) {
        return line.append("...").toString();
      }
      if (c <= ' ') {
        space = line.length() > 0;
      } else {
        if (space) {
          line.append(' ');
        }
        space = false;
        line.append(c);
      }
    }
    return line.toString();
  }

  /** What the JDK says where the authority's key identifier is not the one that the leaf names. */
  private static boolean isOfNoTrustedAuthority(Throwable cause) {
    return cause instanceof CertPathValidatorException path
        && path.getReason() == PKIXReason.NO_TRUST_ANCHOR;
  }
}
