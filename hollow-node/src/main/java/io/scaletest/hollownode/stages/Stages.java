package io.scaletest.hollownode.stages;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.hollownode.pod.ResourceUsages;
import io.scaletest.hollownode.pools.Section;
import io.scaletest.hollownode.pools.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the manifests of kwok say that a run was given; docs/hollow-stages.md. Immutable. */
public final class Stages {
  /** Of a run that was given none: its kubelets go their own ways. */
  public static final Stages NONE = new Stages(Map.of(), ResourceUsages.NONE);

  private static final String API_VERSION = "kwok.x-k8s.io/v1alpha1";
  private static final List<String> KINDS =
      List.of("Stage", ResourceUsages.OF_ONE, ResourceUsages.OF_MANY);
  private static final Set<String> KEYS =
      Set.of("apiVersion", "kind", "metadata", "spec", "status");

  private final Map<ObjectKind, Lifecycle> lifecycles;
  private final ResourceUsages usages;

  private Stages(Map<ObjectKind, Lifecycle> lifecycles, ResourceUsages usages) {
    this.lifecycles = Map.copyOf(lifecycles);
    this.usages = usages;
  }

  /**
   * Reads files, and of folders the YAML files in them, but no {@code kustomization.yaml}. Blocks
   * for as long as reading takes.
   *
   * @throws IllegalArgumentException one line that names file, stage, field and rule
   */
  public static Stages read(List<Path> paths) {
    Map<ObjectKind, List<Stage>> stages = new EnumMap<>(ObjectKind.class);
    List<Section> ofOne = new ArrayList<>();
    List<Section> ofMany = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Section> manifests = paths.stream().flatMap(Stages::manifests).toList();
    for (Section manifest : manifests) {
      manifest.requireKeys(KEYS);
      manifest.required("apiVersion", text -> oneOf(text, List.of(API_VERSION)));
      switch (manifest.required("kind", text -> oneOf(text, KINDS))) {
        case ResourceUsages.OF_ONE -> ofOne.add(manifest);
        case ResourceUsages.OF_MANY -> ofMany.add(manifest);
        default -> {
          StageReader reader = new StageReader(manifest);
          if (!names.add(reader.kind() + "/" + reader.name())) {
            throw manifest.refused("metadata.name", "two stages are called " + reader.name());
          }
          List<Stage> ofKind = stages.computeIfAbsent(reader.kind(), kind -> new ArrayList<>());
          reader.read().ifPresent(ofKind::add);
        }
      }
    }
    if (manifests.isEmpty()) {
      throw new IllegalArgumentException(paths + ": there is no manifest in it");
    }
    Map<ObjectKind, Lifecycle> lifecycles = new EnumMap<>(ObjectKind.class);
    stages.forEach((kind, list) -> lifecycles.put(kind, new Lifecycle(list)));
    return new Stages(lifecycles, ResourceUsages.of(ofOne, ofMany));
  }

  private static String oneOf(String text, List<String> known) {
    if (known.contains(text)) {
      return text;
    }
    throw new IllegalArgumentException(
        "must be " + String.join(", ", known) + ", got " + text + ", which is not done here");
  }

  private static Stream<Section> manifests(Path path) {
    return files(path).stream()
        .flatMap(
            file ->
                YamlFile.documents(file).stream()
                    .map(document -> Section.of(file.toString(), document)));
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> isManifest(String.valueOf(file.getFileName())))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static boolean isManifest(String name) {
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.startsWith("kustomization.");
  }

  Lifecycle of(ObjectKind kind) {
    return lifecycles.getOrDefault(kind, new Lifecycle(List.of()));
  }

  /** Returns what manifests say that containers use. */
  public ResourceUsages usages() {
    return usages;
  }

  /** Tells whether pods go the ways of stages. */
  public boolean hasPods() {
    return !of(ObjectKind.POD).isEmpty();
  }

  /** Tells whether nodes go the ways of stages. */
  public boolean hasNodes() {
    return !of(ObjectKind.NODE).isEmpty();
  }

  /** Tells whether a stage posts events. */
  public boolean postsEvents() {
    return lifecycles.values().stream()
        .flatMap(lifecycle -> lifecycle.stages().stream())
        .flatMap(stage -> stage.steps().stream())
        .anyMatch(step -> step instanceof StageStep.PostEvent);
  }
}
