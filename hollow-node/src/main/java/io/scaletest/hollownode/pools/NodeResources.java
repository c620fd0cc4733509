package io.scaletest.hollownode.pools;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Capacity of a node, and what of it is reserved. Immutable.
 *
 * @param capacity by name: cpu, memory, ephemeral-storage, pods, hugepages-*, extended ones
 * @param reserved what allocatable lacks of capacity; no more than that
 */
public record NodeResources(
    SortedMap<String, Quantity> capacity, SortedMap<String, Quantity> reserved) {
  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
  public static final String PODS = "pods";

  private static final String HUGE_PAGES = "hugepages-";
  private static final Set<String> DIVISIBLE = Set.of(CPU, MEMORY, EPHEMERAL_STORAGE);

  public NodeResources {
    capacity = Collections.unmodifiableSortedMap(new TreeMap<>(capacity));
    reserved = Collections.unmodifiableSortedMap(new TreeMap<>(reserved));
    for (Map.Entry<String, Quantity> entry : reserved.entrySet()) {
      Quantity has = capacity.getOrDefault(entry.getKey(), Quantity.ZERO);
      if (entry.getValue().compareTo(has) > 0) {
        throw new IllegalArgumentException(
            entry.getKey()
                + ": must not be more than the capacity of "
                + has
                + ", got "
                + entry.getValue());
      }
    }
  }

  /**
   * Returns the amount of one resource, checked as the API server does.
   *
   * @throws IllegalArgumentException with the rule
   */
  public static Quantity quantity(String name, String text) {
    Quantity amount = Quantity.parse(text);
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("must be at least 0, got " + amount);
    }
    boolean known = DIVISIBLE.contains(name) || name.equals(PODS) || name.startsWith(HUGE_PAGES);
    if (!known && name.indexOf('/') < 0) {
      throw new IllegalArgumentException(
          "must be cpu, memory, ephemeral-storage, pods, hugepages-SIZE or an extended resource"
              + " like nvidia.com/gpu");
    }
    if (!known) {
      KubernetesNames.requireKey(name);
    }
    if (name.startsWith(HUGE_PAGES)) {
      Quantity.parse(name.substring(HUGE_PAGES.length()));
    }
    if (!DIVISIBLE.contains(name) && !Quantity.of(amount.value()).equals(amount)) {
      throw new IllegalArgumentException("must be a whole number, got " + amount);
    }
    return amount;
  }

  /** Returns what pods may use: capacity less what is reserved. */
  public SortedMap<String, Quantity> allocatable() {
    if (reserved.isEmpty()) {
      return capacity;
    }
    TreeMap<String, Quantity> allocatable = new TreeMap<>(capacity);
    reserved.forEach((name, amount) -> allocatable.put(name, capacity.get(name).minus(amount)));
    return allocatable;
  }
}
