package io.scaletest.hollownode.endpoints;

import io.netty.util.concurrent.EventExecutor;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One exec or attach: a {@link Shell} behind the channels of Kubernetes' remote command protocol.
 * For its connection's event loop.
 *
 * <p><i>Source:</i> {@code k8s.io/apimachinery/pkg/util/remotecommand}: channels 0 to 4, and the
 * {@code Status} that tells how a command ended.
 */
final class CommandSession {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;
  static final int ERROR = 3;

  private final Shell shell;
  private final Channels channels;
  private final List<String> command;

  /** The channels to the client. */
  interface Channels {
    void write(int channel, byte[] bytes);

    /** Sends {@code status} on the error channel, and ends all. */
    void end(byte[] status);
  }

  /**
   * @param command empty to attach to what runs, which copies its input to its output
   * @param tty whether there is one stream of output for both
   */
  CommandSession(
      EventExecutor loop, String hostname, List<String> command, boolean tty, Channels channels) {
    this.channels = channels;
    this.command = command;
    this.shell =
        new Shell(
            loop,
            hostname,
            new Shell.Output() {
              @Override
              public void out(byte[] bytes) {
                channels.write(STDOUT, bytes);
              }

              @Override
              public void err(byte[] bytes) {
                channels.write(tty ? STDOUT : STDERR, bytes);
              }
            },
            code -> channels.end(status(code)));
  }

  void start(boolean hasInput) {
    List<String> run = command.isEmpty() ? List.of("cat") : command;
    if (!Shell.knows(run)) {
      channels.end(
          failure(
              "InternalError",
              "error executing command in container: failed to exec in container: exec: \""
                  + run.get(0)
                  + "\": executable file not found in $PATH"));
      return;
    }
    shell.start(run);
    if (!hasInput && !command.isEmpty()) {
      shell.endInput();
    }
  }

  void input(byte[] bytes) {
    shell.input(bytes);
  }

  void endInput() {
    shell.endInput();
  }

  private static byte[] status(int code) {
    if (code == 0) {
      return "{\"metadata\":{},\"status\":\"Success\"}".getBytes(StandardCharsets.UTF_8);
    }
    JsonWriter json = new JsonWriter().object().object("metadata").endObject();
    json.put("status", "Failure");
    json.put(
        "message",
        "command terminated with non-zero exit code: error executing command, exit code " + code);
    json.put("reason", "NonZeroExitCode").object("details").array("causes").object();
    json.put("reason", "ExitCode").put("message", Integer.toString(code)).endObject().endArray();
    return json.endObject().endObject().bytes();
  }

  private static byte[] failure(String reason, String message) {
    JsonWriter json = new JsonWriter().object().object("metadata").endObject();
    json.put("status", "Failure").put("message", message).put("reason", reason);
    return json.put("code", 500).endObject().bytes();
  }
}
