/** Actions at a later time, so that no wait holds a thread and tests decide when time passes. */
package io.scaletest.common.timer;
