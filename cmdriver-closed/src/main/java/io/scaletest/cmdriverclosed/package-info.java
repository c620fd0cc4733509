/** The closed-loop driver of ConfigMaps. */
package io.scaletest.cmdriverclosed;
