package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;

/**
 * Instances of services with GPUs, 2025. A time that is missing is before or after the trace. An
 * app of which a node takes one instance keeps its pods apart.
 */
final class AlibabaGpu2025 implements Importer {
  private static final double GIBIBYTE = 1 << 30;

  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed(
            "instances",
            0,
            "instance_sn",
            "app_name",
            "cpu_request",
            "gpu_request",
            "memory_request",
            "creation_time",
            "deletion_time"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    Arrival pod =
        Arrival.of(
                Arrival.Kind.POD,
                row.required("app_name"),
                row.required("instance_sn"),
                row.time("creation_time", 1).orElse(Arrival.BEFORE),
                row.time("deletion_time", 1).orElse(Arrival.NEVER))
            .asking(
                row.amount("cpu_request"),
                row.amount("memory_request") * GIBIBYTE,
                (int) Math.ceil(row.amount("gpu_request")))
            .noting(row.text("role"));
    sink.arrived(row.optional("max_instance_per_node").orElse(-1.0) == 1 ? pod.keptApart() : pod);
  }
}
