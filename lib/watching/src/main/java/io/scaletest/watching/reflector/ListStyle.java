package io.scaletest.watching.reflector;

/** How a reflector asks for what exists. */
public enum ListStyle {
  /**
   * As the first events of the watch ({@code sendInitialEvents}), in constant memory on both sides;
   * where the server refuses, in pages.
   */
  STREAMED,
  /** As a list in pages, followed by a watch. */
  PAGED
}
