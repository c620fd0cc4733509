/** Label and field selectors: which objects a list, a watch or a deletion is about. */
package io.scaletest.embedded.selector;
