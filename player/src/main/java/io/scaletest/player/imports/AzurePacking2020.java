package io.scaletest.player.imports;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests for virtual machines, 2020. Times are fractions of days; what is negative was there at
 * the beginning, and NULL had not ended. A type of machine asks for shares of each kind of host:
 * the largest share of one host is taken.
 */
final class AzurePacking2020 implements Importer {
  private static final double DAY_S = 86_400;
  private static final String TYPES = "vmType";
  private static final String NULL = "NULL";

  private final double machineCores;
  private final double machineBytes;
  private final Map<String, Share> types = new HashMap<>();

  private record Share(double core, double memory) {}

  AzurePacking2020(double machineCores, long machineBytes) {
    this.machineCores = machineCores;
    this.machineBytes = machineBytes;
  }

  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed(TYPES, 0, "vmTypeId", "machineId", "core", "memory"),
        Table.headed("vm", 1, "vmId", "tenantId", "vmTypeId", "starttime", "endtime"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    String type = row.required("vmTypeId");
    if (table.name().equals(TYPES)) {
      types.merge(
          type,
          new Share(row.amount("core"), row.amount("memory")),
          (a, b) -> b.core > a.core ? b : a);
      return;
    }
    Share share = types.get(type);
    if (share == null) {
      throw new RowFault("vmTypeId is in no row of table vmType");
    }
    String end = row.text("endtime");
    sink.arrived(
        Arrival.of(
                Arrival.Kind.MACHINE,
                row.required("tenantId"),
                row.required("vmId"),
                row.requiredTime("starttime", DAY_S),
                end.isEmpty() || end.equals(NULL)
                    ? Arrival.NEVER
                    : row.requiredTime("endtime", DAY_S))
            .asking(share.core * machineCores, share.memory * machineBytes, 0)
            .noting("priority " + row.text("priority")));
  }
}
