package io.scaletest.testkit.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a class's tests against a real control plane, which they take as a parameter of type {@link
 * RealCluster}. The class has it for itself while it runs; the next one gets the same, so whatever
 * a class makes in it or takes from it, it puts right. The first class starts it (and has its
 * binaries built if there are none yet, which takes minutes); it ends with the JVM's last test.
 *
 * <p>Where no binaries can be had, the tests are skipped, with a message that says what to do;
 * where the environment has {@code CI=true} they fail.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealControlPlaneExtension.class)
public @interface RealControlPlane {}
