package io.scaletest.hollownode.pod;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Secrets, ConfigMaps and tokens that a pod refers to, as far as a kubelet fetches them itself.
 * Immutable.
 *
 * @param volumes volumes that need an object or a token, in the pod's order
 * @param environments by container, what its environment needs: {@code envFrom}, then {@code env}
 * @param pullSecrets names of Secrets for registries
 */
record References(
    List<Volume> volumes,
    Map<String, List<ObjectReference>> environments,
    List<String> pullSecrets) {
  public static final References NONE = new References(List.of(), Map.of(), List.of());

  /** A volume of a ConfigMap or a Secret, or a projected one. */
  public record Volume(String name, List<ObjectReference> objects, List<Token> tokens) {}

  /** A service-account token that a volume projects. */
  public record Token(String audience, long expirationSeconds) {}

  /** A kind of object that a kubelet watches for its pods. */
  public enum Kind {
    CONFIG_MAP("configmaps", "configmap", "ConfigMap"),
    SECRET("secrets", "secret", "Secret");

    /** As in the path of the API. */
    public final String resource;

    /** As in the kubelet's errors about an object that is not there. */
    public final String singular;

    /** As in the kubelet's errors about a key that is not there. */
    public final String title;

    Kind(String resource, String singular, String title) {
      this.resource = resource;
      this.singular = singular;
      this.title = title;
    }
  }

  /** One object of the pod's namespace. */
  public record ObjectId(Kind kind, String name) {}

  /**
   * A reference to an object or to some of its keys.
   *
   * @param optional whether it is no fault if the object or a key is not there
   * @param keys the keys that must be there; empty for whatever there is
   */
  public record ObjectReference(ObjectId id, boolean optional, List<String> keys) {}

  /** Returns every object, once each. */
  public Set<ObjectId> objects() {
    Set<ObjectId> all = new LinkedHashSet<>();
    volumes.forEach(volume -> volume.objects().forEach(object -> all.add(object.id())));
    pullSecrets.forEach(name -> all.add(new ObjectId(Kind.SECRET, name)));
    environments.values().stream()
        .flatMap(List::stream)
        .forEach(reference -> all.add(reference.id()));
    return all;
  }

  /** Returns every token that the volumes project. */
  public Stream<Token> tokens() {
    return volumes.stream().flatMap(volume -> volume.tokens().stream());
  }
}
