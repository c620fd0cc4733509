package io.scaletest.player.imports;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Batch tasks and containers of services beside them, 2018. A task is a Job; its name has what it
 * waited for ({@code M5_3_4}), but the times that it had are taken. Containers of an app are a
 * Deployment; which of them there were is kept in memory, tens of thousands in the whole trace.
 */
final class Alibaba2018 implements Importer {
  private static final double PERCENT = 100;
  private static final String BATCH = "batch_task";

  private final double machineBytes;
  private final Map<String, App> apps = new LinkedHashMap<>();

  private static final class App {
    private final Set<String> containers = new HashSet<>();
    private long firstNs = Arrival.NEVER;
    private double cores;
    private double memory;
  }

  /**
   * @param machineBytes what a machine has, of which the trace tells shares
   */
  Alibaba2018(long machineBytes) {
    this.machineBytes = machineBytes;
  }

  @Override
  public List<Table> tables() {
    return List.of(
        Table.plain(
            BATCH,
            0,
            "task_name",
            "instance_num",
            "job_name",
            "task_type",
            "status",
            "start_time",
            "end_time",
            "plan_cpu",
            "plan_mem"),
        Table.plain(
            "container_meta",
            1,
            "container_id",
            "machine_id",
            "time_stamp",
            "app_du",
            "status",
            "cpu_request",
            "cpu_limit",
            "mem_size"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    if (table.name().equals(BATCH)) {
      task(row, sink);
    } else {
      container(row);
    }
  }

  private void task(Row row, Sink sink) throws RowFault, IOException {
    OptionalLong startNs = row.time("start_time", 1);
    if (startNs.isEmpty() || row.text("status").equals("Waiting")) {
      sink.count(ImportCount.NEVER_STARTED);
      return;
    }
    OptionalLong endNs = row.time("end_time", 1);
    boolean runs = endNs.isEmpty() || endNs.getAsLong() == 0 || isRunning(row);
    String job = row.required("job_name");
    sink.arrived(
        Arrival.of(
                Arrival.Kind.JOB,
                job,
                job + "/" + row.required("task_name"),
                startNs.getAsLong(),
                runs ? Arrival.NEVER : endNs.getAsLong())
            .pods(row.count("instance_num"))
            .asking(
                row.amount("plan_cpu") / PERCENT,
                row.amount("plan_mem") / PERCENT * machineBytes,
                0));
  }

  private static boolean isRunning(Row row) {
    return row.text("status").equals("Running");
  }

  private void container(Row row) throws RowFault {
    long atNs = row.requiredTime("time_stamp", 1);
    double cores = row.amount("cpu_request") / PERCENT;
    double memory = row.amount("mem_size") / PERCENT * machineBytes;
    String container = row.required("container_id");
    App app = apps.computeIfAbsent(row.required("app_du"), name -> new App());
    app.containers.add(container);
    app.firstNs = Math.min(app.firstNs, atNs);
    app.cores = Math.max(app.cores, cores);
    app.memory = Math.max(app.memory, memory);
  }

  @Override
  public void end(Sink sink) throws RowFault, IOException {
    for (Map.Entry<String, App> entry : apps.entrySet()) {
      App app = entry.getValue();
      sink.arrived(
          Arrival.of(
                  Arrival.Kind.DEPLOYMENT,
                  entry.getKey(),
                  entry.getKey(),
                  app.firstNs <= 0 ? Arrival.BEFORE : app.firstNs,
                  Arrival.NEVER)
              .pods(app.containers.size())
              .asking(app.cores, app.memory, 0));
    }
  }
}
