package io.scaletest.testkit.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has the tests {@link OnBothClusters} of a class run once more on each, with what {@link
 * TestCluster#raw} sends and is answered in protobuf wherever its kind has that.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface InBothEncodings {}
