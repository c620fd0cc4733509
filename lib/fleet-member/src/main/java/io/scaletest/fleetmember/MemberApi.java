package io.scaletest.fleetmember;

/**
 * What a member answers to over HTTP, behind the API server's proxy to its pod. Requests need the
 * plan's token.
 *
 * <ul>
 *   <li>{@code GET /status}: a {@link MemberStatus}
 *   <li>{@code POST /start}, its body an instant of the pod's clock: opens the start gate, once
 *   <li>{@code POST /stop}: ends the program as SIGTERM does
 *   <li>{@code GET /results}: a {@link ResultFile} a line; 409 until the program has ended
 *   <li>{@code GET /results/NAME?from=N}: at most {@link #CHUNK_BYTES} of a file, gzip
 *   <li>{@code POST /release}: the results have been collected, the member may end
 * </ul>
 */
public final class MemberApi {
  /** Header field with the plan's token. */
  public static final String TOKEN_HEADER = "x-scaletest-fleet-token";

  /** Most bytes of a file in one answer: little for an API server to hold, and to send again. */
  public static final int CHUNK_BYTES = 4 << 20;

  public static final String STATUS = "/status";
  public static final String START = "/start";
  public static final String STOP = "/stop";
  public static final String RESULTS = "/results";
  public static final String RELEASE = "/release";

  /** Folder in which the pod finds the plans of all members of its kind, by number. */
  public static final String PLANS = "/etc/fleet";

  /** Folder of the member's files, in a volume that can be written. */
  public static final String FOLDER = "/tmp/fleet";

  /** The executable, beside the tool's in its image. */
  public static final String PROGRAM = "/fleet-member";

  private MemberApi() {}
}
