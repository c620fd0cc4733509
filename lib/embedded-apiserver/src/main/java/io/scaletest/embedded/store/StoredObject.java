package io.scaletest.embedded.store;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.selector.FieldSelector;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import java.nio.charset.StandardCharsets;

/**
 * One state of one object. Immutable to its users, and so is what {@link #json} gives: it goes to
 * the wire as it is, in any number of answers and events.
 */
public final class StoredObject implements FieldSelector.Fields {
  private final String key;
  private final long version;
  private final byte[] json;
  private final int versionOffset;
  private final String[] labels;
  private final String[] fields;

  /** Made when it is first asked for; that two threads make it does no harm. */
  private byte[] protobuf;

  StoredObject(
      String key, long version, byte[] json, int versionOffset, String[] labels, String[] fields) {
    this.key = key;
    this.version = version;
    this.json = json;
    this.versionOffset = versionOffset;
    this.labels = labels;
    this.fields = fields;
  }

  /** Returns {@code namespace/name}, or the name of an object without namespace. */
  public String key() {
    return key;
  }

  public String name() {
    return key.substring(key.indexOf('/') + 1);
  }

  /** Returns the namespace; empty where there is none. */
  public String namespace() {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }

  /** Returns the resourceVersion of the change that made this state. */
  public long version() {
    return version;
  }

  /** Returns the object as JSON; not to be changed. */
  public byte[] json() {
    return json;
  }

  /**
   * Returns the object as a body in protobuf, made once for all who watch; not to be changed.
   *
   * @throws IllegalArgumentException if a field has a value that its type does not allow
   */
  public byte[] protobuf() {
    if (protobuf == null) {
      protobuf = KubernetesProtobuf.encode(JsonTree.ownObject(json)).orElseThrow();
    }
    return protobuf;
  }

  /** Returns the labels, names and values in turn; not to be changed. */
  public String[] labels() {
    return labels;
  }

  @Override
  public String field(int number) {
    return switch (number) {
      case ResourceType.NAME_FIELD -> name();
      case ResourceType.NAMESPACE_FIELD -> namespace();
      default -> fields[ResourceType.ownField(number)];
    };
  }

  /** Returns the same state under another resourceVersion. */
  public StoredObject at(long otherVersion) {
    int digits = Long.toString(version).length();
    byte[] spliced = splice(json, versionOffset, digits, otherVersion);
    return new StoredObject(key, otherVersion, spliced, versionOffset, labels, fields);
  }

  static byte[] splice(byte[] json, int offset, int replaced, long version) {
    byte[] digits = Long.toString(version).getBytes(StandardCharsets.US_ASCII);
    byte[] spliced = new byte[json.length - replaced + digits.length];
    System.arraycopy(json, 0, spliced, 0, offset);
    System.arraycopy(digits, 0, spliced, offset, digits.length);
    int rest = offset + replaced;
    System.arraycopy(json, rest, spliced, offset + digits.length, json.length - rest);
    return spliced;
  }

  @Override
  public String toString() {
    return key + "@" + version;
  }
}
