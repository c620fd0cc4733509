package io.scaletest.cmdriverclosed;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.FixedContentLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.time.AnnotationTimestamps;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ConfigMaps that are created with the data value {@code foo}, so many {@code X}, and whose updates
 * set {@code baz} to the phase, zero-padded, and the annotation with the time of the update.
 *
 * <p><i>Source:</i> contract of cmdriverclosed.
 */
final class UpdatedConfigMaps implements UpdatableLifecycle {
  /** Digits of a phase in a body, and the shortest value of an update. */
  static final int PHASE_DIGITS = 10;

  private static final String ZEROS = "0".repeat(PHASE_DIGITS);

  private final ObjectNames names;

  /**
   * What makes creates and deletes; by how much a name is longer than usual, since a body has room
   * for a name of one length.
   */
  private final List<ObjectLifecycle> byExtraLength = new ArrayList<>();

  private final String fieldManager;

  /** The run ID as it stands in a URL, where creates are to say it. */
  private final Optional<String> markedRun;

  private final WallClock clock;
  private final AnnotationTimestamps timestamps;
  private final BodyTemplate update;

  /**
   * What the bodies are like.
   *
   * @param fieldManager the program's name
   * @param markedRun given: each create's URL also says the run ID and the object's number, so that
   *     logs of the server tell them
   * @param createLength characters of the value in a create
   * @param updateLength characters of the value in an update; at least {@link #PHASE_DIGITS}
   */
  record Content(
      String fieldManager, Optional<RunId> markedRun, int createLength, int updateLength) {}

  /**
   * How objects are called.
   *
   * @param n how many objects there are, whose digits every name has
   * @param extraDigits that every name has beyond
   * @param largestNumber that an object has; with more digits than that, its name is longer
   */
  record Naming(RunId runId, long n, int extraDigits, long largestNumber) {
    private ObjectNames names(int moreDigits) {
      return new ObjectNames(runId, n, extraDigits + moreDigits);
    }

    /** Returns the length of the longest name. */
    int longestName() {
      return names(0).name(largestNumber).length();
    }
  }

  UpdatedConfigMaps(
      Content content, Naming naming, WallClock clock, AnnotationTimestamps timestamps) {
    this.fieldManager = content.fieldManager();
    this.markedRun = content.markedRun().map(run -> PercentEncoding.encoded(run.value()));
    this.clock = clock;
    this.timestamps = timestamps;
    this.names = naming.names(0);
    for (int extra = 0; names.nameLength() + extra <= naming.longestName(); extra++) {
      byExtraLength.add(
          new FixedContentLifecycle(
              new FixedContentLifecycle.Content(
                  ObjectKind.CONFIG_MAP,
                  "\"data\":{\"foo\":\"" + "X".repeat(content.createLength()) + "\"}"),
              naming.names(extra),
              clock,
              timestamps,
              fieldManager));
    }
    this.update =
        BodyTemplate.builder()
            .fixed("{\"data\":{\"baz\":\"" + "0".repeat(content.updateLength() - PHASE_DIGITS))
            .field(PHASE_DIGITS)
            .fixed("\"},\"metadata\":{\"annotations\":{\"" + ScaletestNames.UPDATE_TIMESTAMP)
            .fixed("\":\"")
            .field(AnnotationTimestamps.LENGTH)
            .fixed("\"}}}")
            .build();
  }

  @Override
  public String name(long number) {
    return names.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    ApiRequest create = of(number).create(number, nowNs);
    return markedRun.isEmpty()
        ? create
        : create.at(create.path() + "&r=" + markedRun.get() + "&i=" + number);
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    String digits = Integer.toString(phase);
    return ApiRequest.strategicMergePatch(
        ObjectKind.CONFIG_MAP.objectPath(Optional.of(ScaletestNames.NAMESPACE), name(number))
            + "?fieldManager="
            + fieldManager,
        update.fill(
            ZEROS.substring(digits.length()) + digits,
            timestamps.format(clock.epochMillisAt(nowNs))));
  }

  @Override
  public ApiRequest delete(long number) {
    return of(number).delete(number);
  }

  private ObjectLifecycle of(long number) {
    return byExtraLength.size() == 1
        ? byExtraLength.get(0)
        : byExtraLength.get(Math.toIntExact(name(number).length() - names.nameLength()));
  }
}
