package io.scaletest.controlplane.binaries;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds an executable for each component, in this order: the folder given with {@code --bin-dir},
 * the one that {@code KUBEBUILDER_ASSETS} names, the cache, and a build with Go into the cache.
 * What one of them lacks is taken from the next.
 */
public final class BinarySources {
  /** The variable that names envtest's executables. */
  public static final String ENVTEST_VARIABLE = "KUBEBUILDER_ASSETS";

  private final Optional<Path> binDir;
  private final Optional<Path> envtest;
  private final BinaryCache cache;
  private final Optional<GoBuild> build;
  private final BuildListener listener;

  /**
   * @param binDir the folder given by the user
   * @param environment of this process
   * @param build empty where there is no Go
   */
  public BinarySources(
      Optional<Path> binDir,
      Map<String, String> environment,
      BinaryCache cache,
      Optional<GoBuild> build,
      BuildListener listener) {
    this.binDir = Objects.requireNonNull(binDir, "binDir is null");
    String assets = environment.getOrDefault(ENVTEST_VARIABLE, "");
    this.envtest = assets.isEmpty() ? Optional.empty() : Optional.of(Path.of(assets));
    this.cache = Objects.requireNonNull(cache, "cache is null");
    this.build = Objects.requireNonNull(build, "build is null");
    this.listener = Objects.requireNonNull(listener, "listener is null");
  }

  /**
   * Returns the executable of each component.
   *
   * @throws ToolException with status 2 if the folder given is none, 5 if something is missing and
   *     there is no Go, 6 if the build fails
   */
  public Map<Component, Path> find(Set<Component> needed) {
    binDir.ifPresent(BinarySources::checkFolder);
    Map<Component, Path> found = new EnumMap<>(Component.class);
    binDir.ifPresent(folder -> take("--bin-dir", folder, needed, found));
    envtest.ifPresent(folder -> take(ENVTEST_VARIABLE, folder, needed, found));
    if (missing(needed, found).isEmpty()) {
      return found;
    }
    if (!Files.isDirectory(cache.folder()) && build.isEmpty()) {
      throw nothingLeft(missing(needed, found));
    }
    Path folder = build.isPresent() ? cache.obtain(build.get(), listener) : cache.folder();
    take("the cache", folder, needed, found);
    Set<Component> missing = missing(needed, found);
    if (!missing.isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.NO_BINARIES,
          "the cache " + folder + " lacks " + names(missing) + "; delete it to build it again");
    }
    return found;
  }

  private static void checkFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw ToolException.usage("--bin-dir: must be a folder, got " + folder);
    }
  }

  /** Takes what is missing so far, and says where it comes from if that is worth knowing. */
  private void take(String source, Path folder, Set<Component> needed, Map<Component, Path> found) {
    Set<Component> wanted = missing(needed, found);
    if (wanted.isEmpty()) {
      return;
    }
    boolean mixed = !found.isEmpty();
    Set<Component> taken = EnumSet.noneOf(Component.class);
    for (Component component : wanted) {
      Path binary = folder.resolve(component.binaryName()).toAbsolutePath();
      if (Files.isExecutable(binary)) {
        found.put(component, binary);
        taken.add(component);
      }
    }
    if (!taken.isEmpty()) {
      listener.note(
          names(taken)
              + " from "
              + source
              + " ("
              + folder
              + ")"
              + (mixed ? "; binaries of several sources may differ in version" : ""));
    }
    Set<Component> missing = missing(needed, found);
    if (!missing.isEmpty()) {
      listener.note(source + " (" + folder + ") has no " + names(missing));
    }
  }

  private ToolException nothingLeft(Set<Component> missing) {
    return new ToolException(
        ControlPlaneExit.NO_BINARIES,
        "no binary of "
            + names(missing)
            + ": give a folder of them with --bin-dir ("
            + binDir.map(Path::toString).orElse("not given")
            + ") or "
            + ENVTEST_VARIABLE
            + " ("
            + envtest.map(Path::toString).orElse("not set")
            + "), fill the cache "
            + cache.folder()
            + ", or install Go (no go on the PATH nor in /usr/local/go/bin) to have them built;"
            + " --without leaves out what is not needed");
  }

  private static Set<Component> missing(Set<Component> needed, Map<Component, Path> found) {
    Set<Component> missing = EnumSet.noneOf(Component.class);
    missing.addAll(needed);
    missing.removeAll(found.keySet());
    return missing;
  }

  private static String names(Set<Component> components) {
    return components.stream().map(Component::binaryName).collect(Collectors.joining(", "));
  }
}
