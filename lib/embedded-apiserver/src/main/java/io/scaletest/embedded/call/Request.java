package io.scaletest.embedded.call;

/**
 * A request with its whole body.
 *
 * @param path the path, still percent-encoded, without the query
 * @param query the query behind the question mark, still encoded; empty where there is none
 * @param accept the Accept header; empty where there is none
 * @param contentType the Content-Type header; empty where there is none
 * @param user the authenticated user; empty for an anonymous request
 */
public record Request(
    String method,
    String path,
    String query,
    String accept,
    String contentType,
    String user,
    byte[] body) {}
