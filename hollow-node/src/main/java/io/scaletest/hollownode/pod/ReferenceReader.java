package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.References.Kind;
import io.scaletest.hollownode.pod.References.ObjectId;
import io.scaletest.hollownode.pod.References.ObjectReference;
import io.scaletest.hollownode.pod.References.Token;
import io.scaletest.hollownode.pod.References.Volume;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes which objects a pod's volumes, environments and image pulls refer to. Stateless. */
final class ReferenceReader {
  private static final long DEFAULT_EXPIRATION_SECONDS = 3_600;

  private ReferenceReader() {}

  static References read(Map<?, ?> spec) {
    List<Volume> volumes = new ArrayList<>(1);
    for (Map<?, ?> volume : JsonTree.objects(spec, "volumes")) {
      addVolume(volume, volumes);
    }
    Map<String, List<ObjectReference>> environments = new LinkedHashMap<>(1);
    for (String kind : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      JsonTree.objects(spec, kind).forEach(container -> addEnvironment(container, environments));
    }
    List<String> pullSecrets =
        JsonTree.objects(spec, "imagePullSecrets").stream()
            .map(secret -> JsonTree.text(secret, "name").intern())
            .filter(name -> !name.isEmpty())
            .toList();
    return volumes.isEmpty() && environments.isEmpty() && pullSecrets.isEmpty()
        ? References.NONE
        : new References(List.copyOf(volumes), Map.copyOf(environments), pullSecrets);
  }

  private static void addVolume(Map<?, ?> volume, List<Volume> volumes) {
    List<ObjectReference> objects = new ArrayList<>(1);
    List<Token> tokens = new ArrayList<>(1);
    addFiles(Kind.CONFIG_MAP, volume, "configMap", "name", objects);
    addFiles(Kind.SECRET, volume, "secret", "secretName", objects);
    for (Map<?, ?> source : JsonTree.objects(map(volume, "projected"), "sources")) {
      addFiles(Kind.CONFIG_MAP, source, "configMap", "name", objects);
      addFiles(Kind.SECRET, source, "secret", "name", objects);
      if (source.containsKey("serviceAccountToken")) {
        Map<?, ?> token = map(source, "serviceAccountToken");
        tokens.add(new Token(JsonTree.text(token, "audience"), expirationSeconds(token)));
      }
    }
    if (!objects.isEmpty() || !tokens.isEmpty()) {
      String name = JsonTree.text(volume, "name").intern();
      volumes.add(new Volume(name, List.copyOf(objects), List.copyOf(tokens)));
    }
  }

  private static long expirationSeconds(Map<?, ?> token) {
    return token.get("expirationSeconds") instanceof Number seconds
        ? seconds.longValue()
        : DEFAULT_EXPIRATION_SECONDS;
  }

  /** Adds the object of a volume, and the keys that it makes files of. */
  private static void addFiles(
      Kind kind, Map<?, ?> of, String source, String nameField, List<ObjectReference> objects) {
    Map<?, ?> tree = map(of, source);
    List<String> keys =
        JsonTree.objects(tree, "items").stream()
            .map(item -> JsonTree.text(item, "key").intern())
            .toList();
    add(kind, JsonTree.text(tree, nameField), tree, keys, objects);
  }

  private static void addEnvironment(
      Map<?, ?> container, Map<String, List<ObjectReference>> environments) {
    List<ObjectReference> objects = new ArrayList<>(0);
    for (Map<?, ?> from : JsonTree.objects(container, "envFrom")) {
      addAll(Kind.CONFIG_MAP, map(from, "configMapRef"), objects);
      addAll(Kind.SECRET, map(from, "secretRef"), objects);
    }
    for (Map<?, ?> variable : JsonTree.objects(container, "env")) {
      Map<?, ?> from = map(variable, "valueFrom");
      addKey(Kind.CONFIG_MAP, map(from, "configMapKeyRef"), objects);
      addKey(Kind.SECRET, map(from, "secretKeyRef"), objects);
    }
    if (!objects.isEmpty()) {
      environments.put(JsonTree.text(container, "name").intern(), List.copyOf(objects));
    }
  }

  private static void addAll(Kind kind, Map<?, ?> tree, List<ObjectReference> objects) {
    add(kind, JsonTree.text(tree, "name"), tree, List.of(), objects);
  }

  private static void addKey(Kind kind, Map<?, ?> tree, List<ObjectReference> objects) {
    List<String> key = List.of(JsonTree.text(tree, "key").intern());
    add(kind, JsonTree.text(tree, "name"), tree, key, objects);
  }

  private static void add(
      Kind kind, String name, Map<?, ?> tree, List<String> keys, List<ObjectReference> objects) {
    if (!name.isEmpty()) {
      boolean optional = Boolean.TRUE.equals(tree.get("optional"));
      objects.add(new ObjectReference(new ObjectId(kind, name.intern()), optional, keys));
    }
  }

  private static Map<?, ?> map(Map<?, ?> tree, String key) {
    return tree.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }
}
