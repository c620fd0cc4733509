package io.scaletest.hollownode.endpoints;

import static io.scaletest.hollownode.endpoints.KubeletConnection.JSON;
import static io.scaletest.hollownode.endpoints.KubeletConnection.TEXT;
import static io.scaletest.wire.http.HttpStatus.OK;

import io.netty.channel.ChannelHandlerContext;
import io.scaletest.hollownode.pod.PodView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One command without input in a container, whose output as a whole is the answer: {@code /run}.
 * For its connection's event loop.
 *
 * <p><i>Source:</i> {@code getRun} and {@code RunInContainer} of the kubelet: output first, then
 * what went to standard error, as JSON whatever it is; every failure is a 500.
 */
final class CommandRun {
  private static final int FAILED = 500;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ChannelHandlerContext ctx;
  private final KubeletConnection connection;
  private final KubeletRequest request;
  private final List<String> command;

  /**
   * @param request its parameter {@code cmd} is the command, its words between single blanks
   */
  CommandRun(ChannelHandlerContext ctx, KubeletConnection connection, KubeletRequest request) {
    this.ctx = ctx;
    this.connection = connection;
    this.request = request;
    this.command = List.of(request.values("cmd").stream().findFirst().orElse("").split(" ", -1));
  }

  /** Runs the command, and answers when it has ended. */
  void begin(PodView pod, String container) {
    Optional<PodView.Container> running =
        pod.container(container).filter(PodView.Container::running);
    if (running.isEmpty()) {
      answer(FAILED, "container not found (\"" + container + "\")");
    } else if (!Shell.knows(command)) {
      String program = command.get(0);
      answer(
          FAILED,
          "failed to exec in container: exec: \""
              + program
              + "\": executable file not found in $PATH");
    } else {
      Shell.Output output =
          new Shell.Output() {
            @Override
            public void out(byte[] bytes) {
              out.writeBytes(bytes);
            }

            @Override
            public void err(byte[] bytes) {
              err.writeBytes(bytes);
            }
          };
      Shell shell = new Shell(ctx.executor(), pod.name(), output, this::ended);
      shell.start(command);
      shell.endInput();
    }
  }

  private void ended(int code) {
    if (code == 0) {
      out.writeBytes(err.toByteArray());
      connection.answer(ctx, request, OK, JSON, out.toByteArray());
    } else {
      answer(
          FAILED,
          "command '"
              + String.join(" ", command)
              + "' exited with "
              + code
              + ": "
              + err.toString(StandardCharsets.UTF_8));
    }
  }

  private void answer(int status, String text) {
    connection.answer(ctx, request, status, TEXT, text);
  }
}
