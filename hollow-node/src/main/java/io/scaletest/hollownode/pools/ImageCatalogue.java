package io.scaletest.hollownode.pools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The images that nodes have from the start, invented but of a real node's sizes, and how fast they
 * pull others. Images are the greatest part of a real Node object. Immutable.
 */
public final class ImageCatalogue {
  /** A kubelet reports its 50 largest images. */
  public static final int MOST_IMAGES = 50;

  /** Nodes without images, to which pulling takes no time; as kubemark's. */
  public static final ImageCatalogue EMPTY =
      new ImageCatalogue(List.of(), 1, 1, OptionalLong.empty());

  private static final String REPOSITORY = "registry.example/scaletest/image-";

  /**
   * An image that a node has, as its status has it.
   *
   * @param names by digest and by tag
   */
  public record Image(List<String> names, long sizeBytes) {
    public Image {
      names = List.copyOf(names);
    }
  }

  private final List<Image> images;
  private final long smallestBytes;
  private final long largestBytes;
  private final OptionalLong bytesPerSecond;

  private ImageCatalogue(
      List<Image> images, long smallestBytes, long largestBytes, OptionalLong bytesPerSecond) {
    this.images = List.copyOf(images);
    this.smallestBytes = smallestBytes;
    this.largestBytes = largestBytes;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Returns a catalogue of invented images, whose sizes are spread evenly on a logarithmic scale.
   *
   * @param count up to {@value #MOST_IMAGES}
   * @param bytesPerSecond how fast a node pulls; empty for at once
   * @throws IllegalArgumentException with the rule
   */
  public static ImageCatalogue synthetic(
      int count, long smallestBytes, long largestBytes, OptionalLong bytesPerSecond) {
    if (count < 0 || count > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "count: must be 0 to " + MOST_IMAGES + ", which a kubelet tells of, got " + count);
    }
    if (smallestBytes < 1 || largestBytes < smallestBytes) {
      throw new IllegalArgumentException(
          "smallest: must be 1 to the largest, got " + smallestBytes + " and " + largestBytes);
    }
    if (bytesPerSecond.isPresent() && bytesPerSecond.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "bandwidth: must be at least 1, got " + bytesPerSecond.getAsLong());
    }
    List<Image> images = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double fraction = count == 1 ? 0 : (double) i / (count - 1);
      String repository = REPOSITORY + String.format(Locale.ROOT, "%02d", i);
      images.add(
          new Image(
              List.of(repository + "@sha256:" + digest(repository), repository + ":v1"),
              between(largestBytes, smallestBytes, fraction)));
    }
    return new ImageCatalogue(images, smallestBytes, largestBytes, bytesPerSecond);
  }

  private static long between(long from, long to, double fraction) {
    return Math.round(from * StrictMath.pow((double) to / from, fraction));
  }

  /** Returns the images, the largest first, as a kubelet reports them. */
  public List<Image> images() {
    return images;
  }

  /** Returns whether a node has an image from the start, by any of its names. */
  public boolean has(String image) {
    return images.stream().anyMatch(known -> known.names().contains(image));
  }

  /** Returns the size of any image: a known one's own, else one invented from its name. */
  public long sizeBytes(String image) {
    for (Image known : images) {
      if (known.names().contains(image)) {
        return known.sizeBytes();
      }
    }
    int slot = Integer.parseInt(digest(image), 0, 4, 16);
    return between(largestBytes, smallestBytes, slot / 65_536.0);
  }

  /** Returns how long a node takes to pull an image that it has not, in nanoseconds. */
  public long pullNs(String image) {
    if (bytesPerSecond.isEmpty() || has(image)) {
      return 0;
    }
    double seconds = (double) sizeBytes(image) / bytesPerSecond.getAsLong();
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  /**
   * Returns 64 hexadecimal digits made from a name, where a real image has those of its content.
   */
  private static String digest(String name) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
