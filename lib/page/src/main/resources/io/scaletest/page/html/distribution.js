/* How latencies are distributed in the window: by percentile, with 99, 99.9, … equally far apart, and as a table. */
const NINES = Array.from({length: 201}, (_, i) => i * 0.02), share = x => 1 - Math.pow(10, -x);
const NINES_AXIS = {splits: () => [0, 0.30103, 1, 2, 3, 4], values: () => ['0 %', '50 %', '90 %', '99 %', '99.9 %', '99.99 %'], grid: {stroke: colour('grid'), width: 1}};
const percent = x => {
  const q = 100 * share(x);
  return 'p' + q.toFixed(x < 1.5 ? 0 : Math.min(3, Math.ceil(x) - 1));
};
let cdf = null, windowTable = null;

/* A histogram's value at each of the percentiles, as far as ten samples lie beyond. */
function byPercentile(bins, h, rank) {
  return NINES.map(x => {
    const q = share(x);
    if (h.total < 20 || h.total * (1 - q) < 10 - 1e-6) return null;
    return h.rank(bins, rank ? rank(h.total, q) : Math.max(1, Math.ceil(q * h.total - 1e-9)));
  });
}
const HIGH = (n, q) => Math.min(n, q * n + 1.96 * Math.sqrt(n * q * (1 - q)) + 1), LOW = (n, q) => Math.max(1, q * n - 1.96 * Math.sqrt(n * q * (1 - q)));

function buildDistribution(run, host) {
  host.replaceChildren();
  let range = [1, 1000], raw = [];
  const notified = () => view.series.quantity !== 'NOTIFICATION' && shownRun.series.find(s => s.quantity === 'NOTIFICATION' && s.placed && s.operation === view.series.operation);
  const data = () => {
    const run = shownRun, of = s => s ? run.merged(s, window_[0], window_[1]) : new Histogram(), main = of(view.series);
    range = rangeOf(view.series, view.also, notified());
    raw = [byPercentile(run.bins, main), byPercentile(run.bins, of(view.also)), byPercentile(run.bins, of(notified())), byPercentile(run.bins, main, HIGH), byPercentile(run.bins, main, LOW)];
    return [NINES].concat(raw.map(r => r.map(v => v == null ? null : Math.max(v, range[0]))));
  };
  cdf = panel(host, {time: false, title: 'Latency by percentile', text: 'As far as ten samples lie beyond.', height: 300, data, xrange: () => [0, 4], xaxis: NINES_AXIS, y: latencyScale(() => range), yaxis: latencyAxis,
    series: [line('main', 'a', {width: 2.2}), line('service time', 'b', {kind: 'dash', dash: [6, 3]}), line('notification', 'c', {kind: 'dot', dash: [2, 2]}), line('interval high', 'a', {width: 0}), line('interval low', 'a', {width: 0})],
    bands: [{series: [4, 5], fill: colour('a2')}],
    read: p => {
      const i = p.index, at = k => i == null || !raw[k] ? null : ms(raw[k][i]);
      return [i == null ? null : el('b', {}, percent(NINES[i])), key(words(view.series), css('a'), '', at(0)), view.also ? key(words(view.also), css('b'), 'dash', at(1)) : null,
        notified() ? key('notification of ' + view.series.operation, css('c'), 'dot', at(2)) : null,
        key('95 % if independent', css('a2'), 'box', i == null || !raw[3] || raw[3][i] == null ? null : span(raw[4][i], raw[3][i]))].filter(Boolean);
    }});
  windowTable = el('table', {});
  host.append(el('section', {className: 'panel card'}, el('div', {className: 'head'}, el('div', {}, el('h3', {}, 'In this window'), el('p', {}, 'Zoom, and these rows follow. From the page’s histograms: within 1.3 %.')), copyButton(windowTable, 'In this window')), el('div', {className: 'scroll'}, windowTable)));
  cdf.changed = () => {
    cdf.u.setData(data());
    cdf.u.redraw(true, true);
    readout(cdf);
    fillWindowTable(shownRun);
  };
  listeners.push(() => { cdf.changed(); windowText(shownRun); });
}
function fillWindowTable(run) {
  const rows = run.series.filter(s => s.placed).slice(0, 20).map(s => {
    const h = run.merged(s, window_[0], window_[1]);
    return el('tr', {}, el('th', {scope: 'row'}, seriesName(run, s)), cell(num(h.total), h.total), [0.5, 0.9, 0.99, 0.999].map(q => { const v = h.quantile(run.bins, q); return cell(ms(v), v ?? -1); }), cell(ms(h.max), h.max ?? -1));
  });
  fillTable(windowTable, ['Series', 'samples', 'p50', 'p90', 'p99', 'p99.9', 'max'], rows);
}
function windowText(run) {
  const all = window_[0] <= 0 && window_[1] >= run.length;
  byId('window').replaceChildren('Window ', el('b', {}, all ? 'whole run, ' + clock(run.length) : clock(window_[0]) + ' to ' + clock(window_[1])), all ? ' · drag in a plot to zoom' : ' · double-click or 0 for the whole run');
  byId('distribution-window').textContent = all ? 'of the whole run' : 'from ' + clock(window_[0]) + ' to ' + clock(window_[1]);
}
