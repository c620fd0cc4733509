package io.scaletest.testkit.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test twice, unchanged: on the embedded API server and on the real control plane. It takes
 * its cluster as a parameter of type {@link TestCluster}. What holds of {@link RealControlPlane}
 * holds of the second run.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(BothClustersExtension.class)
public @interface OnBothClusters {}
