package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.url.ServerUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one or more kubeconfig files say together, as kubectl reads it: of clusters, users and
 * contexts of the same name, and of current contexts, the first file's counts; a path in a file is
 * relative to that file. Every field of client-go 1.36 is followed, or refused by its name, or
 * stands in docs/connecting.md as one that means nothing to these tools.
 *
 * <p>Read with a YAML parser alone, not into fabric8's model: that costs a tool ten times the CPU
 * at its start (docs/adr/0004-transport.md).
 */
final class Kubeconfig {
  private final String place;
  private final List<Mapping> files;
  private final WallClock wallClock;

  private Kubeconfig(String place, List<Mapping> files, WallClock wallClock) {
    this.place = place;
    this.files = List.copyOf(files);
    this.wallClock = wallClock;
  }

  /** Reads one file, which must be there. */
  static Kubeconfig of(Path path, WallClock wallClock) throws ConfigurationException {
    return new Kubeconfig(path.toString(), List.of(read(path)), wallClock);
  }

  /**
   * Reads those of the files that are there, each once.
   *
   * @param place names them together in a failure
   */
  static Kubeconfig merged(String place, List<Path> paths, WallClock wallClock)
      throws ConfigurationException {
    List<Mapping> files = new ArrayList<>();
    for (Path path : new LinkedHashSet<>(paths)) {
      if (Files.exists(path)) {
        files.add(read(path));
      }
    }
    if (files.isEmpty()) {
      throw new ConfigurationException(place + ": no such file");
    }
    return new Kubeconfig(place, files, wallClock);
  }

  private static Mapping read(Path path) throws ConfigurationException {
    Mapping file = Mapping.ofFile(path, YamlText.parse(path.toString(), SmallFile.read(path)));
    require(file, "kind", "Config");
    require(file, "apiVersion", "v1");
    for (String list : List.of("clusters", "users", "contexts")) {
      Set<String> names = new HashSet<>();
      for (Mapping entry : file.maps(list)) {
        if (!names.add(entry.text("name"))) {
          throw new ConfigurationException(
              file.place(list) + ": has two named \"" + entry.text("name") + "\"");
        }
      }
    }
    return file;
  }

  private static void require(Mapping file, String key, String value)
      throws ConfigurationException {
    String given = file.text(key);
    if (!given.isEmpty() && !given.equals(value)) {
      throw new ConfigurationException(
          file.place(key) + ": must be " + value + ", got \"" + given + "\"");
    }
  }

  /**
   * Returns the configuration of one context.
   *
   * @param contextName name of the context; empty for the current one
   * @param master URL that replaces the server's; empty keeps it
   */
  ClientConfiguration load(String contextName, String master, String userAgent)
      throws ConfigurationException {
    Mapping context = context(contextName, master);
    ClusterEntry cluster = new ClusterEntry(cluster(context, master));
    UserEntry user = new UserEntry(user(context), wallClock);
    ServerUrl server = cluster.server(master);
    ClientConfiguration anonymous =
        ClientConfiguration.anonymous(server, userAgent)
            .actingAs(user.impersonated())
            .through(cluster.proxies());
    cluster.check();
    user.check();
    if (server.scheme().equals(ServerUrl.HTTP)) {
      // As client-go: what goes over the network in the clear carries no credential of the file's.
      return anonymous;
    }
    String given = cluster.url(master);
    String shown = server.userInfo().isEmpty() ? given : server.toString();
    return user.logIn(cluster.trusted(anonymous, master), cluster, shown);
  }

  private Mapping context(String given, String master) throws ConfigurationException {
    String name = given;
    for (Mapping file : files) {
      name = name.isEmpty() ? file.text("current-context") : name;
    }
    if (!name.isEmpty()) {
      return named("contexts", "context", name);
    }
    if (master.isEmpty()) {
      throw new ConfigurationException(place + ": has no current-context, and no context is given");
    }
    return files.get(0).none();
  }

  private Mapping cluster(Mapping context, String master) throws ConfigurationException {
    String name = context.text("cluster");
    if (!name.isEmpty()) {
      return named("clusters", "cluster", name);
    }
    if (master.isEmpty()) {
      throw new ConfigurationException(context.place("cluster") + ": is missing");
    }
    return context.none();
  }

  private Mapping user(Mapping context) throws ConfigurationException {
    String name = context.text("user");
    return name.isEmpty() ? context.none() : named("users", "user", name);
  }

  private Mapping named(String list, String kind, String name) throws ConfigurationException {
    for (Mapping file : files) {
      for (Mapping entry : file.maps(list)) {
        if (entry.text("name").equals(name)) {
          return entry.map(kind);
        }
      }
    }
    throw new ConfigurationException(place + ": has no " + kind + " named \"" + name + "\"");
  }
}
