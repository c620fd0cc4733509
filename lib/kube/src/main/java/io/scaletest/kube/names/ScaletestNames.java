package io.scaletest.kube.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the tools' objects are called and where they are. <i>Source:</i> the originals' namespace,
 * label and annotation keys.
 */
public final class ScaletestNames {
  /** Namespace of every object the tools make. */
  public static final String NAMESPACE = "scaletest";

  /** Key of the label that every object carries. */
  public static final String LABEL_KEY = "purpose";

  /** Value of that label. */
  public static final String LABEL_VALUE = "scaletest";

  /** The label as a selector in a query, percent-encoded. */
  public static final String LABEL_SELECTOR = LABEL_KEY + "%3D" + LABEL_VALUE;

  /** Key of the label that names the run, on objects whose names do not. */
  public static final String RUN_LABEL_KEY = "scaletest/runid";

  /** Annotation with the client's time of creation. */
  public static final String CREATE_TIMESTAMP = "scaletest/createTimestamp";

  /** Annotation with the client's time of the latest update. */
  public static final String UPDATE_TIMESTAMP = "scaletest/updateTimestamp";

  /** Annotation with the number of the latest update, of objects whose body does not tell it. */
  public static final String UPDATE_NUMBER = "scaletest/updateNumber";

  private static final int LABEL_VALUE_MAX = 63;

  /** Leaves 38 of the 63 characters of a node's name to whoever names the nodes of a pool. */
  private static final int NAME_PREFIX_MAX = 24;

  /** Bytes of the hash behind an ID that is not in a name as it is. */
  private static final int HASH_BYTES = 4;

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /** A run ID as it is generated, perhaps with the number of one of several runs behind it. */
  private static final Pattern GENERATED =
      Pattern.compile("[0-9]{4}\\.[0-9]{4}\\.[0-9]{4}(-[a-z0-9]+)*");

  /** An ID that somebody chose, and that looks like a generated one in a name. */
  private static final Pattern LIKE_GENERATED =
      Pattern.compile("[0-9]{4}-[0-9]{4}-[0-9]{4}(-[a-z0-9]+)*");

  private ScaletestNames() {}

  /** Returns the labels of an object whose name does not begin with its run's ID. */
  public static Map<String, String> runLabels(String runId) {
    return Map.of(LABEL_KEY, LABEL_VALUE, RUN_LABEL_KEY, runLabelValue(runId));
  }

  /**
   * Returns a run ID as the value of a label: as it is, if a label can have it; else with every
   * other character replaced, cut to what a label takes, and a hash of the whole behind it.
   */
  public static String runLabelValue(String runId) {
    StringBuilder value = new StringBuilder(runId.length());
    for (int i = 0; i < runId.length(); i++) {
      value.append(mayBeInLabel(runId.charAt(i)) ? runId.charAt(i) : '_');
    }
    boolean same = value.toString().equals(runId) && runId.length() <= LABEL_VALUE_MAX;
    if (same && isAlphanumeric(runId.charAt(0)) && isAlphanumeric(lastOf(runId))) {
      return runId;
    }
    int room = LABEL_VALUE_MAX - 2 * HASH_BYTES - 2;
    String head = value.substring(0, Math.min(value.length(), room));
    return "x" + head + "-" + hash(runId);
  }

  /**
   * Returns what the names of a run's objects without a namespace begin with: a DNS label of at
   * most 24 characters. It is the run's ID where that is one, and a generated ID with its dots as
   * dashes; else its beginning, with every other character replaced, and a hash of the whole behind
   * it. Two IDs without a hash never have the same, with one by an accident of 1 in 2^32.
   */
  public static String namePrefix(String runId) {
    String label = GENERATED.matcher(runId).matches() ? runId.replace('.', '-') : runId;
    if (label.length() <= NAME_PREFIX_MAX
        && DNS_LABEL.matcher(label).matches()
        && !LIKE_GENERATED.matcher(runId).matches()) {
      return label;
    }
    String clean = runId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    int room = NAME_PREFIX_MAX - 2 * HASH_BYTES - 1;
    String head = clean.substring(0, Math.min(clean.length(), room)).replaceAll("^-|-$", "");
    return (head.isEmpty() ? "run" : head) + "-" + hash(runId);
  }

  /**
   * Returns a name of at most {@code max} characters: as it is, if it is no longer; else its
   * beginning and a hash of the whole behind it.
   */
  public static String shortened(String name, int max) {
    if (name.length() <= max) {
      return name;
    }
    String head = name.substring(0, max - 2 * HASH_BYTES - 1);
    return head.replaceAll("[^a-zA-Z0-9]+$", "") + "-" + hash(name);
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static char lastOf(String text) {
    return text.charAt(text.length() - 1);
  }

  private static boolean mayBeInLabel(char c) {
    return isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** Tells whether {@code name} has only characters that a namespace's name may have. */
  public static boolean mayBeNamespace(String name) {
    return name.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
  }
}
