/* Plots: uPlot with one window of time for all of them, a line of values in the head instead of a floating box. */
const GUTTER = 64, PADDING = [10, 24, 2, 0], FONT = '12px system-ui,sans-serif';
const plots = [];
let shownRun = null, window_ = [0, 1];

const isPower = v => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6;
const timeAxis = {stroke: colour('axis'), grid: {show: false}, ticks: {stroke: colour('line'), width: 1, size: 5}, font: FONT, size: 30, gap: 4, space: 70,
  incrs: [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400],
  values: (u, splits) => splits.map(v => splits[splits.length - 1] >= 120 && splits[1] - splits[0] >= 1 ? minutes(v) : clock(v, splits.length > 1 && splits[1] - splits[0] < 1 ? 2 : 0))};
const valueAxis = more => Object.assign({stroke: colour('axis'), grid: {stroke: colour('grid'), width: 1}, ticks: {show: false}, font: FONT, size: GUTTER, gap: 8}, more);
const numberAxis = valueAxis({space: 34, values: (u, splits) => splits.map(num)});
const onlyPowers = (u, splits) => splits.map(v => isPower(v) ? v : null);
const latencyAxis = valueAxis({space: 24, filter: onlyPowers, grid: {stroke: colour('grid'), width: 1, filter: onlyPowers}, values: (u, splits) => splits.map(v => v == null ? null : tick(+v.toPrecision(3)))});
/* Logarithmic, from the power of ten under the smallest value to that above the largest. */
const latencyScale = range => ({distr: 3, log: 10, range});
function powers(low, high) {
  if (low == null || high == null || !(high > 0)) return [1, 1000];
  const from = Math.pow(10, Math.floor(Math.log10(Math.max(low, high / 1e6)) + 1e-9)), to = Math.pow(10, Math.ceil(Math.log10(high) - 1e-9));
  return [from, to > from ? to : from * 10];
}
const fromZero = (u, low, high) => [0, Math.max(1, high || 0) * 1.08];
const line = (label, hue, more) => Object.assign({label, stroke: colour(hue), width: 1.7, points: {show: false}}, more);

/* Bars without risers, so that a window of several columns reads as one. */
function bars(u, index, first, last) {
  const path = new Path2D(), x = u.data[0], y = u.data[index], scale = u.series[index].scale, cuts = shownRun.cuts;
  let i = first;
  while (i < last) {
    if (y[i] == null) { i++; continue; }
    let j = i;
    while (j + 1 <= last && y[j + 1] === y[i] && !((j + 1) % 2 === 0 && cuts.includes((j + 1) / 2))) j++;
    const top = u.valToPos(y[i], scale, true), left = u.valToPos(x[i], 'x', true), right = u.valToPos(x[j], 'x', true);
    const inset = Math.min(1.5 * uPlot.pxRatio, (right - left) / 8);
    path.moveTo(left + inset, top);
    path.lineTo(right - inset, top);
    i = j + 1;
  }
  return {stroke: path, fill: null, clip: null, band: null, gaps: null, flags: 1};
}

