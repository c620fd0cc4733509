package io.scaletest.player.replay;

import io.scaletest.kube.transport.Impersonation;
import io.scaletest.player.trace.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom requests impersonate: the users of the recording, those that they are mapped to, or nobody.
 * For the one thread that reads the trace.
 */
final class Callers {
  private static final int KEPT = 10_000;
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
  private static final String SERVICE_ACCOUNTS = "system:serviceaccounts:";

  private final boolean recorded;
  private final Map<String, String> mapped;
  private final Map<As, Optional<Impersonation>> known = new LinkedHashMap<>();

  /** A user of a copy: service accounts are in its namespaces. */
  private record As(String user, List<String> groups, Copy copy) {}

  /**
   * @param recorded whether users of the recording are impersonated
   * @param mapped users by those of the recording; an empty one is the configured user
   */
  Callers(boolean recorded, Map<String, String> mapped) {
    this.recorded = recorded;
    this.mapped = Map.copyOf(mapped);
  }

  /** Returns whether anybody is impersonated. */
  boolean impersonate() {
    return recorded || mapped.values().stream().anyMatch(user -> !user.isEmpty());
  }

  /** Returns the user of a request; empty for the configured one. */
  Optional<Impersonation> of(Caller caller, Copy copy) {
    String other = mapped.get(caller.user());
    if (other == null && !recorded) {
      return Optional.empty();
    }
    As as = new As(caller.user(), caller.groups(), copy);
    Optional<Impersonation> user = known.get(as);
    if (user == null) {
      user = make(caller, other, copy);
      known.put(as, user);
      if (known.size() > KEPT) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return user;
  }

  private static Optional<Impersonation> make(Caller caller, String other, Copy copy) {
    if (other != null) {
      return other.isEmpty() ? Optional.empty() : Optional.of(new Impersonation(other, List.of()));
    }
    if (caller.user().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Impersonation(
            renamed(caller.user(), copy),
            caller.groups().stream()
                // The server adds it to whom it knows.
                .filter(group -> !group.equals("system:authenticated"))
                .map(group -> renamed(group, copy))
                .toList()));
  }

  private static String renamed(String user, Copy copy) {
    if (user.startsWith(SERVICE_ACCOUNT)) {
      String[] parts = user.substring(SERVICE_ACCOUNT.length()).split(":", 2);
      return SERVICE_ACCOUNT
          + copy.names().namespace(parts[0])
          + (parts.length > 1 ? ":" + parts[1] : "");
    }
    if (user.startsWith(SERVICE_ACCOUNTS)) {
      return SERVICE_ACCOUNTS + copy.names().namespace(user.substring(SERVICE_ACCOUNTS.length()));
    }
    return user;
  }
}
