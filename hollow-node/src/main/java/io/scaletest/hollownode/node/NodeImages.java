package io.scaletest.hollownode.node;

import io.scaletest.hollownode.node.NodeDescription.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The images on a node: those from the start, and those that pods brought. */
public final class NodeImages {
  /** The kubelet's image cache looks at the runtime this often. */
  static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(30);

  /** The kubelet tells at most so many. */
  static final int TOLD_MAX = 50;

  private static final long SIZE_MIN = 20L << 20;
  private static final long SIZE_SPREAD = 780L << 20;

  private final List<Image> images;
  private final Set<String> names = new HashSet<>(4);
  private long version;
  private long refreshedVersion;
  private long refreshedNs;

  NodeImages(List<Image> images, long nowNs) {
    this.images = new ArrayList<>(images);
    this.refreshedNs = nowNs;
    images.forEach(image -> names.addAll(image.names()));
  }

  /** Notes that a pod's container uses an image; returns whether it had to be pulled for that. */
  public boolean use(String image) {
    if (!names.add(image)) {
      return false;
    }
    images.add(new Image(List.of(image), sizeOf(image)));
    version++;
    return true;
  }

  /** Returns the size that an image of this name has in every run. */
  public static long sizeOf(String image) {
    return SIZE_MIN + Math.floorMod(image.hashCode() * 2_654_435_761L, SIZE_SPREAD);
  }

  /** Returns the version of the images that the kubelet knows of at {@code nowNs}. */
  long refresh(long nowNs) {
    if (nowNs - refreshedNs >= REFRESH_NS) {
      refreshedNs = nowNs;
      refreshedVersion = version;
    }
    return refreshedVersion;
  }

  /** Returns the version of the images that the kubelet knew of last. */
  long version() {
    return refreshedVersion;
  }

  /** Returns what is told of the images. */
  List<Image> largestFirst() {
    return images.stream()
        .sorted(Comparator.comparingLong(Image::sizeBytes).reversed())
        .limit(TOLD_MAX)
        .toList();
  }
}
