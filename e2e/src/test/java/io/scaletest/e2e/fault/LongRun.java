package io.scaletest.e2e.fault;

import java.util.List;

/** A run of a tool that would go on for ten minutes. */
enum LongRun {
  CMDRIVER(
      "cmdriver",
      "run-driver.summary.json",
      "-runid=run",
      "-lambda=100",
      "-n=60000",
      "-maxpop=20",
      "-metricport=0",
      "-waitBeforeTerminate=0"),
  CLOSED(
      "cmdriver-closed",
      "run-driver.summary.json",
      "-runid=run",
      "-conns=1",
      "-threads=4",
      "-rate=100",
      "-n=20000"),
  CM_LOGGER(
      "cm-logger",
      "run.summary.json",
      "-data-filname=run.csv",
      "-metricport=0",
      "-namespace=" + FaultsInRunsIT.WATCHED,
      "-stop-after=10m"),
  FLUNDER_WATCH(
      "flunder-watch", "run.summary.json", "-datafile=run.csv", "-watchers=3", "-stop-after=10m"),
  HOLLOW_NODE(
      "hollow-node",
      "run.summary.json",
      "-morph=kubelet",
      "-summary=run.summary.json",
      "-nodes=20",
      "-deregister",
      "-duration=10m"),
  HTTPERF(
      "httperf",
      "run-httperf.summary.json",
      "-runid=run",
      "-threads=2",
      "-period=0.01",
      "-blocks-per-request=10",
      "-no-keylog",
      "-duration=10m");

  final String jar;
  final String summary;
  final List<String> options;

  LongRun(String jar, String summary, String... options) {
    this.jar = jar;
    this.summary = summary;
    this.options = List.of(options);
  }
}
