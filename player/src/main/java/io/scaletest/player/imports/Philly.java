package io.scaletest.player.imports;

import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Jobs of deep learning at Microsoft, 2017. Each attempt of a job is a Job of a pod for each
 * machine it had. Times are local and say no zone: they are taken as they stand, so that an hour is
 * missing or there twice where clocks were changed.
 */
final class Philly implements Importer {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final long NS_PER_S = 1_000_000_000;

  @Override
  public List<Table> tables() {
    return List.of(Table.headed("cluster_job_log", 0, "jobid", "vc", "attempts"));
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    String job = row.required("jobid");
    String owner = row.required("vc");
    if (!(row.value("attempts") instanceof List<?> attempts)) {
      throw new RowFault("attempts is no list");
    }
    if (attempts.isEmpty()) {
      sink.count(ImportCount.NEVER_STARTED);
    }
    int number = 0;
    for (Object each : attempts) {
      if (!(each instanceof Map<?, ?> attempt)) {
        throw new RowFault("an attempt is no object");
      }
      attempt(job + "/" + number++, owner, JsonTree.asObject(attempt), sink);
    }
  }

  private static void attempt(String name, String owner, Map<String, Object> attempt, Sink sink)
      throws RowFault, IOException {
    OptionalLong startNs = time(attempt, "start_time");
    if (startNs.isEmpty()) {
      sink.count(ImportCount.NEVER_STARTED);
      return;
    }
    List<Map<?, ?>> machines = JsonTree.objects(attempt, "detail");
    int gpus =
        machines.stream().mapToInt(each -> JsonTree.list(each, "gpus").size()).max().orElse(0);
    sink.arrived(
        Arrival.of(
                Arrival.Kind.JOB,
                owner,
                name,
                startNs.getAsLong(),
                time(attempt, "end_time").orElse(Arrival.NEVER))
            .pods(Math.max(1, machines.size()))
            .asking(0, 0, gpus));
  }

  private static OptionalLong time(Map<String, Object> attempt, String name) throws RowFault {
    String text = JsonTree.string(attempt, name);
    if (text.isEmpty() || text.equals("None")) {
      return OptionalLong.empty();
    }
    try {
      LocalDateTime time = LocalDateTime.parse(text, TIME);
      return OptionalLong.of(time.toEpochSecond(ZoneOffset.UTC) * NS_PER_S);
    } catch (DateTimeParseException e) {
      throw new RowFault(name + " is no time like 2017-10-03 03:18:49");
    }
  }

  @Override
  public OptionalLong zeroNs() {
    return OptionalLong.empty();
  }
}
