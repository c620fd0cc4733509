/** Values of configuration: quantities, names, and YAML mappings whose refusals say where. */
package io.scaletest.hollownode.values;
