package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;

/** Jobs with GPUs, of high priority or on spot, 2026: a gang of workers each. */
final class AlibabaSpot2026 implements Importer {
  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed(
            "jobs",
            0,
            "job_name",
            "organization",
            "cpu_request",
            "gpu_request",
            "worker_num",
            "submit_time",
            "duration"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    long startNs = row.requiredTime("submit_time", 1);
    long durationNs = row.time("duration", 1).orElse(-1);
    double gpus = row.amount("gpu_request");
    if (gpus != Math.rint(gpus)) {
      sink.count(ImportCount.GPU_SHARE);
    }
    sink.arrived(
        Arrival.of(
                Arrival.Kind.JOB,
                row.required("organization"),
                row.required("job_name"),
                startNs,
                durationNs < 0 ? Arrival.NEVER : startNs + durationNs)
            .pods(row.count("worker_num"))
            .asking(row.amount("cpu_request"), 0, (int) Math.ceil(gpus))
            .noting((row.text("gpu_model") + " " + row.text("job_type")).strip()));
  }
}
