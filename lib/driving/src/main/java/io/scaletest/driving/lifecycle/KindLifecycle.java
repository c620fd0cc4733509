package io.scaletest.driving.lifecycle;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.time.AnnotationTimestamps;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The life of objects of any kind, which differ in nothing but their names and times.
 *
 * <p><i>Source:</i> contract, "Shared by the drivers".
 */
public final class KindLifecycle implements ObjectLifecycle {
  private final ObjectTemplate template;
  private final ObjectNames names;
  private final WallClock clock;
  private final AnnotationTimestamps timestamps;
  private final String createPath;
  private final String objectPathPrefix;
  private final String managerQuery;
  private final BodyEncoding encoding;
  private final byte[] delete;

  /**
   * Bodies of creates; by how much a name is longer than usual, since a body has room for a name of
   * one length.
   */
  private final List<BodyTemplate> byExtraLength = new ArrayList<>();

  /**
   * @param largestNumber that an object has; with more digits than usual, its name is longer
   * @param fieldManager the program's name
   * @param encoding one that the template's kind has
   * @throws IllegalArgumentException if the manifest has a value that the encoding has not
   */
  public KindLifecycle(
      ObjectTemplate template,
      ObjectNames names,
      long largestNumber,
      WallClock clock,
      AnnotationTimestamps timestamps,
      String fieldManager,
      BodyEncoding encoding) {
    this.encoding = encoding;
    this.template = template;
    this.names = names;
    this.clock = clock;
    this.timestamps = timestamps;
    String collection = template.kind().collectionPath(template.namespace());
    this.managerQuery = "?fieldManager=" + PercentEncoding.encoded(fieldManager);
    this.createPath = collection + managerQuery;
    this.objectPathPrefix = collection + "/";
    this.delete = encoding.body(template.delete());
    int usual = Math.toIntExact(names.nameLength());
    for (int length = usual; length <= names.name(largestNumber).length(); length++) {
      byExtraLength.add(
          encoding.template(template.create(length), length, AnnotationTimestamps.LENGTH));
    }
  }

  @Override
  public String name(long number) {
    return names.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    String name = name(number);
    int extraLength = Math.toIntExact(name.length() - names.nameLength());
    return encoding.request(
        "POST", createPath, byExtraLength.get(extraLength).fill(name, timestamp(nowNs)));
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    return encoding.answered(
        template.update().request(path(number) + managerQuery, phase, timestamp(nowNs)));
  }

  @Override
  public ApiRequest delete(long number) {
    return encoding.request("DELETE", path(number), delete);
  }

  private String path(long number) {
    return objectPathPrefix + PercentEncoding.encoded(name(number));
  }

  private String timestamp(long nowNs) {
    return timestamps.format(clock.epochMillisAt(nowNs));
  }
}
