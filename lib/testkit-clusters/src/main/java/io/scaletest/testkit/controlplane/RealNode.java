package io.scaletest.testkit.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs a class's tests against a real control plane of their own that has a real node, kubelet and
 * containerd, and an audit log. They take it as a parameter of type {@link RealCluster}, and give
 * it images by {@link RealCluster#controlPlane()}. The first such class starts it; it ends with the
 * JVM's last test.
 *
 * <p>Where the machine lacks something (root, cgroups, programs), the tests are skipped, with a
 * message that says what; where the environment has {@code CI=true} they fail.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock("real node")
@ExtendWith(RealNodeExtension.class)
public @interface RealNode {}
