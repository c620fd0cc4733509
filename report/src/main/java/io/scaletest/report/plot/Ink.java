package io.scaletest.report.plot;

/** The colours; those of lines stay apart for the colour-blind. */
enum Ink {
  BLUE(0x0067b1),
  ORANGE(0xc4500c),
  GREEN(0x14532d),
  PINK(0xb0467f),
  BLACK(0x16202b),
  MUTED(0x566372),
  GRID(0xe8ecf0),
  DISTURBED(0xf7e9e8),
  PAPER(0xffffff);

  private static final Ink[] LINES = {BLUE, ORANGE, GREEN, PINK, BLACK};

  private final int rgb;

  Ink(int rgb) {
    this.rgb = rgb;
  }

  int rgb() {
    return rgb;
  }

  static Ink ofLine(int hue) {
    return LINES[hue % LINES.length];
  }
}
