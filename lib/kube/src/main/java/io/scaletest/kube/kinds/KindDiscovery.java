package io.scaletest.kube.kinds;

import io.scaletest.common.exit.NearestName;
import io.scaletest.kube.kinds.ServedKind.Match;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The API discovery of a server: which kinds of object it has, and which of them a word means.
 *
 * <p>Each question is asked of the server anew. It waits for the answers, no longer than the
 * transport's request timeout for the groups and again for all their versions: never on an event
 * loop.
 *
 * <p>Each version of a group is asked for by itself, so that an aggregated server that is down
 * hides its own kinds and no others.
 */
public final class KindDiscovery {
  private static final String GROUPS_PATH = "/apis";

  /** Has one version on every server, and is not among the groups that are told. */
  private static final ApiGroup CORE = new ApiGroup("", List.of("v1"), "v1");

  private final ApiTransport transport;

  public KindDiscovery(ApiTransport transport) {
    this.transport = transport;
  }

  /** A version of a group. */
  private record GroupVersion(String group, String version) {}

  /** Returns all groups but the core group, in the server's order. */
  public List<ApiGroup> groups() throws NoSuchKindException {
    ApiReply reply = transport.sendAndWait(ApiRequest.get(GROUPS_PATH));
    if (!reply.succeeded()) {
      throw new NoSuchKindException(
          "the server does not tell its API groups: " + reply.failure(), reply);
    }
    Optional<Map<String, Object>> tree = JsonTree.object(reply.body());
    if (tree.isEmpty() || !(tree.get().get("groups") instanceof List<?>)) {
      throw new NoSuchKindException(
          "the server does not tell its API groups: the answer is no list of them");
    }
    List<ApiGroup> groups = new ArrayList<>();
    for (Map<?, ?> group : JsonTree.objects(tree.get(), "groups")) {
      List<String> versions =
          JsonTree.objects(group, "versions").stream()
              .map(version -> JsonTree.text(version, "version"))
              .toList();
      String preferred = JsonTree.text(group, "preferredVersion", "version");
      if (!versions.isEmpty()) {
        groups.add(
            new ApiGroup(
                JsonTree.text(group, "name"),
                versions,
                versions.contains(preferred) ? preferred : versions.get(0)));
      }
    }
    return groups;
  }

  /**
   * Returns whether the server says that it does not have a resource. False where it cannot tell:
   * the aggregator says 503 while the server behind it is down.
   */
  public boolean lacks(ObjectKind kind) {
    ServedVersion version = ask(List.of(new GroupVersion(kind.group(), kind.version()))).get(0);
    return version.told() && !version.has(served -> served.plural().equals(kind.plural()));
  }

  /**
   * Returns all kinds of a version of a group; none where the server does not have it.
   *
   * @throws NoSuchKindException if the server does not tell
   */
  public List<ObjectKind> kinds(String group, String version) throws NoSuchKindException {
    ServedVersion served = ask(List.of(new GroupVersion(group, version))).get(0);
    if (!served.told()) {
      throw new NoSuchKindException(
          "the server does not tell the kinds of " + served + ": " + served.reply().failure(),
          served.reply());
    }
    return served.kinds().stream().map(ServedKind::kind).toList();
  }

  /**
   * Returns the kind that kubectl takes a word for: {@code pods}, {@code pod}, {@code po}, {@code
   * Pod}; with a group, {@code deployments.apps}, or the beginning of its name; or with a version
   * before it, {@code deployments.v1.apps}. Without a version it is the server's preferred one, or
   * the first that has the kind. A kind of the core group comes before others of the same name;
   * otherwise, unlike kubectl, several groups that have it are not chosen from.
   *
   * @param verbs what the server must let do with it
   */
  public ObjectKind named(String word, Set<String> verbs) throws NoSuchKindException {
    int dot = word.indexOf('.');
    String name = (dot < 0 ? word : word.substring(0, dot)).toLowerCase(Locale.ROOT);
    List<ApiGroup> groups = new ArrayList<>(List.of(CORE));
    groups.addAll(groups());
    List<ServedVersion> served =
        ask(dot < 0 ? allOf(groups) : versions(groups, word, word.substring(dot + 1)));
    return usable(choose(word, name, served), verbs, word);
  }

  /**
   * Returns a kind of an object's {@code apiVersion} and {@code kind}.
   *
   * @param verbs what the server must let do with it
   */
  public ObjectKind of(String apiVersion, String kind, Set<String> verbs)
      throws NoSuchKindException {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    GroupVersion asked = new GroupVersion(group, apiVersion.substring(slash + 1));
    ServedVersion served = ask(List.of(asked)).get(0);
    String wanted = kind + " of " + apiVersion;
    for (ServedKind candidate : served.kinds()) {
      if (candidate.kind().kind().equals(kind)) {
        return usable(candidate, verbs, wanted);
      }
    }
    throw unknown(wanted, kind.toLowerCase(Locale.ROOT), List.of(served));
  }

