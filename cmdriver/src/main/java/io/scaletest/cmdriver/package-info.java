/** The open-loop driver of ConfigMaps. */
package io.scaletest.cmdriver;
