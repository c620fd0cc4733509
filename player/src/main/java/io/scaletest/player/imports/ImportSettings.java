package io.scaletest.player.imports;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be imported, and how.
 *
 * @param namespaces over how many owners are spread
 * @param machines whether virtual machines become VirtualMachineInstances, rather than Pods
 * @param maxCpuMilli the most that a pod may ask for, as {@code maxMemoryBytes}
 * @param machineCpuMilli what a machine has of which a source tells shares, as {@code
 *     machineMemoryBytes}
 * @param fromNs since the source's zero, from which on; what lives then is there at the beginning
 * @param toNs up to which, exclusively
 * @param sample the share of owners, 0 to 1
 * @param minLifetimeNs what lives shorter is left out
 * @param lifetimeNs how long something lives of which the source does not tell
 * @param gpu the resource that stands for a GPU
 * @param ending whether pods of Jobs end by themselves, on hollow nodes
 * @param program name and version of the program that imports
 */
public record ImportSettings(
    ImportFormat format,
    List<Path> files,
    Path trace,
    int namespaces,
    boolean machines,
    long maxCpuMilli,
    long maxMemoryBytes,
    long machineCpuMilli,
    long machineMemoryBytes,
    double arrivalSpeed,
    double lifetimeSpeed,
    long fromNs,
    long toNs,
    double sample,
    long minLifetimeNs,
    long lifetimeNs,
    String gpu,
    boolean ending,
    long seed,
    String program) {
  public ImportSettings {
    files = List.copyOf(files);
  }
}
