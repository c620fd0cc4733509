package io.scaletest.hollownode.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What a kube-apiserver 1.36.3 sent; {@code recorded.yaml} says about which objects. */
public final class Recorded {
  private Recorded() {}

  /** Returns an answer's bytes as they came. */
  public static byte[] bytes(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
