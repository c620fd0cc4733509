package io.scaletest.hollownode.pod;

import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.PodShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.util.List;

/**
 * A 64-bit hash of the containers and addresses in a pod's status, computed alike from what a
 * kubelet reports and from what the server has: where two differ, somebody else changed the status.
 */
final class StatusDigest {
  private static final int CONTAINERS = PodShapes.POD_STATUS.number("containerStatuses");
  private static final int INITS = PodShapes.POD_STATUS.number("initContainerStatuses");
  private static final int EPHEMERALS = PodShapes.POD_STATUS.number("ephemeralContainerStatuses");
  private static final int POD_IPS = PodShapes.POD_STATUS.number("podIPs");
  private static final int IP = PodShapes.POD_IP.number("ip");
  private static final int NAME = PodShapes.CONTAINER_STATUS.number("name");
  private static final int STATE = PodShapes.CONTAINER_STATUS.number("state");
  private static final int READY = PodShapes.CONTAINER_STATUS.number("ready");
  private static final int RESTARTS = PodShapes.CONTAINER_STATUS.number("restartCount");
  private static final int STARTED = PodShapes.CONTAINER_STATUS.number("started");
  private static final int RUNNING = PodShapes.CONTAINER_STATE.number("running");
  private static final int TERMINATED = PodShapes.CONTAINER_STATE.number("terminated");
  private static final int EXIT_CODE = PodShapes.CONTAINER_STATE_TERMINATED.number("exitCode");
  private static final long FACTOR = 0x100000001B3L;

  /** States that are no exit code. */
  private static final long IS_WAITING = -1;

  private static final long IS_RUNNING = -2;

  private long inits;
  private long mains;
  private long ephemerals;
  private long addresses;

  /** Returns the digest of what is to be reported. */
  static long of(PodContainers containers, List<String> addresses) {
    StatusDigest digest = new StatusDigest();
    digest.inits = of(containers.inits());
    digest.mains = of(containers.mains());
    digest.ephemerals = of(containers.ephemerals());
    for (String address : addresses) {
      digest.addresses = mix(digest.addresses, address.hashCode());
    }
    return digest.value();
  }

  private static long of(List<ContainerState> containers) {
    long digest = 0;
    for (ContainerState container : containers) {
      long state =
          switch (container.phase) {
            case WAITING -> IS_WAITING;
            case RUNNING -> IS_RUNNING;
            case TERMINATED -> container.exit.code();
          };
      boolean started = container.role != ContainerState.Role.EPHEMERAL && container.started;
      digest =
          container(digest, container.name(), state, container.ready, container.restarts, started);
    }
    return digest;
  }

  private static long container(
      long digest, String name, long state, boolean ready, long restarts, boolean started) {
    long with = mix(mix(digest, name.hashCode()), state);
    return mix(with, restarts << 2 | (ready ? 2 : 0) | (started ? 1 : 0));
  }

  private static long mix(long digest, long part) {
    return (digest + part + 1) * FACTOR;
  }

  /** Takes a field of the server's status; those that say nothing here do no harm. */
  void read(ProtobufFields status) throws MalformedProtobufException {
    if (status.is(CONTAINERS)) {
      mains = container(mains, status.message());
    } else if (status.is(INITS)) {
      inits = container(inits, status.message());
    } else if (status.is(EPHEMERALS)) {
      ephemerals = container(ephemerals, status.message());
    } else if (status.is(POD_IPS)) {
      addresses = mix(addresses, status.message().find(IP).text().hashCode());
    }
  }

  private static long container(long digest, ProtobufFields status)
      throws MalformedProtobufException {
    String name = "";
    long state = IS_WAITING;
    boolean ready = false;
    long restarts = 0;
    boolean started = false;
    while (status.next()) {
      if (status.is(NAME)) {
        name = status.text();
      } else if (status.is(STATE)) {
        state = state(status.message());
      } else if (status.isNumber(READY)) {
        ready = status.number() != 0;
      } else if (status.isNumber(RESTARTS)) {
        restarts = status.number();
      } else if (status.isNumber(STARTED)) {
        started = status.number() != 0;
      }
    }
    return container(digest, name, state, ready, restarts, started);
  }

  private static long state(ProtobufFields state) throws MalformedProtobufException {
    while (state.next()) {
      if (state.is(RUNNING)) {
        return IS_RUNNING;
      } else if (state.is(TERMINATED)) {
        ProtobufFields terminated = state.message();
        while (terminated.next()) {
          if (terminated.isNumber(EXIT_CODE)) {
            return terminated.number();
          }
        }
        return 0;
      }
    }
    return IS_WAITING;
  }

  long value() {
    return mix(mix(mix(mix(0, inits), mains), ephemerals), addresses);
  }
}
