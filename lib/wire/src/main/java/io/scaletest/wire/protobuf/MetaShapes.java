package io.scaletest.wire.protobuf;

import static io.scaletest.wire.protobuf.MessageShape.flag;
import static io.scaletest.wire.protobuf.MessageShape.message;
import static io.scaletest.wire.protobuf.MessageShape.messages;
import static io.scaletest.wire.protobuf.MessageShape.number;
import static io.scaletest.wire.protobuf.MessageShape.text;
import static io.scaletest.wire.protobuf.MessageShape.textMap;
import static io.scaletest.wire.protobuf.MessageShape.time;

/**
 * Messages of k8s.io/apimachinery: those of {@code meta/v1}, and of {@code runtime} and {@code
 * api/resource} what is around and inside of every object.
 */
public final class MetaShapes {
  private static final MessageShape OWNER_REFERENCE =
      MessageShape.of(
          "OwnerReference",
          text(1, "kind"),
          text(3, "name"),
          text(4, "uid"),
          text(5, "apiVersion"),
          flag(6, "controller"));

  private static final MessageShape FIELDS_V1 = MessageShape.of("FieldsV1", text(1, "Raw"));

  private static final MessageShape MANAGED_FIELDS_ENTRY =
      MessageShape.of(
          "ManagedFieldsEntry",
          text(1, "manager"),
          text(2, "operation"),
          text(3, "apiVersion"),
          time(4, "time"),
          text(6, "fieldsType"),
          message(7, "fieldsV1", FIELDS_V1));

  /** {@code ObjectMeta} with all that anybody here reads or writes of it. */
  public static final MessageShape META =
      MessageShape.of(
          "ObjectMeta",
          text(1, "name"),
          text(3, "namespace"),
          text(5, "uid"),
          text(6, "resourceVersion"),
          number(7, "generation"),
          time(8, "creationTimestamp"),
          time(9, "deletionTimestamp"),
          number(10, "deletionGracePeriodSeconds"),
          textMap(11, "labels"),
          textMap(12, "annotations"),
          messages(13, "ownerReferences", OWNER_REFERENCE),
          messages(17, "managedFields", MANAGED_FIELDS_ENTRY));

  /** Metadata of what is read into a tree, or made. */
  static final MessageShape OBJECT_META =
      META.only(
          "name",
          "namespace",
          "uid",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "labels",
          "annotations",
          "ownerReferences");

  /** Metadata that go back to the server with what it had put into them. */
  static final MessageShape RETURNED_META =
      META.only(
          "name",
          "namespace",
          "uid",
          "resourceVersion",
          "creationTimestamp",
          "labels",
          "ownerReferences",
          "managedFields");

  /** What objects of every kind begin with. */
  public static final MessageShape OBJECT =
      MessageShape.of("PartialObjectMetadata", message(1, "metadata", META));

  private static final MessageShape PRECONDITIONS =
      MessageShape.of("Preconditions", text(1, "uid"));

  public static final MessageShape DELETE_OPTIONS =
      MessageShape.of(
          "DeleteOptions",
          number(1, "gracePeriodSeconds"),
          message(2, "preconditions", PRECONDITIONS));

  public static final MessageShape LIST_META =
      MessageShape.of("ListMeta", text(2, "resourceVersion"), text(3, "continue"));

  /** What lists of every kind consist of. */
  public static final MessageShape LIST =
      MessageShape.of(
          "PartialObjectMetadataList",
          message(1, "metadata", LIST_META),
          messages(2, "items", OBJECT));

  public static final MessageShape STATUS_DETAILS =
      MessageShape.of("StatusDetails", number(5, "retryAfterSeconds"));

  public static final MessageShape STATUS =
      MessageShape.of(
          "Status",
          text(3, "message"),
          text(4, "reason"),
          message(5, "details", STATUS_DETAILS),
          number(6, "code"));

  public static final MessageShape RAW_EXTENSION = MessageShape.of("RawExtension", text(1, "raw"));

  public static final MessageShape WATCH_EVENT =
      MessageShape.of("WatchEvent", text(1, "type"), message(2, "object", RAW_EXTENSION));

  static final MessageShape TYPE_META =
      MessageShape.of("runtime.TypeMeta", text(1, "apiVersion"), text(2, "kind"));

  /** The envelope of an object that is a body of its own. */
  static final MessageShape UNKNOWN =
      MessageShape.of("Unknown", message(1, "typeMeta", TYPE_META), text(2, "raw"));

  static final MessageShape QUANTITY = MessageShape.of("Quantity", text(1, "string"));

  /** Also that of a {@code MicroTime}. */
  static final MessageShape TIME =
      MessageShape.of("Time", number(1, "seconds"), number(2, "nanos"));

  private MetaShapes() {}
}
