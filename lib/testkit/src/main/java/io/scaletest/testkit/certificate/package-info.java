/** Certificate authorities that live for one test. */
package io.scaletest.testkit.certificate;
