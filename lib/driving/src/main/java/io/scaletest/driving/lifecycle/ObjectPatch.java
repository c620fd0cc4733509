package io.scaletest.driving.lifecycle;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.time.AnnotationTimestamps;

/**
 * How objects are updated: a patch with the update's number, zero-padded, so that each one changes
 * something, and the annotation with its time.
 */
public final class ObjectPatch {
  /** Digits of an update's number: those of the largest int. */
  public static final int NUMBER_DIGITS = 10;

  private static final String ZEROS = "0".repeat(NUMBER_DIGITS);

  private final boolean strategic;
  private final BodyTemplate body;

  /**
   * @param beforeNumber the body up to the number, as JSON
   * @param beforeTime the body between number and time
   * @param afterTime the rest of it
   */
  private ObjectPatch(boolean strategic, String beforeNumber, String beforeTime, String afterTime) {
    this.strategic = strategic;
    this.body =
        BodyTemplate.builder()
            .fixed(beforeNumber)
            .field(NUMBER_DIGITS)
            .fixed(beforeTime)
            .field(AnnotationTimestamps.LENGTH)
            .fixed(afterTime)
            .build();
  }

  /** Returns a merge patch of annotations alone, which objects of every kind take. */
  public static ObjectPatch ofAnnotations() {
    return new ObjectPatch(
        false,
        "{\"metadata\":{\"annotations\":{\"" + ScaletestNames.UPDATE_NUMBER + "\":\"",
        "\",\"" + ScaletestNames.UPDATE_TIMESTAMP + "\":\"",
        "\"}}}");
  }

  /**
   * Returns a strategic merge patch of a ConfigMap's value {@code baz}, which has the number at its
   * end. <i>Source:</i> contract of cmdriverclosed.
   *
   * @param length of the value; at least {@link #NUMBER_DIGITS}
   */
  public static ObjectPatch ofData(int length) {
    return new ObjectPatch(
        true,
        "{\"data\":{\"baz\":\"" + "0".repeat(length - NUMBER_DIGITS),
        "\"},\"metadata\":{\"annotations\":{\"" + ScaletestNames.UPDATE_TIMESTAMP + "\":\"",
        "\"}}}");
  }

  /**
   * Returns the request for one object.
   *
   * @param path the object's, with the field manager
   * @param number which update it is
   * @param timestamp of {@link AnnotationTimestamps}
   */
  ApiRequest request(String path, int number, String timestamp) {
    String digits = Integer.toString(number);
    byte[] filled = body.fill(ZEROS.substring(digits.length()) + digits, timestamp);
    return strategic
        ? ApiRequest.strategicMergePatch(path, filled)
        : ApiRequest.mergePatch(path, filled);
  }
}
