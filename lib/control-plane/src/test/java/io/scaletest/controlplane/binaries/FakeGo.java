package io.scaletest.controlplane.binaries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shell scripts in the place of the go command. */
final class FakeGo {
  private FakeGo() {}

  static Path script(Path folder, String body) throws IOException {
    Path go = Files.writeString(folder.resolve("go"), "#!/bin/sh\n" + body + "\n");
    if (!go.toFile().setExecutable(true)) {
      throw new IOException(go + " cannot be made executable");
    }
    return go;
  }

  /** Writes a line for each call, then each tool, as Go names it, to the folder after -o. */
  static Path thatBuilds(Path folder, Path calls) throws IOException {
    return script(
        folder,
        """
        echo called >>%s
        while [ "$1" != -o ]; do shift; done
        for tool in server kube-apiserver kube-scheduler kube-controller-manager sample-apiserver; do
          touch "$2$tool" && chmod +x "$2$tool"
        done
        """
            .formatted(calls));
  }
}
