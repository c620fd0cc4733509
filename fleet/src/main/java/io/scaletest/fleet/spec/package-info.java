/** What a run of a fleet is to be: a YAML file, and each member's share of it. */
package io.scaletest.fleet.spec;
