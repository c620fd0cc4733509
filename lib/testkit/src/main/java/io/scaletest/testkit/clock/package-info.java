/** Time under the test's control. */
package io.scaletest.testkit.clock;
