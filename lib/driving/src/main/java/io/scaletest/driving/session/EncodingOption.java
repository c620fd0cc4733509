package io.scaletest.driving.session;

import io.scaletest.common.exit.ToolException;
import io.scaletest.driving.lifecycle.BodyEncoding;
import picocli.CommandLine.Option;

/** In which encoding a driver's objects are sent, for {@code @Mixin}. */
public final class EncodingOption {
  @Option(
      names = {"-content-type", "--content-type"},
      paramLabel = "<json|protobuf>",
      defaultValue = "json",
      description =
          "Encoding of creates, deletes and answers: json, or protobuf, as Kubernetes' own"
              + " components have it; media types are taken, too. Patches are JSON"
              + " (default: ${DEFAULT-VALUE}).")
  private String contentType = "json";

  /**
   * Checks the option without looking at anything else.
   *
   * @throws ToolException as {@link #encoding}
   */
  public void check() {
    BodyEncoding unused = encoding();
  }

  /**
   * Returns the encoding.
   *
   * @throws ToolException a usage error if there is none of that name
   */
  public BodyEncoding encoding() {
    for (BodyEncoding encoding : BodyEncoding.values()) {
      if (contentType.equalsIgnoreCase(encoding.name())
          || contentType.equalsIgnoreCase(encoding.mediaType())) {
        return encoding;
      }
    }
    throw ToolException.usage("content-type: must be json or protobuf, got " + contentType);
  }
}
