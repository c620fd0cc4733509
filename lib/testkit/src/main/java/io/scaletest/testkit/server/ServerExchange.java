package io.scaletest.testkit.server;

/** A request whose answer is still owed. Safe for use by many threads. */
final class ServerExchange {
  private final ServerConnection connection;
  private final int streamId;
  private final ReceivedRequest request;

  ServerExchange(ServerConnection connection, int streamId, ReceivedRequest request) {
    this.connection = connection;
    this.streamId = streamId;
    this.request = request;
  }

  ReceivedRequest request() {
    return request;
  }

  boolean isOn(ServerConnection otherConnection, int otherStreamId) {
    return connection == otherConnection && streamId == otherStreamId;
  }

  void answer(ServerAnswer answer) {
    connection.onLoop(() -> connection.answer(streamId, answer));
  }

  void openStream(int status) {
    connection.onLoop(() -> connection.openStream(streamId, status));
  }

  void send(byte[] bytes) {
    connection.onLoop(() -> connection.sendBytes(streamId, bytes, false));
  }

  void end() {
    connection.onLoop(() -> connection.sendBytes(streamId, new byte[0], true));
  }

  void reset() {
    connection.onLoop(() -> connection.resetStream(streamId));
  }
}
