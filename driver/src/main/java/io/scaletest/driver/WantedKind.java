package io.scaletest.driver;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.driving.lifecycle.ObjectPatch;
import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.Manifest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code --kind} asks for: a word that discovery resolves, or a file with an object.
 *
 * @param text the option's value
 * @param manifest the file's object; empty where the value is a word
 */
record WantedKind(String text, Optional<Manifest> manifest) {
  private static final String OPTION = "kind";

  /**
   * Reads the file, where it is one.
   *
   * @throws ToolException a usage error that says what is wrong with value or file
   */
  static WantedKind of(String text) {
    if (text.isEmpty()) {
      throw ToolException.usage(
          OPTION + ": must be a kind such as deployments or a file such as site.yaml, got none");
    }
    return new WantedKind(
        text,
        Manifest.isFile(text)
            ? Optional.of(Manifest.read(OPTION, PathText.of(OPTION, text, CommonExit.USAGE)))
            : Optional.empty());
  }

  /**
   * Asks the server for the kind.
   *
   * @param verbs what it must let do with it
   */
  ObjectKind find(KindDiscovery discovery, Set<String> verbs) throws NoSuchKindException {
    return manifest.isPresent()
        ? discovery.of(manifest.get().apiVersion(), manifest.get().kind(), verbs)
        : discovery.named(text, verbs);
  }

  /**
   * Returns what the objects of a run are like.
   *
   * @param kind what was found
   * @param namespace where they are to be, if in one
   */
  ObjectTemplate template(ObjectKind kind, Optional<String> namespace, RunId runId) {
    Optional<KnownKind> known = KnownKind.of(kind);
    Map<String, Object> body =
        manifest.map(Manifest::tree).or(() -> known.map(k -> k.body(namespace))).orElse(Map.of());
    return new ObjectTemplate(
            kind,
            namespace,
            body,
            ObjectPatch.ofAnnotations(),
            known.map(KnownKind::deleteOptions).orElse(Map.of()))
        .labelled(ScaletestNames.runLabels(runId.value()));
  }

  /** Returns what the user can do about a server that refuses the body. */
  String adviceIfRefused() {
    return manifest.isPresent()
        ? "see " + text
        : "give an object that it takes as a file, --kind FILE.yaml";
  }
}
