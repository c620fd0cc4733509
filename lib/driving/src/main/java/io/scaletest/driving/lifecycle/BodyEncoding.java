package io.scaletest.driving.lifecycle;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import java.util.Arrays;
import java.util.Map;

/**
 * In which encoding a driver's creates and deletes are sent and all its requests answered. Patches
 * are JSON in either, as those of client-go are.
 */
public enum BodyEncoding {
  JSON(ApiRequest.JSON) {
    @Override
    BodyTemplate template(BodyTemplate json, int... widths) {
      return json;
    }

    @Override
    byte[] body(byte[] json) {
      return json;
    }

    @Override
    ApiRequest request(String method, String path, byte[] body) {
      return ApiRequest.json(method, path, body);
    }

    @Override
    ApiRequest answered(ApiRequest patch) {
      return patch;
    }
  },

  /** What Kubernetes' own components speak. */
  PROTOBUF(ApiRequest.PROTOBUF) {
    @Override
    BodyTemplate template(BodyTemplate json, int... widths) {
      String[] marks = new String[widths.length];
      for (int i = 0; i < widths.length; i++) {
        marks[i] = Character.toString(FIRST_MARK - i).repeat(widths[i]);
      }
      byte[] filled = body(json.fill(marks));
      BodyTemplate.Builder template = BodyTemplate.builder();
      int done = 0;
      for (int i = 0; i < widths.length; i++) {
        int at = indexOf(filled, done, (byte) (FIRST_MARK - i), widths[i]);
        template.fixed(filled, done, at).field(widths[i]);
        done = at + widths[i];
      }
      return template.fixed(filled, done, filled.length).build();
    }

    @Override
    byte[] body(byte[] json) {
      try {
        Map<String, Object> tree = JsonTree.parseObject(json);
        return KubernetesProtobuf.encode(tree).orElseThrow();
      } catch (MalformedJsonException e) {
        throw new IllegalArgumentException("no JSON object: " + e.getMessage(), e);
      }
    }

    @Override
    ApiRequest request(String method, String path, byte[] body) {
      return ApiRequest.protobuf(method, path, body).accepting(ApiRequest.PROTOBUF_OR_JSON);
    }

    @Override
    ApiRequest answered(ApiRequest patch) {
      return patch.accepting(ApiRequest.PROTOBUF_OR_JSON);
    }
  };

  /**
   * What fields are marked by in a body that is then encoded: characters that need no escape in
   * JSON and are in no manifest in a row as long as a field.
   */
  private static final char FIRST_MARK = 0x7f;

  private final String mediaType;

  BodyEncoding(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Returns its media type. */
  public String mediaType() {
    return mediaType;
  }

  /** Tells whether objects of a kind can be sent in it: custom resources have JSON alone. */
  public boolean has(ObjectKind kind) {
    return this == JSON || KubernetesProtobuf.has(kind.apiVersion(), kind.kind());
  }

  /**
   * Returns a body in this encoding, of one in JSON.
   *
   * @param widths those of its fields, in order
   * @throws IllegalArgumentException if a field of the object has a value that the encoding has
   *     not; the message names it
   */
  abstract BodyTemplate template(BodyTemplate json, int... widths);

  /** As {@link #template}, of a body without fields. */
  abstract byte[] body(byte[] json);

  /** Returns a request with such a body, of whose answer only an error's body is read. */
  abstract ApiRequest request(String method, String path, byte[] body);

  /** Returns a patch whose answer comes in this encoding, if the server has it. */
  abstract ApiRequest answered(ApiRequest patch);

  private static int indexOf(byte[] body, int from, byte mark, int width) {
    for (int at = from; at + width <= body.length; at++) {
      int end = at;
      while (end < at + width && body[end] == mark) {
        end++;
      }
      if (end == at + width) {
        return at;
      }
    }
    throw new IllegalStateException(
        "no field of " + width + " bytes in the body " + Arrays.toString(body));
  }
}
