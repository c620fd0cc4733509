package io.scaletest.e2e.hollow;

/**
 * Something that two runs did differently.
 *
 * @param request which request: its lane, its place in it, verb and path
 * @param place in the request: a place in the body, {@code user}, {@code query.NAME}; empty for the
 *     request as a whole
 * @param recorded what kubemark did; empty for nothing
 * @param ours what the hollow node did; empty for nothing
 */
record Difference(String request, String place, String recorded, String ours) {
  @Override
  public String toString() {
    if (place.isEmpty()) {
      return request + (ours.isEmpty() ? ": only kubemark's" : ": only ours");
    }
    return request + ": " + place + ": " + shown(recorded) + " -> " + shown(ours);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : value;
  }
}
