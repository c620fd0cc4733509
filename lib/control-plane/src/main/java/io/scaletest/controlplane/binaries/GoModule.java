package io.scaletest.controlplane.binaries;

import io.scaletest.controlplane.components.Component;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Go module whose tools are the control plane's executables, in the versions that its go.mod
 * and go.sum pin.
 */
public final class GoModule {
  private static final String RESOURCE_FOLDER = "/io/scaletest/controlplane/go/";

  private static final Pattern KUBERNETES =
      Pattern.compile("^\\s*k8s\\.io/kubernetes (v(\\d+)\\.(\\d+)\\.\\S+)", Pattern.MULTILINE);

  /** Enough of the digest that two versions never share a folder. */
  private static final int KEY_LENGTH = 16;

  private final String mod;
  private final String sum;
  private final Matcher version;

  GoModule(String mod, String sum) {
    this.mod = mod;
    this.sum = sum;
    this.version = KUBERNETES.matcher(mod);
    if (!version.find()) {
      throw new IllegalArgumentException("go.mod: must require k8s.io/kubernetes");
    }
  }

  /** Returns the module that this program carries. */
  public static GoModule bundled() {
    return new GoModule(resource("go.mod"), resource("go.sum"));
  }

  private static String resource(String name) {
    try (InputStream in = GoModule.class.getResourceAsStream(RESOURCE_FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("this program was packaged without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns Kubernetes' version, such as {@code v1.36.3}. */
  public String kubernetesVersion() {
    return version.group(1);
  }

  /** Returns a key of everything that decides what a build gives, on this kind of machine. */
  public String key() {
    String platform = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
    String all = String.join("\0", mod, sum, linkerFlags(), platform.toLowerCase(Locale.ROOT));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, KEY_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Without them the binaries would call themselves v0.0.0-master and refuse each other. */
  private String linkerFlags() {
    String component = " -X k8s.io/component-base/version.git";
    return "-s -w"
        + (component + "Version=" + kubernetesVersion())
        + (component + "Major=" + version.group(2))
        + (component + "Minor=" + version.group(3))
        + (" -X k8s.io/client-go/pkg/version.gitVersion=" + kubernetesVersion());
  }

  /** Writes go.mod and go.sum. */
  void writeTo(Path folder) throws IOException {
    Files.writeString(folder.resolve("go.mod"), mod);
    Files.writeString(folder.resolve("go.sum"), sum);
  }

  /** Returns the command that builds all tools into a folder, naming each package on the way. */
  List<String> buildCommand(Path go, Path target) {
    return List.of(
        go.toString(),
        "build",
        "-v",
        "-trimpath",
        "-ldflags",
        linkerFlags(),
        "-o",
        target + "/",
        "tool");
  }

  /** Gives what Go calls by the last part of its import path the name it has everywhere else. */
  void rename(Path folder) throws IOException {
    Files.move(folder.resolve("server"), folder.resolve(Component.ETCD.binaryName()));
  }
}
