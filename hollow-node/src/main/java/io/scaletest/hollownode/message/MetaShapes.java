package io.scaletest.hollownode.message;

import static io.scaletest.hollownode.message.MessageShape.flag;
import static io.scaletest.hollownode.message.MessageShape.message;
import static io.scaletest.hollownode.message.MessageShape.messages;
import static io.scaletest.hollownode.message.MessageShape.number;
import static io.scaletest.hollownode.message.MessageShape.text;
import static io.scaletest.hollownode.message.MessageShape.textMap;
import static io.scaletest.hollownode.message.MessageShape.time;

/** Messages of apimachinery's {@code meta/v1}. */
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

  static final MessageShape OBJECT_META =
      MessageShape.of(
          "ObjectMeta",
          text(MetaFields.NAME, "name"),
          text(MetaFields.NAMESPACE, "namespace"),
          text(MetaFields.UID, "uid"),
          number(MetaFields.GENERATION, "generation"),
          time(MetaFields.DELETION_TIMESTAMP, "deletionTimestamp"),
          number(MetaFields.DELETION_GRACE_PERIOD_SECONDS, "deletionGracePeriodSeconds"),
          textMap(MetaFields.LABELS, "labels"),
          textMap(MetaFields.ANNOTATIONS, "annotations"),
          messages(13, "ownerReferences", OWNER_REFERENCE));

  /** Metadata that go back to the server with what it had put into them. */
  static final MessageShape RETURNED_META =
      MessageShape.of(
          "ObjectMeta",
          text(MetaFields.NAME, "name"),
          text(MetaFields.NAMESPACE, "namespace"),
          text(MetaFields.UID, "uid"),
          text(MetaFields.RESOURCE_VERSION, "resourceVersion"),
          time(MetaFields.CREATION_TIMESTAMP, "creationTimestamp"),
          textMap(MetaFields.LABELS, "labels"),
          messages(13, "ownerReferences", OWNER_REFERENCE),
          messages(17, "managedFields", MANAGED_FIELDS_ENTRY));

  private static final MessageShape PRECONDITIONS =
      MessageShape.of("Preconditions", text(1, "uid"));

  public static final MessageShape DELETE_OPTIONS =
      MessageShape.of(
          "DeleteOptions",
          number(1, "gracePeriodSeconds"),
          message(2, "preconditions", PRECONDITIONS));

  private MetaShapes() {}
}
