package io.scaletest.kube.names;

import java.util.Locale;
import java.util.Map;

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
    String hash = String.format(Locale.ROOT, "%08x", runId.hashCode());
    String head = value.substring(0, Math.min(value.length(), LABEL_VALUE_MAX - 10));
    return "x" + head + "-" + hash;
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
