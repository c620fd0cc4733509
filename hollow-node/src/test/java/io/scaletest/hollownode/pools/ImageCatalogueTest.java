package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scaletest.hollownode.pools.ImageCatalogue.Image;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ImageCatalogueTest {
  private static final long MI = 1L << 20;

  @Test
  void imagesAreToldTheLargestFirstWithDigestAndTag() {
    ImageCatalogue catalogue =
        ImageCatalogue.synthetic(3, 10 * MI, 1_000 * MI, OptionalLong.empty());

    assertThat(catalogue.images())
        .extracting(Image::sizeBytes)
        .containsExactly(1_000 * MI, 100 * MI, 10 * MI);
    assertThat(catalogue.images().get(0).names())
        .satisfiesExactly(
            name ->
                assertThat(name).matches("registry.example/scaletest/image-00@sha256:[0-9a-f]{64}"),
            name -> assertThat(name).isEqualTo("registry.example/scaletest/image-00:v1"));
  }

  @Test
  void pullingTakesSizeOverBandwidthUnlessTheNodeHasTheImage() {
    ImageCatalogue catalogue =
        ImageCatalogue.synthetic(1, 10 * MI, 10 * MI, OptionalLong.of(2 * MI));

    assertThat(catalogue.pullNs("registry.example/scaletest/image-00:v1")).isZero();
    assertThat(catalogue.pullNs("other:1")).isEqualTo(5_000_000_000L);
    assertThat(ImageCatalogue.EMPTY.pullNs("other:1")).isZero();
  }

  @Test
  void anUnknownImageHasASizeOfItsOwnBetweenTheBounds() {
    ImageCatalogue catalogue =
        ImageCatalogue.synthetic(0, 10 * MI, 1_000 * MI, OptionalLong.empty());

    long one = catalogue.sizeBytes("one:1");
    assertThat(one).isBetween(10 * MI, 1_000 * MI).isEqualTo(catalogue.sizeBytes("one:1"));
    assertThat(catalogue.sizeBytes("two:1")).isNotEqualTo(one);
  }

  @Test
  void aKubeletTellsOfFiftyImagesAtMost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageCatalogue.synthetic(51, 1, 1, OptionalLong.empty()))
        .withMessage("count: must be 0 to 50, which a kubelet tells of, got 51");
  }
}
