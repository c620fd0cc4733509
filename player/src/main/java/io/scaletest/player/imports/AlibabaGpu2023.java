package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;

/**
 * Pods of a cluster with GPUs, 2023. A pod that failed to be scheduled has no scheduling time; its
 * phase is that at its end, so that Running beside a deletion is nothing odd.
 */
final class AlibabaGpu2023 implements Importer {
  private static final double MEBIBYTE = 1 << 20;
  private static final double WHOLE_GPU_MILLI = 1_000;

  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed(
            "pods",
            0,
            "name",
            "cpu_milli",
            "memory_mib",
            "num_gpu",
            "gpu_milli",
            "creation_time",
            "deletion_time",
            "scheduled_time"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    String name = row.required("name");
    long startNs = row.requiredTime("creation_time", 1);
    long endNs = row.time("deletion_time", 1).orElse(Arrival.NEVER);
    int gpus = (int) Math.min(Integer.MAX_VALUE, Math.ceil(row.amount("num_gpu")));
    double gpuMilli = row.amount("gpu_milli");
    Arrival pod =
        Arrival.of(Arrival.Kind.POD, name, name, startNs, endNs)
            .asking(row.amount("cpu_milli") / 1_000, row.amount("memory_mib") * MEBIBYTE, gpus)
            .noting(row.text("gpu_spec"));
    if (row.text("scheduled_time").isEmpty()) {
      sink.count(ImportCount.NEVER_SCHEDULED);
    }
    if (gpus == 1 && gpuMilli > 0 && gpuMilli < WHOLE_GPU_MILLI) {
      sink.count(ImportCount.GPU_SHARE);
    }
    sink.arrived(pod);
  }
}