function shadeDisturbances(u) {
  const c = u.ctx, b = u.bbox;
  c.save();
  c.fillStyle = css('hole');
  for (const m of shownRun.disturbed) {
    const x0 = u.valToPos(Math.max(window_[0], m.from), 'x', true), x1 = u.valToPos(Math.min(window_[1], m.to), 'x', true);
    if (x1 > x0) c.fillRect(x0, b.top, Math.max(x1 - x0, 2), b.height);
  }
  c.restore();
}
function drawMarks(u) {
  const c = u.ctx, b = u.bbox, r = uPlot.pxRatio;
  c.save();
  c.lineWidth = r;
  c.setLineDash([3 * r, 4 * r]);
  c.strokeStyle = css('bad');
  for (const m of shownRun.disturbed) {
    for (const t of [m.from, m.to]) {
      if (t < window_[0] || t > window_[1]) continue;
      const x = Math.round(u.valToPos(t, 'x', true)) + 0.5;
      c.beginPath();
      c.moveTo(x, b.top);
      c.lineTo(x, b.top + b.height);
      c.stroke();
    }
  }
  c.setLineDash([]);
  c.strokeStyle = css('d');
  for (const deed of shownRun.deeds) {
    if (deed.at < window_[0] || deed.at > window_[1]) continue;
    const x = Math.round(u.valToPos(deed.at, 'x', true)) + 0.5;
    c.beginPath();
    c.moveTo(x, b.top);
    c.lineTo(x, b.top + 9 * r);
    c.stroke();
  }
  c.restore();
}
/* A level that the plot's values are to stay under. */
function limitLine(value, text) {
  return u => {
    const c = u.ctx, r = uPlot.pxRatio, y = u.valToPos(value, 'y', true);
    if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) return;
    c.save();
    c.strokeStyle = c.fillStyle = css('b');
    c.lineWidth = r;
    c.setLineDash([7 * r, 5 * r]);
    c.beginPath();
    c.moveTo(u.bbox.left, y);
    c.lineTo(u.bbox.left + u.bbox.width, y);
    c.stroke();
    c.font = 12 * r + 'px system-ui,sans-serif';
    c.textAlign = 'left';
    // Above the line, or below it where the plot ends.
    const above = y - 18 * r >= u.bbox.top;
    c.textBaseline = above ? 'bottom' : 'top';
    c.fillText(text, u.bbox.left + 6 * r, above ? y - 3 * r : y + 3 * r);
    c.restore();
  };
}

function key(name, hue, kind, value) {
  const swatch = el('i', {className: kind || ''});
  if (kind === 'box') swatch.style.background = hue;
  else swatch.style.borderTopColor = hue;
  return el('span', {className: 'key'}, swatch, name, value == null ? null : el('b', {}, value));
}

/*
 * A panel with a plot. o: title, text, height, data(), y, yaxis, series (label, quiet: not in the head), format(value, series, index);
 * columns: points are the run's edges; time: false for an axis of its own (xrange, xaxis); read(plot): another head.
 */
function panel(host, o) {
  const head = el('div', {className: 'read'}), box = el('div', {className: 'plot', tabIndex: 0, role: 'img'}), title = el('h3', {}, o.title), text = el('p', {}, o.text || '');
  const csv = el('button', {type: 'button', className: 'quiet', title: 'Data of this plot as CSV'}, 'CSV');
  csv.setAttribute('aria-label', 'CSV of ' + o.title);
  host.append(el('section', {className: 'panel card' + (o.wide ? ' wide' : '')}, el('div', {className: 'head'}, el('div', {}, title, text), csv), head, o.before || null, box));
  const p = {o, box, head, title, text, time: o.time !== false, index: null};
  const options = {
    width: Math.max(240, Math.floor(box.clientWidth)), height: o.height, padding: PADDING, legend: {show: false}, pxAlign: 0,
    scales: {x: {time: false, auto: false, range: p.time ? () => window_.slice() : o.xrange}, y: o.y},
    axes: [Object.assign({}, timeAxis, o.xaxis), o.yaxis], series: [{}].concat(o.series), bands: o.bands,
    cursor: {
      y: !!o.cursorY, drag: {x: p.time, y: false, setScale: false},
      dataIdx: o.columns ? (u, s, i, x) => 2 * shownRun.columnAt(x) : undefined,
      sync: p.time ? {key: 'time', scales: ['x', null], setSeries: false} : undefined,
      points: Object.assign({size: 7, width: 1.5, stroke: colour('card'), fill: (u, i) => u.series[i].stroke(u, i)}, o.columns || o.cursorY ? {show: false} : {}),
      bind: {dblclick: () => () => { if (p.time) setWindow(0, shownRun.length); return null; }}
    },
    hooks: {
      drawClear: p.time ? [shadeDisturbances] : [], drawAxes: o.drawAxes ? [o.drawAxes] : [], draw: (p.time ? [drawMarks] : []).concat(o.draw || []),
      setSelect: [u => {
        const {left, width} = u.select;
        if (!p.time || width <= 3) return;
        const a = u.posToVal(left, 'x'), b = u.posToVal(left + width, 'x');
        u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
        setTimeout(() => setWindow(a, b));
      }],
      setCursor: [u => {
        p.index = u.cursor.left >= 0 ? u.cursor.idxs[1] ?? u.cursor.idx : null;
        readout(p);
      }]
    }
  };
  p.u = new uPlot(options, o.data(), box);
  p.fit = () => {
    const width = Math.max(240, Math.floor(box.clientWidth));
    if (width !== p.u.width || p.u.height !== o.height) p.u.setSize({width, height: o.height});
  };
  p.observer = new ResizeObserver(() => {
    if (printing) return;
    p.fit();
    if (p.resized) p.resized();
  });
  p.observer.observe(box);
  box.addEventListener('keydown', e => stepCursor(p, e));
  csv.addEventListener('click', () => download(fileName(title.textContent) + '.csv', csvOf(p)));
  plots.push(p);
  readout(p);
  nameOf(p);
  return p;
}
let printing = false;

