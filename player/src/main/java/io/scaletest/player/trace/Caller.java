package io.scaletest.player.trace;

import java.util.List;
import java.util.Objects;

/**
 * In whose name a request was made, and by which program.
 *
 * @param user the user that counts: where one was impersonated, that one
 * @param groups the groups of that user, as the source has them
 * @param impersonator who impersonated the user; empty for nobody
 * @param userAgent as the source has it
 */
public record Caller(String user, List<String> groups, String impersonator, String userAgent) {
  public Caller {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(impersonator, "impersonator");
    Objects.requireNonNull(userAgent, "userAgent");
    groups = List.copyOf(groups);
  }
}
