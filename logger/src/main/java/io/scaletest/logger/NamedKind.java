package io.scaletest.logger;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.objects.Manifest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.watching.logger.LoggerExit;
import io.scaletest.watching.place.KindSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A kind by the word that a user has for it, or by an object of it, as the server knows it. */
final class NamedKind implements KindSource {
  /** Without them nothing can be watched. */
  private static final Set<String> VERBS = Set.of("list", "watch");

  private final String word;
  private final Optional<Manifest> file;
  private final boolean wait;
  private final Optional<String> namespace;

  /**
   * @param word what the user calls it
   * @param file what an object says of it; empty where the word is all there is
   * @param wait whether a server that does not have it is asked again
   * @param namespace the only one to watch; empty for all
   */
  NamedKind(String word, Optional<Manifest> file, boolean wait, Optional<String> namespace) {
    this.word = word;
    this.file = file;
    this.wait = wait;
    this.namespace = namespace;
  }

  @Override
  public Answer ask(ApiTransport transport) {
    ObjectKind kind;
    try {
      kind = find(new KindDiscovery(transport));
    } catch (NoSuchKindException e) {
      if (e.mayPass() || wait) {
        return new Answer(Optional.empty(), e.getMessage());
      }
      throw new ToolException(LoggerExit.NO_SUCH_KIND, e.getMessage(), e);
    }
    OptionRule.require(
        kind.namespaced() || namespace.isEmpty(),
        "namespace",
        "left out, since " + kind.resource() + " are in none",
        namespace.orElse(""));
    return new Answer(Optional.of(kind), "");
  }

  private ObjectKind find(KindDiscovery discovery) throws NoSuchKindException {
    return file.isPresent()
        ? discovery.of(file.get().apiVersion(), file.get().kind(), VERBS)
        : discovery.named(word, VERBS);
  }

  /** Made of the word alone: good for the names in a summary of nothing. */
  @Override
  public ObjectKind assumed() {
    if (file.isPresent()) {
      String kind = file.get().kind();
      String apiVersion = file.get().apiVersion();
      int slash = apiVersion.indexOf('/');
      return new ObjectKind(
          slash < 0 ? "" : apiVersion.substring(0, slash),
          apiVersion.substring(slash + 1),
          kind.toLowerCase(Locale.ROOT) + "s",
          kind,
          true);
    }
    int dot = word.indexOf('.');
    String name = dot < 0 ? word : word.substring(0, dot);
    String group = dot < 0 ? "" : word.substring(dot + 1);
    return new ObjectKind(group, "v1", name.toLowerCase(Locale.ROOT), name, true);
  }
}
