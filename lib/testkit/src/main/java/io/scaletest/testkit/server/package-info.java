/**
 * A server that speaks HTTP/2 over TLS like an API server and does what a test tells it: answers at
 * once, stalls, fails, drops connections, sends watch events. Start at {@link
 * io.scaletest.testkit.server.ScriptedApiServer}.
 */
package io.scaletest.testkit.server;
