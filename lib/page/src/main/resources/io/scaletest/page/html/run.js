/* A run's data: histograms by column of time, and what follows from them. Times are seconds since the run's start. */
async function readReport() {
  const block = byId('data');
  if (block.type === 'application/json') return JSON.parse(block.textContent);
  const packed = Uint8Array.from(atob(block.textContent), c => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(plain).text());
}

/* The bins of all histograms; bin −1 − i holds the negative values of the magnitudes of bin i. */
class Bins {
  constructor(bins) {
    this.base = bins.baseNs / 1e6;
    this.ratio = bins.ratio;
    this.logRatio = Math.log(bins.ratio);
  }
  low(bin) { return bin <= 0 ? 0 : this.base * Math.pow(this.ratio, bin - 1); }
  middle(bin) {
    if (bin < 0) return -this.middle(-1 - bin);
    return bin === 0 ? this.base / 2 : this.low(bin) * Math.sqrt(this.ratio);
  }
  of(v) { return v < this.base ? 0 : 1 + Math.floor(Math.log(v / this.base) / this.logRatio); }
}

/* Values counted in bins, the lowest first, with their exact maximum in ms. */
class Histogram {
  constructor() { this.counts = new Map(); this.total = 0; this.max = null; }
  add(column) {
    for (let i = 1; i < column.length; i += 2) {
      this.counts.set(column[i], (this.counts.get(column[i]) || 0) + column[i + 1]);
      this.total += column[i + 1];
    }
    if (column.length && (this.max == null || column[0] / 1e6 > this.max)) this.max = column[0] / 1e6;
    return this;
  }
  sorted() { return this.order || (this.order = [...this.counts].sort((a, b) => a[0] - b[0])); }
  /* The value at a rank from 1 up, to 1.25 %; never above the maximum. */
  rank(bins, rank) {
    let seen = 0, value = null;
    for (const [bin, count] of this.sorted()) {
      seen += count;
      value = bins.middle(bin);
      if (seen >= rank) break;
    }
    return value == null ? null : Math.min(value, this.max);
  }
  /* Nothing where fewer than ten samples lie beyond. */
  quantile(bins, q) {
    if (this.total === 0 || this.total * Math.min(q, 1 - q) < 10 - 1e-6) return null;
    return this.rank(bins, Math.max(1, Math.ceil(q * this.total - 1e-9)));
  }
}

