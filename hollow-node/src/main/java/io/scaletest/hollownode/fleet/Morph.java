package io.scaletest.hollownode.fleet;

import java.util.Locale;
import java.util.Optional;

/** What a hollow node is: {@code --morph}. */
public enum Morph {
  KUBELET,
  PROXY,
  /** A kubelet and a kube-proxy for each node; kubemark has it not. */
  BOTH;

  /** Returns the morph of that name, as kubemark spells it; empty where there is none. */
  public static Optional<Morph> of(String text) {
    for (Morph morph : values()) {
      if (morph.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(morph);
      }
    }
    return Optional.empty();
  }

  public boolean hasKubelet() {
    return this != PROXY;
  }

  public boolean hasProxy() {
    return this != KUBELET;
  }
}
