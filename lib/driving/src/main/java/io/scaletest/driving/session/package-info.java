/**
 * A driver's run from its options to its exit status: configuration, first contact, files, the
 * loop, results, clean-up. Shared by all drivers.
 */
package io.scaletest.driving.session;
