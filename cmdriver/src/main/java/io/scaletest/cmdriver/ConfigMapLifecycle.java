package io.scaletest.cmdriver;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.AnnotationTimestamps;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
import java.nio.charset.StandardCharsets;

/**
 * ConfigMaps with one data value, {@code key1}, of a given length: a zero-padded 0.
 *
 * <p><i>Source:</i> contract of cmdriver.
 */
final class ConfigMapLifecycle implements ObjectLifecycle {
  private static final byte[] DELETE_OPTIONS =
      "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}".getBytes(StandardCharsets.US_ASCII);

  private final ObjectNames names;
  private final WallClock clock;
  private final AnnotationTimestamps timestamps;
  private final BodyTemplate template;
  private final String createPath;

  /**
   * @param fieldManager the program's name
   * @param dataLength characters of the data value
   */
  ConfigMapLifecycle(
      ObjectNames names,
      WallClock clock,
      AnnotationTimestamps timestamps,
      String fieldManager,
      int dataLength) {
    this.names = names;
    this.clock = clock;
    this.timestamps = timestamps;
    this.createPath = ScaletestNames.configMapsPath(fieldManager);
    this.template =
        BodyTemplate.builder()
            .fixed("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"")
            .field(Math.toIntExact(names.nameLength()))
            .fixed("\",\"namespace\":\"" + ScaletestNames.NAMESPACE + "\",\"labels\":{\"")
            .fixed(ScaletestNames.LABEL_KEY + "\":\"" + ScaletestNames.LABEL_VALUE)
            .fixed("\"},\"annotations\":{\"" + ScaletestNames.CREATE_TIMESTAMP + "\":\"")
            .field(AnnotationTimestamps.LENGTH)
            .fixed("\"}},\"data\":{\"key1\":\"")
            .fixed("0".repeat(dataLength))
            .fixed("\"}}")
            .build();
  }

  @Override
  public String name(long number) {
    return names.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    String timestamp = timestamps.format(clock.epochMillisAt(nowNs));
    return ApiRequest.json("POST", createPath, template.fill(names.name(number), timestamp));
  }

  @Override
  public ApiRequest delete(long number) {
    return ApiRequest.json(
        "DELETE", ScaletestNames.configMapPath(names.name(number)), DELETE_OPTIONS);
  }
}
