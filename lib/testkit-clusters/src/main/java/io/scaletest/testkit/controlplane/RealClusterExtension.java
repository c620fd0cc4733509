package io.scaletest.testkit.controlplane;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/** Gives tests a real cluster of one kind, which the first of them starts. */
abstract class RealClusterExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RealClusterExtension.class);

  private final String what;
  private final Supplier<RealCluster> start;

  RealClusterExtension(String what, Supplier<RealCluster> start) {
    this.what = what;
    this.start = start;
  }

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
  final RealCluster cluster(ExtensionContext context) {
    Attempt attempt =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(what, key -> Attempt.make(what, start), Attempt.class);
    return attempt.clusterOrThrow(System.getenv("CI"));
  }

  /** The one attempt of this JVM: a cluster, or why there is none. Package-private for its test. */
  record Attempt(String what, RealCluster cluster, ToolException failure) implements AutoCloseable {
    /** What the machine lacks is no fault of the program. */
    private static final Set<ControlPlaneExit> UNAVAILABLE =
        EnumSet.of(ControlPlaneExit.NO_BINARIES, ControlPlaneExit.BUILD, ControlPlaneExit.NO_NODE);

    static Attempt make(String what, Supplier<RealCluster> start) {
      try {
        return new Attempt(what, start.get(), null);
      } catch (ToolException e) {
        return new Attempt(what, null, e);
      }
    }

    RealCluster clusterOrThrow(String ci) {
      if (cluster != null) {
        return cluster;
      }
      String message = "no " + what + ": " + failure.getMessage();
      boolean unavailable =
          failure.status() instanceof ControlPlaneExit exit && UNAVAILABLE.contains(exit);
      if (unavailable && !"true".equals(ci)) {
        throw new TestAbortedException(message, failure);
      }
      throw new AssertionError(message, failure);
    }

    @Override
    public void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  }
}
