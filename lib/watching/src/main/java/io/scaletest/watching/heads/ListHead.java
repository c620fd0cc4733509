package io.scaletest.watching.heads;

/**
 * What a loop needs of a list.
 *
 * @param resourceVersion the version of the whole list, from which to watch
 * @param objects how many objects there are
 * @param newer how many of them are newer than the version asked about
 */
public record ListHead(String resourceVersion, int objects, int newer) {}
