package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import java.nio.file.Path;
import java.util.Optional;

/** A program that a kubeconfig file names to get a credential from. */
final class ExecPlugin implements Credential {
  private ExecPlugin() {}

  /** Returns the plugin of {@code user}, run once; null where it names none. */
  static ExecPlugin of(
      YamlMap user, Path kubeconfig, YamlMap cluster, String server, WallClock wallClock)
      throws ConfigurationException {
    if (!user.map("exec").isEmpty()) {
      throw new ConfigurationException(user.place() + ".exec: not there yet");
    }
    return null;
  }

  Optional<ClientIdentity> identity() {
    return Optional.empty();
  }

  @Override
  public String authorization() {
    return "";
  }
}
