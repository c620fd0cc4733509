/* The heat map: every request as a cell of time and latency, filled once into a picture and cropped to the window. */
const HEAT_GROUP = 5;
const RAMPS = {
  light: [[222, 235, 247], [158, 202, 225], [66, 146, 198], [8, 81, 156], [8, 32, 80]],
  dark: [[27, 54, 78], [32, 100, 150], [72, 164, 214], [168, 221, 240], [255, 246, 196]]
};
function shade(share, ramp) {
  const x = Math.min(0.9999, Math.max(0, share)) * (ramp.length - 1), i = x | 0, t = x - i;
  return [0, 1, 2].map(c => Math.round(ramp[i][c] + (ramp[i + 1][c] - ramp[i][c]) * t));
}
const ramp = () => RAMPS[root.dataset.theme === 'dark' ? 'dark' : 'light'];

class HeatMap {
  /* Rows of five bins, 13 % each, between two latencies; what lies outside, negative values too, is in the outermost. */
  constructor(run, series, low, high) {
    this.run = run;
    const bins = run.bins, row = bin => bin < 1 ? -Infinity : Math.floor((bin - 1) / HEAT_GROUP);
    this.first = row(bins.of(low * 1.0001));
    if (!Number.isFinite(this.first)) this.first = 0;
    this.rows = Math.max(1, row(bins.of(high * 0.9999)) - this.first + 1);
    this.most = 1;
    this.cells = series.columns.map(column => {
      const cells = new Map();
      for (let i = 1; i < column.length; i += 2) {
        const r = Math.max(0, Math.min(this.rows - 1, row(column[i]) - this.first)), n = (cells.get(r) || 0) + column[i + 1];
        cells.set(r, n);
        if (n > this.most) this.most = n;
      }
      return cells;
    });
    this.paint();
  }
  lowOf(row) { return this.run.bins.low((row + this.first) * HEAT_GROUP + 1); }
  rowOf(v) { return Math.floor((this.run.bins.of(v) - 1) / HEAT_GROUP) - this.first; }
  paint() {
    const width = Math.max(1, this.cells.length), colours = ramp(), g = (this.picture = el('canvas', {width, height: this.rows})).getContext('2d'), image = g.createImageData(width, this.rows);
    this.cells.forEach((cells, x) => cells.forEach((n, row) => {
      const at = 4 * ((this.rows - 1 - row) * width + x);
      image.data.set([...shade(this.most > 1 ? Math.log(n) / Math.log(this.most) : 1, colours), 255], at);
    }));
    g.putImageData(image, 0, 0);
  }
  draw(u) {
    const c = u.ctx, b = u.bbox, per = this.run.width, from = window_[0] / per, all = (window_[1] - window_[0]) / per, part = Math.min(all, this.cells.length - from);
    const top = u.valToPos(this.lowOf(this.rows), 'y', true), bottom = u.valToPos(this.lowOf(0), 'y', true);
    if (part <= 0) return;
    c.save();
    c.beginPath();
    c.rect(b.left, b.top, b.width, b.height);
    c.clip();
    c.imageSmoothingEnabled = false;
    c.drawImage(this.picture, from, 0, part, this.rows, b.left, top, b.width * part / all, bottom - top);
    c.restore();
  }
  legend() {
    const strip = el('canvas', {width: 64, height: 1}), g = strip.getContext('2d');
    for (let i = 0; i < 64; i++) {
      g.fillStyle = 'rgb(' + shade(i / 63, ramp()) + ')';
      g.fillRect(i, 0, 1, 1);
    }
    return el('span', {className: 'ramp'}, '1', strip, num(this.most) + ' requests, log scale; a cell is ' + figure(this.run.width) + ' s × 13 %');
  }
  read(p) {
    const u = p.u, out = [this.legend()];
    if (!u || !(u.cursor.left >= 0)) return out;
    const x = this.run.columnAt(u.posToVal(u.cursor.left, 'x')), cells = this.cells[x] || new Map();
    let n = 0;
    cells.forEach(count => { n += count; });
    out.push(el('b', {}, columnText(x)), el('span', {}, num(n) + ' in all'));
    if (p.box.matches(':hover') && u.cursor.top >= 0) {
      const row = this.rowOf(u.posToVal(u.cursor.top, 'y'));
      out.push(el('span', {}, span(this.lowOf(row), this.lowOf(row + 1)) + ': ', el('b', {}, num(cells.get(row) || 0))));
    }
    return out;
  }
}
