/** What tests give to code that wants a handler of faults. */
package io.scaletest.testkit.fault;
