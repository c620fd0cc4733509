package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Tasks of machine learning, 2020: a Job each. Whose they were is in a table that is not read. */
final class AlibabaGpu2020 implements Importer {
  private static final double PERCENT = 100;
  private static final double GIGABYTE = 1e9;

  private static final String[] COLUMNS = {
    "job_name",
    "task_name",
    "inst_num",
    "status",
    "start_time",
    "end_time",
    "plan_cpu",
    "plan_mem",
    "plan_gpu",
    "gpu_type"
  };

  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed("pai_task_table", 0, COLUMNS), Table.plain("pai_task_table", 0, COLUMNS));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    String job = row.required("job_name");
    OptionalLong startNs = row.time("start_time", 1);
    if (startNs.isEmpty()) {
      sink.count(ImportCount.NEVER_STARTED);
      return;
    }
    double gpus = row.amount("plan_gpu") / PERCENT;
    if (gpus != Math.rint(gpus)) {
      sink.count(ImportCount.GPU_SHARE);
    }
    sink.arrived(
        Arrival.of(
                Arrival.Kind.JOB,
                job,
                job + "/" + row.text("task_name"),
                startNs.getAsLong(),
                row.time("end_time", 1).orElse(Arrival.NEVER))
            .pods(row.count("inst_num"))
            .asking(
                row.amount("plan_cpu") / PERCENT,
                row.amount("plan_mem") * GIGABYTE,
                (int) Math.ceil(gpus))
            .noting(row.text("gpu_type")));
  }

  /** Its times are seconds since some moment long before. */
  @Override
  public OptionalLong zeroNs() {
    return OptionalLong.empty();
  }
}
