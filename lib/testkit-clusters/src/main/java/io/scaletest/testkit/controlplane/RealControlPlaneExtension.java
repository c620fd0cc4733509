package io.scaletest.testkit.controlplane;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/** What {@link RealControlPlane} does. */
final class RealControlPlaneExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RealControlPlaneExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RealCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  /** JUnit closes what is in the root's store after the last test of the JVM. */
  static RealCluster cluster(ExtensionContext context) {
    Attempt attempt =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Attempt.class, key -> Attempt.make(), Attempt.class);
    return attempt.clusterOrThrow(System.getenv("CI"));
  }

  /** The one attempt of this JVM: a cluster, or why there is none. Package-private for its test. */
  record Attempt(RealCluster cluster, ToolException failure) implements AutoCloseable {
    static Attempt make() {
      try {
        return new Attempt(RealCluster.start(), null);
      } catch (ToolException e) {
        return new Attempt(null, e);
      }
    }

    RealCluster clusterOrThrow(String ci) {
      if (cluster != null) {
        return cluster;
      }
      boolean unavailable =
          failure.status() == ControlPlaneExit.NO_BINARIES
              || failure.status() == ControlPlaneExit.BUILD;
      if (unavailable && !"true".equals(ci)) {
        throw new TestAbortedException("no real control plane: " + failure.getMessage(), failure);
      }
      throw new AssertionError("no real control plane: " + failure.getMessage(), failure);
    }

    @Override
    public void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  }
}
