package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;

/** Calls of functions, 2021: a row has when one ended, and how many seconds it took. */
final class AzureFunctions2021 implements Importer {
  @Override
  public List<Table> tables() {
    return List.of(Table.headed("invocations", 0, "app", "func", "end_timestamp", "duration"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    long endNs = row.requiredTime("end_timestamp", 1);
    long durationNs = row.requiredTime("duration", 1);
    if (durationNs < 0) {
      throw new RowFault("duration is negative");
    }
    sink.arrived(
        Arrival.of(
            Arrival.Kind.POD,
            row.required("app"),
            row.required("func"),
            endNs - durationNs,
            endNs));
  }
}