function stepCursor(p, e) {
  if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight' || e.ctrlKey || e.metaKey || e.altKey) return;
  e.preventDefault();
  e.stopPropagation();
  const x = p.u.data[0], step = (p.o.columns ? 2 : 1) * (e.key === 'ArrowLeft' ? -1 : 1);
  const first = p.time ? Math.max(0, x.findIndex(v => v >= window_[0])) : 0;
  let i = p.index == null ? first : p.index + step;
  i = Math.min(x.length - 1, Math.max(0, i));
  p.u.setCursor({left: p.u.valToPos(x[i], 'x') + 0.5, top: p.u.over.clientHeight / 2}, true, true);
  say(p.head.textContent);
}
function csvOf(p) {
  const names = [p.time ? 'seconds' : 'nines'].concat(p.o.series.map((s, i) => s.label || 'y' + i)), x = p.u.data[0], rows = [names.map(n => '"' + n.replace(/"/g, '""') + '"').join(',')];
  for (let i = 0; i < x.length; i += p.o.columns ? 2 : 1) rows.push(p.u.data.map(c => c[i] == null ? '' : +(+c[i]).toPrecision(6)).join(','));
  return rows.join('\n') + '\n';
}
/* The line of values under a panel's title: names alone, or the values at the pointer. */
function readout(p) {
  const o = p.o, i = p.index;
  if (o.read) return p.head.replaceChildren(...o.read(p));
  const out = [];
  if (i != null && p.time) out.push(el('b', {}, o.columns ? columnText(i >> 1) : clock(p.u.data[0][i])));
  o.series.forEach((s, k) => {
    if (!s.quiet) out.push(key(s.label, s.kind === 'box' ? s.fill() : s.stroke(), s.kind, i == null ? null : o.format(p.u.data[k + 1][i], s, i)));
  });
  p.head.replaceChildren(...out);
}
const columnText = i => {
  const a = i * shownRun.width, digits = shownRun.width < 1 ? 2 : 0;
  return clock(a, digits).replace(NB + 's', '') + ' to ' + clock(a + shownRun.width, digits);
};
const nameOf = p => p.box.setAttribute('aria-label', p.title.textContent + '. ' + p.text.textContent + ' Arrow keys step through the values.');

/* One window for all plots over time. */
const listeners = [];
function setWindow(a, b) {
  const least = Math.max(shownRun.width * 2, 0.5), most = shownRun.length;
  if (b - a < least) { const c = (a + b) / 2; a = c - least / 2; b = c + least / 2; }
  if (a < 0) { b -= a; a = 0; }
  if (b > most) { a -= b - most; b = most; }
  window_ = [Math.max(0, a), b];
  for (const p of plots) if (p.time) p.u.setScale('x', {min: window_[0], max: window_[1]});
  for (const listener of listeners) listener();
}
function redrawAll() {
  for (const p of plots) {
    p.u.redraw(true, true);
    readout(p);
  }
}
