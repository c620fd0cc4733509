package io.scaletest.testkit.controlplane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives each test class a real cluster of one kind to itself while it runs: one that an earlier
 * class is done with, or else a new one. So there are no more of them than classes that run at a
 * time.
 */
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

  /**
   * JUnit closes what is in the root's store after the last test of the JVM, a class's after it.
   */
  final RealCluster cluster(ExtensionContext context) {
    Pool pool =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                "pool of " + what, key -> new Pool(() -> Attempt.make(what, start)), Pool.class);
    return classOf(context)
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("lease of " + what, key -> pool.lease(), Lease.class)
        .attempt()
        .clusterOrThrow(System.getenv("CI"));
  }

  /** Returns the context of the outermost class that a test is in. */
  static ExtensionContext classOf(ExtensionContext context) {
    ExtensionContext outermost = context;
    while (outermost.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
      outermost = outermost.getParent().get();
    }
    return outermost;
  }

  /** Clusters of one kind. Safe for use by many threads. */
  static final class Pool implements AutoCloseable {
    private final Supplier<Attempt> start;

    @GuardedBy("this")
    private final Deque<Attempt> free = new ArrayDeque<>();

    @GuardedBy("this")
    private final List<Attempt> all = new ArrayList<>();

    Pool(Supplier<Attempt> start) {
      this.start = start;
    }

    /** May take as long as a cluster's start, which holds nobody else up. */
    Lease lease() {
      Attempt attempt = takeFree();
      if (attempt == null) {
        attempt = start.get();
        add(attempt);
      }
      return new Lease(this, attempt);
    }

    private synchronized Attempt takeFree() {
      return free.poll();
    }

    private synchronized void add(Attempt attempt) {
      all.add(attempt);
    }

    private synchronized void giveBack(Attempt attempt) {
      free.push(attempt);
    }

    @Override
    public synchronized void close() {
      all.forEach(Attempt::close);
    }
  }

  /** A cluster that one class has. */
  record Lease(Pool pool, Attempt attempt) implements AutoCloseable {
    @Override
    public void close() {
      attempt.tidy();
      pool.giveBack(attempt);
    }
  }

  /** A cluster, or why there is none: whoever has it later is told the same. */
  record Attempt(String what, RealCluster cluster, ToolException failure) {
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

    void tidy() {
      if (cluster != null) {
        cluster.tidy();
      }
    }

    void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  }
}
