/** Values of configuration: quantities, and YAML mappings whose refusals say where. */
package io.scaletest.hollownode.values;
