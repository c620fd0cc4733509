package io.scaletest.player.replay;

import io.scaletest.kube.kinds.AccessReview;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Which kinds of a trace the server has, and what this user may do with them. Asked before the
 * start, by one thread, which it blocks; read by many afterwards.
 */
final class TargetKinds {
  private static final int AT_ONCE = 64;

  private final ApiTransport transport;
  private final Map<String, List<ObjectKind>> versions = new HashMap<>();
  private final Map<ResourcePath, ObjectKind> kinds = new HashMap<>();
  private final Set<Use> forbidden = ConcurrentHashMap.newKeySet();
  private final Map<String, String> untold = new LinkedHashMap<>();

  /**
   * What requests do with a resource, or with a part of one.
   *
   * @param namespace in which a server looks for the right, as recorded; empty for all, or none
   */
  record Use(ResourcePath path, String verb, String namespace) {
    static Use of(TraceEntry entry) {
      ObjectKey key = ObjectKey.of(entry);
      // A server takes a namespace to be in itself, but for its create.
      boolean inItself =
          key.resource().equals(ObjectKey.NAMESPACES) && !entry.verb().equals("create");
      return new Use(entry.resource(), entry.verb(), inItself ? key.name() : key.namespace());
    }

    Use everywhere() {
      return new Use(path, verb, "");
    }
  }

  TargetKinds(ApiTransport transport) {
    this.transport = transport;
  }

  /** Asks for the kinds of some resources. */
  void find(Collection<ResourcePath> paths) {
    KindDiscovery discovery = new KindDiscovery(transport);
    for (ResourcePath path : paths) {
      String version = apiVersion(path.group(), path.version());
      List<ObjectKind> served = versions.get(version);
      if (served == null) {
        try {
          served = discovery.kinds(path.group(), path.version());
        } catch (NoSuchKindException e) {
          served = List.of();
          untold.put(version, e.getMessage());
        }
        versions.put(version, served);
      }
      served.stream()
          .filter(kind -> kind.plural().equals(path.resource()))
          .findFirst()
          .ifPresent(kind -> kinds.put(path, kind));
    }
  }

  /** Returns why the kinds of some versions are not known, a line for each. */
  Collection<String> untold() {
    return untold.values();
  }

  private static String apiVersion(String group, String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /**
   * Asks what may be done: everywhere, and where that is refused, in the run's namespaces. A server
   * that does not say is taken at its word later.
   *
   * @param copies what they call their namespaces; what one of them may not do, none does
   */
  void askRights(Collection<Use> uses, List<RunNames> copies) {
    Semaphore places = new Semaphore(AT_ONCE);
    Set<Use> refused = ConcurrentHashMap.newKeySet();
    Set<Use> everywhere = new LinkedHashSet<>();
    uses.forEach(use -> everywhere.add(use.everywhere()));
    for (Use use : everywhere) {
      ask(use, "", places, () -> refused.add(use));
    }
    await(places);
    for (Use use : uses) {
      if (refused.contains(use.everywhere())) {
        if (use.namespace().isEmpty()) {
          forbidden.add(use);
        } else {
          copies.forEach(
              copy -> ask(use, copy.namespace(use.namespace()), places, () -> forbidden.add(use)));
        }
      }
    }
    await(places);
  }

  private void ask(Use use, String namespace, Semaphore places, Runnable refused) {
    if (!kinds.containsKey(use.path())) {
      return;
    }
    places.acquireUninterruptibly();
    transport.send(
        review(use.path(), use.verb(), namespace),
        reply -> {
          if (AccessReview.isRefusal(reply)) {
            refused.run();
          }
          places.release();
        });
  }

  private static void await(Semaphore places) {
    places.acquireUninterruptibly(AT_ONCE);
    places.release(AT_ONCE);
  }

  /** Returns whether this user may make namespaces; true where the server does not say. */
  boolean mayMakeNamespaces() {
    ResourcePath path = new ResourcePath("", "v1", ObjectKey.NAMESPACES, "");
    return !AccessReview.isRefusal(transport.sendAndWait(review(path, "create", "")));
  }

  /** Returns whether this user may impersonate others; true where the server does not say. */
  boolean mayImpersonate(String what) {
    ResourcePath path = new ResourcePath("", "v1", what, "");
    return !AccessReview.isRefusal(transport.sendAndWait(review(path, "impersonate", "")));
  }

  private static ApiRequest review(ResourcePath path, String verb, String namespace) {
    return AccessReview.of(verb, path.group(), path.resource(), path.subresource(), namespace);
  }

  /** Returns the server's kind of a resource. */
  Optional<ObjectKind> kind(ResourcePath path) {
    return Optional.ofNullable(kinds.get(path));
  }

  /** Returns the kind that objects name by version and kind, among the versions asked for. */
  Optional<ObjectKind> named(String apiVersion, String kind) {
    return versions.getOrDefault(apiVersion, List.of()).stream()
        .filter(each -> each.kind().equals(kind))
        .findFirst();
  }

  /** Returns why requests are left out, if they are. */
  Optional<LeftOut> leftOut(Use use) {
    if (!kinds.containsKey(use.path())) {
      return Optional.of(LeftOut.KIND);
    }
    return forbidden.contains(use) ? Optional.of(LeftOut.RIGHT) : Optional.empty();
  }
}
