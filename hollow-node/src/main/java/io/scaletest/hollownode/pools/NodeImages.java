package io.scaletest.hollownode.pools;

import io.scaletest.hollownode.pools.ImageCatalogue.Image;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The images of one node: those from the start, and those that pods brought. For the thread that
 * holds the loop's lock.
 */
public final class NodeImages {
  /** The kubelet's image cache is refreshed from the runtime this often. */
  static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(30);

  private final ImageCatalogue catalogue;
  private final Set<String> brought = new LinkedHashSet<>(4);
  private int known;
  private long refreshedNs;

  public NodeImages(ImageCatalogue catalogue, long nowNs) {
    this.catalogue = catalogue;
    this.refreshedNs = nowNs;
  }

  /** Notes that a pod's container uses an image; returns whether it was not there before. */
  public boolean use(String image) {
    return !catalogue.has(image) && brought.add(image);
  }

  /** Returns how long it takes to pull an image that is not there. */
  public long pullNs(String image) {
    return catalogue.pullNs(image);
  }

  /** Returns the size that is reported of an image; 0, as kubemark does, where nothing is known. */
  public long sizeBytes(String image) {
    return catalogue == ImageCatalogue.EMPTY ? 0 : catalogue.sizeBytes(image);
  }

  /** Returns how many images pods had brought at the last refresh. */
  public int refresh(long nowNs) {
    if (nowNs - refreshedNs >= REFRESH_NS) {
      refreshedNs = nowNs;
      known = brought.size();
    }
    return known;
  }

  /** Returns the images that the kubelet reports. */
  public List<Image> largestFirst() {
    return Stream.concat(
            catalogue.images().stream(),
            brought.stream().limit(known).map(image -> new Image(List.of(image), sizeBytes(image))))
        .sorted(Comparator.comparingLong(Image::sizeBytes).reversed())
        .limit(ImageCatalogue.MOST_IMAGES)
        .toList();
  }
}
