package io.scaletest.controlplane.process;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts processes in sessions of their own, so that neither the end of this process nor Ctrl-C at
 * its terminal reaches them.
 */
public final class DetachedProcess {
  /**
   * The child itself writes its pid file before it becomes the component. So a process that was
   * started is always on record, even if the one that started it is killed at that very moment.
   */
  private static final String RECORD_AND_EXEC =
      """
      pid_file=$1; shift
      boot_id=/proc/sys/kernel/random/boot_id
      start_ticks() { shift 19; echo "$1"; }
      if [ -r $boot_id ]; then
        stat=$(cat /proc/$$/stat)
        mark=$(cat $boot_id):$(start_ticks ${stat##*)})
      else
        mark=$(ps -o lstart= -p $$)
      fi
      printf '%s\\n' "$$" "$mark" >"$pid_file.new" && mv "$pid_file.new" "$pid_file" || exit 1
      exec "$@"
      """;

  /** Proxies are for the world outside; components talk to each other on this machine. */
  private static final List<String> DROPPED_VARIABLES =
      List.of("http_proxy", "https_proxy", "all_proxy", "no_proxy", "kubeconfig");

  private DetachedProcess() {}

  /**
   * Starts a command with no input; its output is appended to a log file.
   *
   * @param command the program and its arguments
   * @param pidFile where the child writes its identity; replaced
   * @param log receives standard output and error
   * @return the started process, which belongs to no session of this one
   */
  public static ProcessIdentity start(List<String> command, Path pidFile, Path log) {
    List<String> full = new ArrayList<>(sessionLeader());
    full.addAll(List.of("/bin/sh", "-c", RECORD_AND_EXEC, "launch", pidFile.toString()));
    full.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(full)
            .directory(pidFile.getParent().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    dropProxies(builder.environment());
    try {
      Files.deleteIfExists(pidFile);
      Process process = builder.start();
      return ProcessIdentity.of(process.pid())
          .orElseThrow(
              () ->
                  new ToolException(
                      ControlPlaneExit.START, command.get(0) + ": ended at once; log: " + log));
    } catch (IOException e) {
      throw new ToolException(
          ControlPlaneExit.START, command.get(0) + ": cannot be started: " + e.getMessage(), e);
    }
  }

  private static void dropProxies(Map<String, String> environment) {
    environment.keySet().removeIf(n -> DROPPED_VARIABLES.contains(n.toLowerCase(Locale.ROOT)));
  }

  /** Linux has setsid(1); macOS has not, but both come with Perl. Each keeps the process number. */
  private static List<String> sessionLeader() {
    for (String folder : List.of("/usr/bin", "/bin")) {
      Path setsid = Path.of(folder, "setsid");
      if (Files.isExecutable(setsid)) {
        return List.of(setsid.toString());
      }
    }
    return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die $!");
  }
}
