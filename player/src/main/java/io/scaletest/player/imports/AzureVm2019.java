package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;

/**
 * Virtual machines of a region, the second version of the trace. Its times are whole multiples of
 * five minutes, which would be bursts: each machine is moved inside them, by its name.
 */
final class AzureVm2019 implements Importer {
  private static final long STEP_NS = 300_000_000_000L;
  private static final double GIBIBYTE = 1 << 30;

  /** Thirty days less a step: what lives then has this as its end. */
  private static final long LAST_NS = 2_591_700_000_000_000L;

  private static final int SALT = 1;

  @Override
  public List<Table> tables() {
    return List.of(
        Table.plain(
            "vmtable",
            0,
            "vmid",
            "subscription",
            "deployment",
            "created",
            "deleted",
            "maxcpu",
            "avgcpu",
            "p95cpu",
            "category",
            "corebucket",
            "memorybucket"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    String name = row.required("vmid");
    long createdNs = row.requiredTime("created", 1);
    long deletedNs = row.requiredTime("deleted", 1);
    long movedNs = (long) (OwnerHash.share(name, SALT) * STEP_NS);
    sink.arrived(
        Arrival.of(
                Arrival.Kind.MACHINE,
                row.required("subscription"),
                name,
                createdNs <= 0 ? Arrival.BEFORE : createdNs + movedNs,
                deletedNs >= LAST_NS ? Arrival.NEVER : deletedNs + movedNs)
            .asking(bucket(row, "corebucket"), bucket(row, "memorybucket") * GIBIBYTE, 0)
            .noting(row.text("category")));
  }

  /** Returns the number of a bucket, the last of which is {@code >24}. */
  private static double bucket(Row row, String column) throws RowFault {
    String text = row.text(column);
    return new Row(name -> text.startsWith(">") ? text.substring(1) : text).amount(column);
  }
}
