package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.driving.lifecycle.BodyEncoding;
import io.scaletest.driving.lifecycle.KindLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a run.
 *
 * @param lifecycle their requests
 * @param kind what they are
 * @param namespace where they are; empty for a kind that is in none
 * @param parameters what was found out about them, for the parameter file
 * @param ifRefused what to do about a server that refuses their body, which then ends the run;
 *     empty where the run begins all the same
 */
public record DrivenObjects(
    ObjectLifecycle lifecycle,
    ObjectKind kind,
    Optional<String> namespace,
    Map<String, Object> parameters,
    Optional<String> ifRefused) {

  /**
   * Returns objects that are made from one template, with timestamps in local time.
   *
   * @param largestNumber that an object has
   * @param fieldManager the program's name
   * @throws ToolException a usage error if the objects have no such encoding
   */
  public static DrivenObjects of(
      ObjectTemplate template,
      ObjectNames names,
      long largestNumber,
      WallClock clock,
      String fieldManager,
      BodyEncoding encoding) {
    if (!encoding.has(template.kind())) {
      throw ToolException.usage(
          "content-type: must be json for "
              + template.kind().resource()
              + ", which have no protobuf, got "
              + encoding.mediaType());
    }
    KindLifecycle lifecycle;
    try {
      lifecycle =
          new KindLifecycle(
              template,
              names,
              largestNumber,
              clock,
              new AnnotationTimestamps(ZoneId.systemDefault()),
              fieldManager,
              encoding);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("content-type: " + e.getMessage());
    }
    return new DrivenObjects(
        lifecycle,
        template.kind(),
        template.namespace(),
        encoding == BodyEncoding.JSON ? Map.of() : Map.of("CONTENTTYPE", encoding.mediaType()),
        Optional.empty());
  }

  /** Returns these objects with what was found out about them. */
  public DrivenObjects telling(Map<String, Object> found) {
    Map<String, Object> all = new LinkedHashMap<>(found);
    all.putAll(parameters);
    return new DrivenObjects(lifecycle, kind, namespace, all, ifRefused);
  }

  /** Returns these objects with other requests. */
  public DrivenObjects with(ObjectLifecycle otherLifecycle) {
    return new DrivenObjects(otherLifecycle, kind, namespace, parameters, ifRefused);
  }

  /** Returns these objects, without which there is no run if the server refuses their body. */
  public DrivenObjects requiringBody(String advice) {
    return new DrivenObjects(lifecycle, kind, namespace, parameters, Optional.of(advice));
  }
}
