/** The driver of any kind of object. */
package io.scaletest.driver;
