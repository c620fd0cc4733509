package io.scaletest.kube.transport;

/** What does the encryption. */
public enum TlsEngine {
  /** BoringSSL where this platform has it, the JDK's otherwise. */
  AUTOMATIC,
  JDK,
  BORINGSSL
}