  private static List<GroupVersion> allOf(List<ApiGroup> groups) {
    return groups.stream()
        .flatMap(
            group ->
                group.byPreference().stream()
                    .map(version -> new GroupVersion(group.name(), version)))
        .toList();
  }

  /** Returns the versions that what follows a name's first dot leaves open. */
  private static List<GroupVersion> versions(List<ApiGroup> groups, String word, String qualifier)
      throws NoSuchKindException {
    List<ApiGroup> named = where(groups, group -> group.name().equals(qualifier));
    if (!named.isEmpty()) {
      return allOf(named);
    }
    int dot = qualifier.indexOf('.');
    String version = dot < 0 ? qualifier : qualifier.substring(0, dot);
    String rest = dot < 0 ? "" : qualifier.substring(dot + 1);
    if (groups.stream().anyMatch(g -> g.name().equals(rest) && g.versions().contains(version))) {
      return List.of(new GroupVersion(rest, version));
    }
    List<ApiGroup> begun = where(groups, group -> group.name().startsWith(qualifier));
    if (begun.isEmpty()) {
      List<String> names = groups.stream().map(ApiGroup::name).toList();
      throw new NoSuchKindException(
          "kind: must be of an API group of the server, got "
              + word
              + NearestName.to(qualifier, names).map(name -> ", nearest: " + name).orElse(""));
    }
    return allOf(begun);
  }

  private static List<ApiGroup> where(List<ApiGroup> groups, Predicate<ApiGroup> wanted) {
    return groups.stream().filter(wanted).toList();
  }

  /** Asks for all at once, and returns their answers in the same order. */
  private List<ServedVersion> ask(List<GroupVersion> versions) {
    List<CompletableFuture<ServedVersion>> asked = new ArrayList<>();
    for (GroupVersion version : versions) {
      CompletableFuture<ServedVersion> answer = new CompletableFuture<>();
      asked.add(answer);
      transport.send(
          ApiRequest.get(ObjectKind.versionPath(version.group(), version.version())),
          reply -> answer.complete(ServedVersion.of(version.group(), version.version(), reply)));
    }
    return asked.stream().map(CompletableFuture::join).toList();
  }

  /**
   * @param served of each group the versions in the order in which they are to be taken
   */
  private static ServedKind choose(String word, String name, List<ServedVersion> served)
      throws NoSuchKindException {
    for (Match match : List.of(Match.PLURAL, Match.SINGULAR, Match.SHORT)) {
      List<ServedKind> found = new ArrayList<>();
      Set<String> groups = new TreeSet<>();
      for (ServedVersion version : served) {
        for (ServedKind kind : version.kinds()) {
          if (kind.match(name) == match && groups.add(version.group())) {
            found.add(kind);
          }
        }
      }
      if (found.size() == 1 || (!found.isEmpty() && groups.contains(CORE.name()))) {
        return found.get(0);
      }
      if (!found.isEmpty()) {
        List<String> names = found.stream().map(kind -> kind.kind().resource()).toList();
        throw new NoSuchKindException(
            "kind: must be one of " + String.join(" and ", names) + ", got " + word);
      }
    }
    throw unknown(word, name, served);
  }

  /** Says that there is none, or that it is not known for want of an answer. */
  private static NoSuchKindException unknown(String word, String name, List<ServedVersion> served) {
    Set<String> names = new TreeSet<>();
    for (ServedVersion version : served) {
      if (!version.told()) {
        return new NoSuchKindException(
            "kind: "
                + word
                + " was not found, and the server does not tell the kinds of "
                + version
                + ": "
                + version.reply().failure(),
            version.reply());
      }
      version.kinds().forEach(kind -> names.add(kind.kind().plural()));
    }
    return new NoSuchKindException(
        "kind: must be one that the server has, got "
            + word
            + NearestName.to(name, names).map(nearest -> ", nearest: " + nearest).orElse(""));
  }

  private static ObjectKind usable(ServedKind found, Set<String> verbs, String word)
      throws NoSuchKindException {
    List<String> missing =
        verbs.stream().filter(verb -> !found.verbs().contains(verb)).sorted().toList();
    if (!missing.isEmpty()) {
      throw new NoSuchKindException(
          "kind: must be one that the server lets "
              + String.join(" and ", missing)
              + ", got "
              + word);
    }
    return found.kind();
  }
}