class Run {
  constructor(run, report) {
    Object.assign(this, run);
    this.bins = new Bins(report.bins);
    this.width = run.axis.widthMs / 1e3;
    this.columns = run.axis.columns;
    this.length = this.columns * this.width || (run.endEpochMs - run.startEpochMs) / 1e3;
    this.disturbed = run.disturbances.map((d, i) => ({
      number: i + 1, from: this.since(d.fromEpochMs), to: this.since(d.toEpochMs), text: d.text}));
    /* What was done on purpose: a node's crash. */
    this.deeds = run.marks.map(m => ({at: this.since(m.epochMs), who: m.who, text: m.text}));
    /* No percentile's window spans the beginning or the end of a disturbance. */
    this.cuts = [...new Set([0, ...this.disturbed.flatMap(m => [Math.round(m.from / this.width), Math.round(m.to / this.width)]), this.columns])]
      .filter(c => c >= 0 && c <= this.columns).sort((a, b) => a - b);
    for (const series of this.series) series.placed = series.columns.some(c => c.length > 0);
    /* Two points a column, its begin and its end, so that steps and gaps fall where they belong. */
    this.edges = Array.from({length: 2 * this.columns}, (_, i) => ((i >> 1) + (i & 1 ? 0.999 : 0)) * this.width);
    this.cache = new Map();
  }
  since(epochMs) { return (epochMs - this.axis.startEpochMs) / 1e3; }
  columnAt(t) { return Math.max(0, Math.min(this.columns - 1, Math.floor(t / this.width))); }
  find(quantity, operation) { return this.series.find(s => s.quantity === quantity && (operation == null || s.operation === operation)); }
  /* The columns of a window together. */
  merged(series, from, to) {
    const h = new Histogram(), last = Math.min(this.columns, Math.ceil(to / this.width - 1e-9));
    for (let i = Math.max(0, Math.floor(from / this.width + 1e-9)); i < last; i++) h.add(series.columns[i] || []);
    return h;
  }
  /* All columns that no disturbance touches. */
  calm(series) {
    const h = new Histogram();
    series.columns.forEach((column, i) => {
      const from = i * this.width, to = from + this.width;
      if (!this.disturbed.some(m => from < m.to + 0.5 && to > m.from - 0.5)) h.add(column);
    });
    return h;
  }
  /* Windows of as few columns as hold `need` samples, none across a cut; [first column, end, histogram]. */
  windows(series, need) {
    const key = series.by + ' ' + series.name + ' ' + need;
    if (this.cache.has(key)) return this.cache.get(key);
    const all = [], size = c => { let n = 0; for (let i = 2; i < c.length; i += 2) n += c[i]; return n; };
    for (let g = 0; g + 1 < this.cuts.length; g++) {
      const part = [];
      for (let i = this.cuts[g]; i < this.cuts[g + 1];) {
        const from = i;
        let n = 0;
        while (i < this.cuts[g + 1] && n < need) n += size(series.columns[i++] || []);
        part.push({from, to: i, n});
      }
      if (part.length > 1 && part[part.length - 1].n < need) {
        const rest = part.pop(), last = part[part.length - 1];
        last.to = rest.to;
        last.n += rest.n;
      }
      all.push(...part);
    }
    for (const w of all) {
      w.h = new Histogram();
      for (let i = w.from; i < w.to; i++) w.h.add(series.columns[i] || []);
    }
    this.cache.set(key, all);
    return all;
  }
  /* A percentile by column, constant over each window; `spans` tells which. */
  overTime(series, q) {
    const out = new Array(this.columns).fill(null), spans = new Array(this.columns).fill(null);
    for (const w of this.windows(series, Math.max(20, Math.ceil(10 / (1 - q))))) {
      const v = w.h.quantile(this.bins, q);
      for (let i = w.from; i < w.to; i++) {
        out[i] = this.within(series, i, w) ? v : null;
        spans[i] = w;
      }
    }
    out.spans = spans;
    return out;
  }
  /* Whether a column is drawn: it has samples, or two of its neighbours, one on each side, have. */
  within(series, i, w) {
    const has = k => k >= w.from && k < w.to && (series.columns[k] || []).length > 0;
    return has(i) || (has(i - 1) || has(i - 2)) && (has(i + 1) || has(i + 2));
  }
  maxima(series) { return this.windowed(series, 100, h => h.max); }
  windowed(series, need, value) {
    const out = new Array(this.columns).fill(null);
    for (const w of this.windows(series, need)) {
      for (let i = w.from; i < w.to; i++) out[i] = this.within(series, i, w) ? value(w.h) : null;
    }
    return out;
  }
  /* Counts by column as a rate, in steps of at least a second. */
  rate(...counts) {
    const step = Math.max(1, Math.round(1 / this.width)), out = new Array(this.columns).fill(null);
    for (let i = 0; i < this.columns; i += step) {
      const end = Math.min(this.columns, i + step);
      let n = 0;
      for (let k = i; k < end; k++) for (const c of counts) n += c[k] || 0;
      for (let k = i; k < end; k++) out[k] = n / ((end - i) * this.width);
    }
    return out;
  }
  /* Each value twice, for `edges`. */
  twice(values) {
    const out = new Array(2 * values.length);
    for (let i = 0; i < values.length; i++) out[2 * i] = out[2 * i + 1] = values[i];
    return out;
  }
  /* Latencies that are drawn over time, one at a time: response times where they are known, notifications, tools' own. */
  views() {
    const views = [], add = (series, name, also) => { if (series && series.placed) views.push({series, name, also: also && also.placed ? also : null}); };
    for (const operation of this.operations) {
      const response = this.find('RESPONSE', operation.name), service = this.find('SERVICE', operation.name);
      const name = operation.name.charAt(0).toUpperCase() + operation.name.slice(1);
      if (response && response.placed) add(response, name, service);
      else add(service, name);
    }
    const loggers = new Set(this.series.filter(s => s.quantity === 'NOTIFICATION').map(s => s.by)).size;
    for (const s of this.series) {
      if (s.quantity === 'NOTIFICATION' && !s.operation && this.series.some(o => o.by === s.by && o.quantity === s.quantity && o.operation)) continue;
      if (s.quantity === 'NOTIFICATION') add(s, 'Notification' + (s.operation ? ' of ' + s.operation : '') + (loggers > 1 ? ', ' + shown(s.by) : ''));
      else if (s.quantity === 'OTHER' && !this.operations.length) add(s, words(s));
      else if ((s.quantity === 'RESPONSE' || s.quantity === 'SERVICE') && !this.operations.some(o => o.name === s.operation)) add(s, words(s));
    }
    return views;
  }
}

const QUANTITIES = {RESPONSE: 'response time', SERVICE: 'service time', LATENESS: 'lateness', STREAM_WAIT: 'wait for a stream', FAILED_RESPONSE: 'failed, response time', NOTIFICATION: 'notification', QUEUE: 'queue of the logger'};
/* A series in words: "create, response time". */
function words(series) {
  const quantity = QUANTITIES[series.quantity] || '';
  if (series.operation && quantity) return shown(series.operation) + ', ' + quantity;
  return quantity || shown(series.name).replace(/([a-z])([A-Z])/g, (all, a, b) => a + ' ' + b.toLowerCase());
}
const whole = text => text.charAt(0).toUpperCase() + text.slice(1);
