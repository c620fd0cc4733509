package io.scaletest.watching.place;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.Optional;

/** Says what a logger watches; may have to ask the server. */
public interface KindSource {
  /**
   * What a server said.
   *
   * @param kind what to watch; empty where the server could not tell just now
   * @param problem one line that says why it could not; empty where it could
   */
  record Answer(Optional<ObjectKind> kind, String problem) {}

  /**
   * Asks, once.
   *
   * @throws io.scaletest.common.exit.ToolException if the server told, and does not have it
   */
  Answer ask(ApiTransport transport);

  /** Returns what is most likely, for a logger that ends before the server ever told. */
  ObjectKind assumed();

  /** Returns the source of a kind that every server has at the same place. */
  static KindSource known(ObjectKind kind) {
    return new KindSource() {
      @Override
      public Answer ask(ApiTransport transport) {
        return new Answer(Optional.of(kind), "");
      }

      @Override
      public ObjectKind assumed() {
        return kind;
      }
    };
  }
}
