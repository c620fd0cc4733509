package io.scaletest.e2e.hollow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * The answer to a failure that is ordered of hollow-node's metrics port.
 *
 * @param text the lines of the plan that was made of it, or why it was refused
 */
record FailureOrder(int status, String text) {
  static FailureOrder to(int port, String order) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/failures"))
                      .POST(HttpRequest.BodyPublishers.ofString(order))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return new FailureOrder(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
