/** The closed loop: logical threads that each wait for an answer before their next request. */
package io.scaletest.driving.closedloop;
