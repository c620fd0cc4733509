/** Hollow nodes beside kwok, and how many of them one machine carries. */
package io.scaletest.bench.hollow;
