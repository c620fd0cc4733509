package io.scaletest.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A server that answers at once, in a process of its own, so that its CPU is not counted as the
 * client's. Prints {@code kubeconfig=<path>} and {@code pid=<n>}, a line each, and serves until its
 * standard input ends or it is killed.
 *
 * <p>Usage: {@code InstantServerMain <folder> [streams per connection]}.
 */
public final class InstantServerMain {
  private static final int DEFAULT_STREAMS = 250;

  private InstantServerMain() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int streams = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_STREAMS;
    ScriptedApiServer.Settings settings =
        ScriptedApiServer.Settings.defaults().withoutRecording().withMaxStreams(streams);
    try (ScriptedApiServer server = ScriptedApiServer.start(settings)) {
      System.out.println("kubeconfig=" + server.writeKubeconfig(folder));
      System.out.println("pid=" + ProcessHandle.current().pid());
      System.out.flush();
      while (System.in.read() >= 0) {
        // Nothing is expected there but its end.
      }
    }
  }
}
