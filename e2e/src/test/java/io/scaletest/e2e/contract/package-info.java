/**
 * What clients may rely on, of either server: each test runs unchanged against the embedded API
 * server and the real one. What differs by design is in {@link DesignedDifferencesIT}.
 */
package io.scaletest.e2e.contract;
