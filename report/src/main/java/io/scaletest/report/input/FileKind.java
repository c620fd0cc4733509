package io.scaletest.report.input;

/** What a file is, told by its content and not by its name. */
public enum FileKind {
  /** A driver's data file: a row for each request. */
  DRIVER_ROWS("driver rows"),
  /** A logger's data file, with or without the column {@code diff}. */
  LOGGER_ROWS("logger rows"),
  /** A row for each of many watchers. */
  WATCHER_ROWS("watcher rows"),
  /** An HdrHistogram log with tags. */
  LATENCY_LOG("latency log"),
  /** A tool's summary. */
  SUMMARY("summary"),
  /** A driver's parameters. */
  PARAMETERS("parameters"),
  /** What befell hollow nodes on purpose. */
  FAILURES("failures on purpose"),
  /** A scrape of an API server's metrics. */
  SERVER_METRICS("server metrics"),
  /** Scrapes of an API server's metrics, one after the other. */
  SERVER_SCRAPES("server metrics over time"),
  /** What tools and reports leave for people: a log, or a page. */
  COMPANION("log or page"),
  /** Nothing that a tool leaves. */
  UNKNOWN("unknown");

  private final String text;

  FileKind(String text) {
    this.text = text;
  }

  /** Returns the words for it. */
  public String text() {
    return text;
  }
}
