package io.scaletest.controlplane.binaries;

/** A listener for the progress of long work. Called by the thread that does the work. */
public interface BuildListener {
  /** Takes a line of progress. */
  void note(String line);

  /** The newest state of work under way; replaces the one before it. */
  void progress(String line);

  /** Returns a listener that ignores everything. */
  static BuildListener silent() {
    return new BuildListener() {
      @Override
      public void note(String line) {}

      @Override
      public void progress(String line) {}
    };
  }
}
