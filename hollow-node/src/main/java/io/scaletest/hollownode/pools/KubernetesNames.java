package io.scaletest.hollownode.pools;

import java.util.regex.Pattern;

/** Validates keys and values of labels and taints by the API server's rules. */
final class KubernetesNames {
  private static final String PART = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final String PREFIX = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/";
  private static final Pattern KEY = Pattern.compile("(" + PREFIX + ")?" + PART);
  private static final Pattern VALUE = Pattern.compile("(" + PART + ")?");

  private KubernetesNames() {}

  static String requireKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "key must be [prefix/]name of up to 63 letters, digits, -, _ and ., got " + key);
    }
    return key;
  }

  static String requireValue(String value) {
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "value must be up to 63 letters, digits, -, _ and ., got " + value);
    }
    return value;
  }
}
