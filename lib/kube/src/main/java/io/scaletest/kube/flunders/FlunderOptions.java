package io.scaletest.kube.flunders;

import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options that say which API the Flunders are of, for {@code @Mixin}. */
public final class FlunderOptions {
  private static final Logger LOG = LoggerFactory.getLogger(FlunderOptions.class);

  /** A DNS subdomain; one label is enough for Kubernetes' own groups. */
  private static final Pattern GROUP =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final Pattern VERSION = Pattern.compile("v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?");

  @Option(
      names = {"-group", "--group"},
      paramLabel = "<name>",
      defaultValue = "",
      description =
          "API group of the Flunders. Empty: wardle.example.com or else wardle.k8s.io, whichever"
              + " the server has.")
  private String group = "";

  @Option(
      names = {"-api-version", "--api-version"},
      paramLabel = "<version>",
      defaultValue = "",
      description =
          "API version of the Flunders. Empty: v1alpha1, or where the server does not have it the"
              + " one that it prefers.")
  private String version = "";

  /** Returns the group as given; empty where it is to be found out. */
  public String group() {
    return group;
  }

  /** Returns the version as given; empty where it is to be found out. */
  public String version() {
    return version;
  }

  /**
   * Checks the options without looking at anything else.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public void check() {
    if (!group.isEmpty() && !GROUP.matcher(group).matches()) {
      throw ToolException.usage(
          "group: must be an API group such as wardle.example.com, got " + group);
    }
    if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
      throw ToolException.usage(
          "api-version: must be an API version such as v1alpha1, got " + version);
    }
  }

  /** Asks a server for what the options leave open, and whether it has what they name. */
  public ObjectKind find(ApiTransport transport) throws NoSuchKindException {
    return FlunderApi.find(transport, given(group), given(version));
  }

  /**
   * As {@link #find} where the server tells; where it cannot tell now, which may pass, says so and
   * returns what is most likely.
   *
   * @param needsAnswer whether no answer at all is a reason not to begin
   */
  public ObjectKind findOrAssume(ApiTransport transport, boolean needsAnswer)
      throws NoSuchKindException {
    try {
      return find(transport);
    } catch (NoSuchKindException e) {
      if (!e.mayPass() || (needsAnswer && !e.answered())) {
        throw e;
      }
      LOG.warn("{}; taking {} for it", e.getMessage(), assumed().apiVersion());
      return assumed();
    }
  }

  /** Returns what is most likely where no server could be asked. */
  public ObjectKind assumed() {
    return FlunderApi.kind(
        given(group).orElse(FlunderApi.KNOWN_GROUPS.get(0)),
        given(version).orElse(FlunderApi.ORIGINAL_VERSION));
  }

  private static Optional<String> given(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }
}
