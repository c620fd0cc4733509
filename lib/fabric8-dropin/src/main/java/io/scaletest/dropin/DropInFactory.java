package io.scaletest.dropin;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.scaletest.kube.config.ConfigurationException;
import java.util.Comparator;
import java.util.ServiceLoader;

/**
 * Found by fabric8 through {@link ServiceLoader} where this jar is on a program's class path: makes
 * HTTP clients on measured transports, before those that the program would have had. A client whose
 * configuration the transport cannot serve is made as without this jar, and the run does not count.
 */
public final class DropInFactory implements HttpClient.Factory {
  private static final int PRIORITY = 100;

  @Override
  public HttpClient.Builder newBuilder(Config config) {
    try {
      return MeasuredProgram.get().newBuilder(config);
    } catch (ConfigurationException e) {
      MeasuredProgram.get().notMeasured(config.getMasterUrl() + ": " + e.getMessage());
      return next().newBuilder(config);
    } catch (LinkageError e) {
      MeasuredProgram.get().notMeasured("this version of fabric8 is not known: " + e);
      return next().newBuilder(config);
    }
  }

  @Override
  public HttpClient.Builder newBuilder() {
    MeasuredProgram.get().notMeasured("a client that was made without a configuration");
    return next().newBuilder();
  }

  /** Returns the factory that the program would have had. */
  static HttpClient.Factory next() {
    return ServiceLoader.load(HttpClient.Factory.class).stream()
        .filter(provider -> provider.type() != DropInFactory.class)
        .map(ServiceLoader.Provider::get)
        .max(Comparator.comparingInt(HttpClient.Factory::priority))
        .orElseThrow(() -> new IllegalStateException("no other HTTP client of fabric8 is there"));
  }

  @Override
  public int priority() {
    return PRIORITY;
  }
}
