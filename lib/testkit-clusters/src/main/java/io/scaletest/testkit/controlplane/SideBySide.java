package io.scaletest.testkit.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Lets a class run beside others that have this, in a run of their own after all that do not. It is
 * for tests whose expectations hold on a machine that is busy: not for those that expect a rate, a
 * lateness or a verdict. The tests of a class run one after the other; each class has a cluster to
 * itself, see {@link RealControlPlane}, but for the one {@link RealNode}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("side-by-side")
public @interface SideBySide {}
