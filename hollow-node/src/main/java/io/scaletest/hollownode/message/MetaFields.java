package io.scaletest.hollownode.message;

/**
 * Numbers of the fields that objects of every kind have, for who reads them without a tree: those
 * of {@code ObjectMeta}, of a map's entries and of times.
 */
public final class MetaFields {
  /** {@code metadata} in every object of the API. */
  public static final int METADATA = 1;

  public static final int NAME = 1;
  public static final int NAMESPACE = 3;
  public static final int UID = 5;
  public static final int RESOURCE_VERSION = 6;
  public static final int GENERATION = 7;
  public static final int CREATION_TIMESTAMP = 8;
  public static final int DELETION_TIMESTAMP = 9;
  public static final int DELETION_GRACE_PERIOD_SECONDS = 10;
  public static final int LABELS = 11;
  public static final int ANNOTATIONS = 12;

  public static final int MAP_KEY = 1;
  public static final int MAP_VALUE = 2;

  /** {@code seconds} in {@code Time} and {@code MicroTime}. */
  public static final int TIME_SECONDS = 1;

  public static final int TIME_NANOS = 2;

  private MetaFields() {}
}
