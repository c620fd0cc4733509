package io.scaletest.player.workload;

import io.scaletest.common.random.Distribution;
import io.scaletest.player.language.Place;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads which actors there are, with what real ones do where nothing is said. */
final class ActorsReader {
  private static final int WORKERS = 10;
  private static final double BOOT_MEDIAN_NS = 3e9;
  private static final double BOOT_SIGMA = 0.5;
  private static final double SHUTDOWN_NS = 1e9;
  private static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(60);

  private ActorsReader() {}

  static Actors read(Optional<Place> at) {
    return new Actors(
        at.flatMap(all -> all.get("virt-controller")).map(ActorsReader::controller),
        at.flatMap(all -> all.get("virt-handler")).map(ActorsReader::handler));
  }

  private static Actors.Controller controller(Place at) {
    return new Actors.Controller(
        at.get("workers").map(place -> Integer.parseInt(place.text())).orElse(WORKERS));
  }

  private static Actors.Handler handler(Place at) {
    return new Actors.Handler(
        at.get("boot")
            .map(place -> WorkloadReader.distribution(place, Units::ns))
            .orElse(new Distribution.LogNormal(BOOT_MEDIAN_NS, BOOT_SIGMA)),
        at.get("shutdown")
            .map(place -> WorkloadReader.distribution(place, Units::ns))
            .orElse(new Distribution.Fixed(SHUTDOWN_NS)),
        at.get("heartbeat").map(WorkloadReader::lengthNs).orElse(HEARTBEAT_NS),
        at.get("watches").map(place -> place.text().equals("all")).orElse(true));
  }
}
