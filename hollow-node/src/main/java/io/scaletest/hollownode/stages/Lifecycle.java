package io.scaletest.hollownode.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * The stages of one kind of objects. Immutable.
 *
 * <p><i>Source:</i> {@code pkg/utils/lifecycle} of kwok 0.8.
 */
record Lifecycle(List<Stage> stages) {
  Lifecycle {
    stages = List.copyOf(stages);
  }

  boolean isEmpty() {
    return stages.isEmpty();
  }

  /**
   * Returns the stage that comes next for an object: the one that matches; of several one drawn by
   * their weights. Those whose weight makes no sense count only where that is true of all, those
   * whose weight is zero only where all others' are, too.
   */
  Optional<Stage> next(Map<String, Object> object, SplittableRandom random) {
    List<Stage> matching =
        stages.stream().filter(stage -> stage.selector().matches(object)).toList();
    if (matching.size() < 2) {
      return matching.stream().findFirst();
    }
    List<Stage> weighed = new ArrayList<>(matching.size());
    List<Long> weights = new ArrayList<>(matching.size());
    long sum = 0;
    for (Stage stage : matching) {
      OptionalLong weight = stage.weight().of(object);
      if (weight.isPresent() && weight.getAsLong() >= 0) {
        weighed.add(stage);
        weights.add(weight.getAsLong());
        sum += weight.getAsLong();
      }
    }
    if (sum <= 0) {
      List<Stage> equal = weighed.isEmpty() ? matching : weighed;
      return Optional.of(equal.get(random.nextInt(equal.size())));
    }
    long drawn = random.nextLong(sum);
    int i = 0;
    while (drawn >= weights.get(i)) {
      drawn -= weights.get(i);
      i++;
    }
    return Optional.of(weighed.get(i));
  }
}
