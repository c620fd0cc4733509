package io.scaletest.wire.http;

/** Status codes that the API gives a meaning of its own (RFC 9110, Kubernetes API conventions). */
public final class HttpStatus {
  public static final int OK = 200;
  public static final int CREATED = 201;
  public static final int BAD_REQUEST = 400;
  public static final int UNAUTHORIZED = 401;
  public static final int FORBIDDEN = 403;
  public static final int NOT_FOUND = 404;

  /** Somebody else was first: the object is there already, or has changed. */
  public static final int CONFLICT = 409;

  /** The version, or the page, is too old for the server to have it still. */
  public static final int GONE = 410;

  /** The object, or the patch, is invalid. */
  public static final int UNPROCESSABLE = 422;

  /** API priority and fairness, or an eviction that a budget does not allow now. */
  public static final int TOO_MANY_REQUESTS = 429;

  public static final int UNAVAILABLE = 503;

  private HttpStatus() {}
}
