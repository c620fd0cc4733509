package io.scaletest.testkit.controlplane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.embedded.server.ServerSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** What {@link OnBothClusters} does. */
final class BothClustersExtension implements TestTemplateInvocationContextProvider {
  private static final Namespace NAMESPACE = Namespace.create(BothClustersExtension.class);

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    List<Run> runs =
        List.of(
            new Run(EmbeddedCluster.NAME, () -> embedded(context)),
            new Run(RealCluster.NAME, () -> new RealControlPlaneExtension().cluster(context)));
    return context.getRequiredTestClass().isAnnotationPresent(InBothEncodings.class)
        ? Stream.concat(runs.stream(), runs.stream().map(Run::inProtobuf))
        : Stream.of(runs.get(0), runs.get(1));
  }

  /** A class has its own, which JUnit closes after it. */
  private static EmbeddedCluster embedded(ExtensionContext context) {
    return RealClusterExtension.classOf(context)
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            EmbeddedCluster.class,
            key -> EmbeddedCluster.start(ServerSettings.defaults()),
            EmbeddedCluster.class);
  }

  /** How many tests have passed on each cluster, told at the end. */
  private static final class Passed implements AutoCloseable {
    @GuardedBy("this")
    private final Map<String, Integer> byCluster = new TreeMap<>();

    synchronized void count(String cluster) {
      byCluster.merge(cluster, 1, Integer::sum);
    }

    @Override
    public synchronized void close() {
      System.out.println("the same tests passed on each cluster: " + byCluster);
    }
  }

  /** One of the runs; its cluster is started when it is first asked for. */
  private record Run(String name, Supplier<TestCluster> cluster)
      implements TestTemplateInvocationContext, ParameterResolver, AfterTestExecutionCallback {
    Run inProtobuf() {
      return new Run(name + " in protobuf", () -> new InProtobuf(cluster.get()));
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      if (context.getExecutionException().isEmpty()) {
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Passed.class, key -> new Passed(), Passed.class)
            .count(name);
      }
    }

    @Override
    public String getDisplayName(int number) {
      return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return cluster.get();
    }
  }
}
