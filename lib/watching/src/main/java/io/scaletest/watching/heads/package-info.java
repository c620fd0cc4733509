/**
 * Reads of lists and events only who changed and to which version, in JSON or protobuf: for those
 * who hold many watches and keep no objects.
 */
package io.scaletest.watching.heads;
