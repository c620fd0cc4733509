package io.scaletest.wire.protobuf;

/**
 * Numbers of the fields that objects of every kind have, for who reads them without a tree: those
 * of {@code ObjectMeta} and of times, and those that protobuf gives a map's entries.
 */
public final class MetaFields {
  /** {@code metadata} in every object of the API, and in every list. */
  public static final int METADATA = MetaShapes.OBJECT.number("metadata");

  public static final int NAME = MetaShapes.META.number("name");
  public static final int NAMESPACE = MetaShapes.META.number("namespace");
  public static final int UID = MetaShapes.META.number("uid");
  public static final int RESOURCE_VERSION = MetaShapes.META.number("resourceVersion");
  public static final int GENERATION = MetaShapes.META.number("generation");
  public static final int CREATION_TIMESTAMP = MetaShapes.META.number("creationTimestamp");
  public static final int DELETION_TIMESTAMP = MetaShapes.META.number("deletionTimestamp");
  public static final int DELETION_GRACE_PERIOD_SECONDS =
      MetaShapes.META.number("deletionGracePeriodSeconds");
  public static final int LABELS = MetaShapes.META.number("labels");
  public static final int ANNOTATIONS = MetaShapes.META.number("annotations");

  /** <i>Source:</i> protobuf's language guide: a map is a repeated message of these two fields. */
  public static final int MAP_KEY = 1;

  public static final int MAP_VALUE = 2;

  /** {@code seconds} in {@code Time} and {@code MicroTime}. */
  public static final int TIME_SECONDS = MetaShapes.TIME.number("seconds");

  public static final int TIME_NANOS = MetaShapes.TIME.number("nanos");

  /** The text in a {@code Quantity}. */
  public static final int QUANTITY_TEXT = MetaShapes.QUANTITY.number("string");

  private MetaFields() {}
}
