package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Decodes one pool of a pools file. */
final class PoolReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "count",
          "names",
          "labels",
          "taints",
          "capacity",
          "reserved",
          "zones",
          "images",
          "lifetimes",
          "failures");

  private static final Set<String> IMAGE_KEYS = Set.of("count", "smallest", "largest", "bandwidth");

  /** What a pool's nodes have where the file does not say otherwise. */
  private static final SortedMap<String, Quantity> STANDARD_CAPACITY =
      new TreeMap<>(
          Map.of(
              NodeResources.CPU, Quantity.of(32),
              NodeResources.MEMORY, Quantity.parse("256Gi"),
              NodeResources.EPHEMERAL_STORAGE, Quantity.parse("512Gi"),
              NodeResources.PODS, Quantity.of(110)));

  private static final String SMALLEST_IMAGE = "10Mi";
  private static final String LARGEST_IMAGE = "2Gi";

  private final Section section;
  private final long seed;
  private final Path folder;

  /**
   * @param seed of the pool's draws
   * @param folder in which relative names of files stand
   */
  PoolReader(Section section, long seed, Path folder) {
    String name = section.required("name", KubernetesNames::requireValue);
    this.section = section.ofPool(name);
    this.seed = seed;
    this.folder = folder;
  }

  NodePool read() {
    section.requireKeys(KEYS);
    String name = section.required("name", Function.identity());
    int count = (int) section.number("count", 1, NodePool.MOST_NODES, 1);
    String standardNames = name + (count == 1 ? "" : "-%d");
    NamePattern names =
        section
            .optional("names", text -> NamePattern.of(text, count))
            .orElseGet(() -> standardNames(standardNames, count));
    return new NodePool(
        name,
        count,
        "",
        names,
        labels(),
        section.list("taints", Taint::parse),
        resources(),
        section.list("zones", KubernetesNames::requireValue),
        images(),
        LifetimeRules.read(section.section("lifetimes"), seed, folder)
            .withFaults(failures(true), folder),
        failures(false));
  }

  /** Returns the failures that pods have from their beginning on, or those that come at a time. */
  private List<Section> failures(boolean fromBeginning) {
    return section.sections("failures").stream()
        .filter(rule -> PodFault.isWithoutTime(rule) == fromBeginning)
        .toList();
  }

  private NamePattern standardNames(String text, int count) {
    try {
      return NamePattern.of(text, count);
    } catch (IllegalArgumentException e) {
      throw section.refused("name", e.getMessage());
    }
  }

  private SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>();
    Section given = section.section("labels");
    for (String key : given.keys()) {
      labels.put(
          key,
          given
              .optional(
                  key,
                  value -> {
                    KubernetesNames.requireKey(key);
                    return KubernetesNames.requireValue(value);
                  })
              .orElse(""));
    }
    return labels;
  }

  private NodeResources resources() {
    SortedMap<String, Quantity> capacity = new TreeMap<>(STANDARD_CAPACITY);
    capacity.putAll(quantities("capacity"));
    SortedMap<String, Quantity> reserved = quantities("reserved");
    try {
      return new NodeResources(capacity, reserved);
    } catch (IllegalArgumentException e) {
      throw section.refused("reserved", e.getMessage());
    }
  }

  private SortedMap<String, Quantity> quantities(String key) {
    SortedMap<String, Quantity> quantities = new TreeMap<>();
    Section given = section.section(key);
    for (String resource : given.keys()) {
      quantities.put(
          resource, given.required(resource, text -> NodeResources.quantity(resource, text)));
    }
    return quantities;
  }

  private ImageCatalogue images() {
    Section images = section.section("images");
    images.requireKeys(IMAGE_KEYS);
    if (images.keys().isEmpty()) {
      return ImageCatalogue.EMPTY;
    }
    int count = (int) images.number("count", 0, ImageCatalogue.MOST_IMAGES, 0);
    Quantity smallest =
        images.optional("smallest", Quantity::parse).orElse(Quantity.parse(SMALLEST_IMAGE));
    Quantity largest =
        images.optional("largest", Quantity::parse).orElse(Quantity.parse(LARGEST_IMAGE));
    OptionalLong bandwidth =
        images
            .optional("bandwidth", Quantity::parse)
            .map(quantity -> OptionalLong.of(quantity.value()))
            .orElse(OptionalLong.empty());
    try {
      return ImageCatalogue.synthetic(count, smallest.value(), largest.value(), bandwidth);
    } catch (IllegalArgumentException e) {
      throw section.refused("images", e.getMessage());
    }
  }
}
