package io.scaletest.controlplane.binaries;

/** Hears how long work goes on, to show it. Calls come from the thread that does the work. */
public interface BuildListener {
  /** Something worth a line of its own has happened. */
  void note(String line);

  /** The newest state of work under way; replaces the one before it. */
  void progress(String line);

  /** Returns a listener that hears nothing. */
  static BuildListener silent() {
    return new BuildListener() {
      @Override
      public void note(String line) {}

      @Override
      public void progress(String line) {}
    };
  }
}
