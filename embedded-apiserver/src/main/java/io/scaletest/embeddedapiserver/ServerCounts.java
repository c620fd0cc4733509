package io.scaletest.embeddedapiserver;

import io.scaletest.common.text.Figures;
import io.scaletest.embedded.server.EmbeddedApiServer;
import io.scaletest.embedded.store.ObjectCollection;
import java.util.List;

/** What the server holds, for the progress line. */
final class ServerCounts {
  private final EmbeddedApiServer server;

  ServerCounts(EmbeddedApiServer server) {
    this.server = server;
  }

  List<String> fields() {
    long objects = server.store().collections().stream().mapToLong(ObjectCollection::size).sum();
    return List.of(
        Figures.count(objects, "object", "objects"),
        Figures.count(server.store().version(), "change", "changes"),
        Figures.count(server.listener().watches(), "watch", "watches"),
        Figures.count(server.listener().connections(), "connection", "connections"));
  }
}
