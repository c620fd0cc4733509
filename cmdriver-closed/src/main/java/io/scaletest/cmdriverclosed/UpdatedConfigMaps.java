package io.scaletest.cmdriverclosed;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.AnnotationTimestamps;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.FixedContentLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
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

  private final ObjectLifecycle unchanged;
  private final String fieldManager;
  private final Optional<RunId> markedRun;
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

  UpdatedConfigMaps(
      Content content, ObjectNames names, WallClock clock, AnnotationTimestamps timestamps) {
    this.fieldManager = content.fieldManager();
    this.markedRun = content.markedRun();
    this.clock = clock;
    this.timestamps = timestamps;
    this.unchanged =
        new FixedContentLifecycle(
            new FixedContentLifecycle.Content(
                "v1",
                "ConfigMap",
                ScaletestNames.CONFIGMAPS_PATH,
                "\"data\":{\"foo\":\"" + "X".repeat(content.createLength()) + "\"}"),
            names,
            clock,
            timestamps,
            fieldManager);
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
    return unchanged.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    ApiRequest create = unchanged.create(number, nowNs);
    return markedRun
        .map(run -> ScaletestNames.encoded(run.value()))
        .map(run -> create.at(create.path() + "&r=" + run + "&i=" + number))
        .orElse(create);
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    String digits = Integer.toString(phase);
    return ApiRequest.strategicMergePatch(
        ScaletestNames.configMapPath(name(number), fieldManager),
        update.fill(
            ZEROS.substring(digits.length()) + digits,
            timestamps.format(clock.epochMillisAt(nowNs))));
  }

  @Override
  public ApiRequest delete(long number) {
    return unchanged.delete(number);
  }
}
