package io.scaletest.embedded.resource;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of a group's versions, the preferred one first: v2, v1, v1beta2, v1beta1, v1alpha1, and
 * then what is called otherwise.
 *
 * <p><i>Source:</i> apimachinery's CompareKubeAwareVersionStrings.
 */
final class VersionOrder implements Comparator<String> {
  private static final Pattern VERSION =
      Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");
  private static final int OTHER = -1;
  private static final int ALPHA = 0;
  private static final int BETA = 1;
  private static final int STABLE = 2;

  private record Parts(int stage, int major, int minor) {
    static Parts of(String version) {
      Matcher matcher = VERSION.matcher(version);
      if (!matcher.matches()) {
        return new Parts(OTHER, 0, 0);
      }
      int major = Integer.parseInt(matcher.group(1));
      if (matcher.group(2) == null) {
        return new Parts(STABLE, major, 0);
      }
      int stage = matcher.group(2).equals("alpha") ? ALPHA : BETA;
      return new Parts(stage, major, Integer.parseInt(matcher.group(3)));
    }
  }

  @Override
  public int compare(String one, String other) {
    Parts first = Parts.of(one);
    Parts second = Parts.of(other);
    if (first.stage != second.stage) {
      return Integer.compare(second.stage, first.stage);
    }
    if (first.major != second.major) {
      return Integer.compare(second.major, first.major);
    }
    if (first.minor != second.minor) {
      return Integer.compare(second.minor, first.minor);
    }
    return one.compareTo(other);
  }
}
