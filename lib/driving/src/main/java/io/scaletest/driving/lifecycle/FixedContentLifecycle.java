package io.scaletest.driving.lifecycle;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.time.AnnotationTimestamps;
import io.scaletest.wire.url.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Objects that differ in nothing but name and time of creation, with the tools' label, in the
 * tools' namespace.
 *
 * <p><i>Source:</i> contract, "Shared by the drivers".
 */
public final class FixedContentLifecycle implements ObjectLifecycle {
  private static final byte[] DELETE_OPTIONS =
      "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}".getBytes(StandardCharsets.US_ASCII);

  private final ObjectNames names;
  private final WallClock clock;
  private final AnnotationTimestamps timestamps;
  private final BodyTemplate template;
  private final String createPath;
  private final String objectPathPrefix;

  /**
   * What every object of a run has in common.
   *
   * @param kind what they are
   * @param content the top-level fields besides {@code metadata}, as JSON in ASCII without the
   *     braces around: {@code "data":{"key1":"0"}}
   */
  public record Content(ObjectKind kind, String content) {}

  /**
   * @param fieldManager the program's name
   */
  public FixedContentLifecycle(
      Content content,
      ObjectNames names,
      WallClock clock,
      AnnotationTimestamps timestamps,
      String fieldManager) {
    this.names = names;
    this.clock = clock;
    this.timestamps = timestamps;
    ObjectKind kind = content.kind();
    String path = kind.collectionPath(Optional.of(ScaletestNames.NAMESPACE));
    this.createPath = path + "?fieldManager=" + PercentEncoding.encoded(fieldManager);
    this.objectPathPrefix = path + "/";
    this.template =
        BodyTemplate.builder()
            .fixed("{\"apiVersion\":\"" + kind.apiVersion() + "\",\"kind\":\"" + kind.kind())
            .fixed("\",\"metadata\":{\"name\":\"")
            .field(Math.toIntExact(names.nameLength()))
            .fixed("\",\"namespace\":\"" + ScaletestNames.NAMESPACE + "\",\"labels\":{\"")
            .fixed(ScaletestNames.LABEL_KEY + "\":\"" + ScaletestNames.LABEL_VALUE)
            .fixed("\"},\"annotations\":{\"" + ScaletestNames.CREATE_TIMESTAMP + "\":\"")
            .field(AnnotationTimestamps.LENGTH)
            .fixed("\"}}," + content.content() + "}")
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
        "DELETE", objectPathPrefix + PercentEncoding.encoded(names.name(number)), DELETE_OPTIONS);
  }
}
