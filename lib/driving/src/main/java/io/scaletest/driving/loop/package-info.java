/** What all loops have in common for those that run one and report on it. */
package io.scaletest.driving.loop;
