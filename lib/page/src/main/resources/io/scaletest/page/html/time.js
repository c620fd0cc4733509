/* The panels on the axis of time. */
let view = null, views = [], bands = null, heat = null, heatMap = null;

const viewTitle = v => v.series.quantity === 'RESPONSE' ? 'Response time of ' + many(v.series.operation)
  : v.series.quantity === 'SERVICE' ? 'Service time of ' + many(v.series.operation)
    : v.series.quantity === 'NOTIFICATION' ? whole('notification of ' + (v.series.operation ? many(v.series.operation) : 'changes')) : v.name;
const VIEW_TEXTS = {
  RESPONSE: 'From when it was due until it was answered: a stall counts for all that waited.',
  SERVICE: 'From sending until the answer. Intended times are not known, so what waited in the client does not show.',
  NOTIFICATION: 'From the driver’s sending to the logger’s worker; two clocks, not corrected.',
  OTHER: 'As the tool measured it.'
};
const PLACED = {INTENDED: 'when it was due', SENT: 'when it was sent', RECORDED: 'when it was over'};

/* From the lowest to the highest latency of some series, as powers of ten; rows have whole milliseconds, so 0 and less is at the edge. */
function rangeOf(...series) {
  let low = null, high = null;
  for (const s of series) {
    if (!s) continue;
    for (const column of s.columns) {
      if (!column.length) continue;
      high = Math.max(high ?? 0, column[0] / 1e6);
      for (let i = 1; i < column.length; i += 2) {
        if (column[i] <= 0) continue;
        const v = shownRun.bins.low(column[i]);
        if (low == null || v < low) low = v;
        break;
      }
    }
  }
  return powers(low, high);
}
const hasNegative = s => s.columns.some(c => c.length > 1 && c[1] < 0);

/* What panels show is read from the shown run each time: that of a live page is another one each second. */
const twice = values => shownRun.twice(values);

function buildTime(run, host) {
  host.replaceChildren();
  let range = rangeOf(views[0].series);
  let span99 = [], span50 = [], span90 = [];
  const floor = values => values.map(v => v == null ? null : Math.max(v, range[0]));
  const raw = {};
  const data = () => {
    const run = shownRun, s = view.series, p50 = run.overTime(s, 0.5), p90 = run.overTime(s, 0.9), p99 = run.overTime(s, 0.99), max = run.maxima(s);
    span50 = p50.spans; span90 = p90.spans; span99 = p99.spans;
    raw.values = [null, p50, p90, p99, max];
    return [run.edges].concat([p50, p90, p99, max].map(v => twice(floor(v))));
  };
  const valueText = (v, s, i) => {
    const column = i >> 1, w = s.spans && s.spans()[column], true_ = raw.values[s.row][column];
    const at = k => clock(k * shownRun.width, shownRun.width < 1 ? 1 : 0);
    return ms(true_) + (w && true_ != null && w.to - w.from > 1 && s.wide ? ' (' + at(w.from).replace(NB + 's', '') + ' to ' + at(w.to) + ')' : '');
  };
  const notes = el('div', {className: 'marks'}), lane = el('div', {className: 'lane'});
  lane.setAttribute('aria-hidden', 'true');
  for (const m of run.disturbed) {
    const button = el('button', {type: 'button', className: 'quiet'}, el('b', {}, String(m.number)), ' ' + clock(m.from) + ': ' + shown(m.text));
    button.addEventListener('click', () => zoomTo(m));
    notes.append(button);
  }
  bands = panel(host, {wide: true, title: '', height: 270, columns: true, data, before: run.disturbed.length ? el('div', {}, notes, lane) : null,
    y: latencyScale(() => range), yaxis: latencyAxis, format: valueText,
    series: [line('p50', 'a', {width: 2.2, row: 1, spans: () => span50}), line('p90', 'a', {width: 1, kind: 'dash', dash: [5, 3], row: 2, spans: () => span90}),
      line('p99 of 1,000 requests or more', 'd', {width: 2.6, paths: bars, row: 3, wide: true, spans: () => span99}), line('max', 'k', {width: 1, kind: 'dot', dash: [1.5, 2.5], row: 4})],
    bands: [{series: [2, 1], fill: colour('a2')}, {series: [4, 2], fill: colour('a3')}]});
  heatMap = new HeatMap(run, view.series, range[0], range[1]);
  heat = panel(host, {wide: true, title: '', height: 270, cursorY: true, data: () => [[0, shownRun.length], range.slice()], y: latencyScale(() => range), yaxis: latencyAxis,
    drawAxes: u => heatMap.draw(u), read: p => heatMap.read(p), series: [{label: 'range', paths: () => null, points: {show: false}, quiet: true}]});
  bands.changed = () => {
    range = rangeOf(view.series);
    heatMap = new HeatMap(shownRun, view.series, range[0], range[1]);
    const name = viewTitle(view), negative = hasNegative(view.series) ? ' Negative values lie at the lower edge; the line above tells them.' : '';
    const left = view.series.valuesFrom === 'ROWS' ? ' Whole milliseconds.' : '';
    bands.title.textContent = name;
    bands.text.textContent = (VIEW_TEXTS[view.series.quantity] || VIEW_TEXTS.OTHER) + left + negative;
    heat.title.textContent = name + ', every one';
    heat.text.textContent = 'Each stands at the time ' + PLACED[view.series.placedAt] + '.';
    bands.u.setData(data(), false);
    for (const p of [bands, heat]) {
      p.u.setScale('x', {min: window_[0], max: window_[1]});
      p.u.redraw(true, true);
      readout(p);
      nameOf(p);
    }
  };
  /* uPlot takes a new scale or size over at the end of the task. */
  bands.resized = () => requestAnimationFrame(() => { if (lane.isConnected) placeMarks(shownRun, lane); });
  listeners.push(bands.resized);
  ratePanel(run, host);
  errorPanel(run, host);
  latenessPanel(run, host);
  populationPanel(run, host);
  watchPanel(run, host);
  for (const times of run.serverTimes) serverPanel(run, times, host);
  for (const tool of run.tools) if (tool.replay) replayPanels(run, tool.replay, host);
  memoryPanel(run, host);
}

/* The numbers of the disturbances over the first plot, none above another. */
function placeMarks(run, lane) {
  if (!run.disturbed.length) return;
  const u = bands.u, left = u.bbox.left / uPlot.pxRatio, used = [];
  let deep = 0;
  lane.replaceChildren();
  for (const m of run.disturbed) {
    if (m.to < window_[0] || m.from > window_[1]) continue;
    const x = left + u.valToPos(Math.max(m.from, window_[0]), 'x');
    let row = 0;
    while (used[row] !== undefined && used[row] > x - 21) row++;
    used[row] = x;
    deep = Math.max(deep, row);
    const mark = el('span', {title: shown(m.text)}, String(m.number));
    mark.style.left = x + 'px';
    mark.style.top = 2 + row * 21 + 'px';
    lane.append(mark);
  }
  lane.style.height = 24 + 21 * deep + 'px';
}
function zoomTo(m) {
  const room = Math.max((m.to - m.from) * 0.5, 2);
  setWindow(m.from - room, m.to + room);
}

function ratePanel(run, host) {
  if (!run.operations.length) return;
  const offered = run.operations.every(o => o.due.length);
  panel(host, {title: 'Rate', text: whole(listed(run.operations.map(o => many(o.name)))) + ' a second: ' + (offered ? 'due, sent, and answered with success.' : 'sent, and answered with success. When they were due is not known.'), height: 190, columns: true,
    data: () => [shownRun.edges].concat((offered ? ['due'] : []).concat(['sent', 'succeeded']).map(name => twice(shownRun.rate(...shownRun.operations.map(o => o[name]))))), y: {range: fromZero}, yaxis: numberAxis, format: v => v == null ? '–' : figure(v) + '/s',
    series: (offered ? [line('due', 'b', {kind: 'dash', dash: [6, 3]})] : []).concat([line('sent', 'c', {kind: 'dot', dash: [2, 2]}), line('succeeded', 'a', {width: 2})])});
}
function errorPanel(run, host) {
  if (!run.operations.length) return;
  const failing = () => shownRun.operations.filter(o => o.failed > 0), hues = ['d', 'b', 'c', 'a'];
  let rates = [];
  if (!failing().length) return empty(host, 'Errors', 'No request failed.');
  const data = () => {
    rates = failing().map(o => shownRun.rate(o.failures));
    return [shownRun.edges].concat(rates.map((r, i) => twice(r.map((v, k) => rates.slice(i).reduce((sum, each) => sum + each[k], 0)))));
  };
  panel(host, {title: 'Errors', text: 'Failed requests a second, when the failure was known.', height: 190, columns: true, data, y: {range: fromZero}, yaxis: numberAxis,
    format: (v, s, i) => figure(rates[s.row][i >> 1] || 0) + '/s',
    series: failing().map((o, i) => ({label: o.name, row: i, kind: 'box', fill: colour(hues[i % 4]), stroke: colour(hues[i % 4]), width: 0, points: {show: false}}))});
}
function latenessPanel(run, host) {
  const find = quantity => { const s = shownRun.find(quantity); return s && s.placed ? s : null; };
  if (live && !find('LATENESS')) return;
  if (!find('LATENESS')) return empty(host, 'Lateness of the driver', 'When requests were due is not known from these files.');
  let range = [1, 1000], rows = [];
  const data = () => {
    const late = find('LATENESS'), wait = find('STREAM_WAIT');
    range = rangeOf(late);
    rows = [shownRun.overTime(late, 0.5), shownRun.overTime(late, 0.99), shownRun.maxima(late)].concat(wait ? [shownRun.overTime(wait, 0.99)] : []);
    return [shownRun.edges].concat(rows.map(v => twice(v.map(x => x == null ? null : Math.max(x, range[0])))));
  };
  const series = [line('p50', 'a', {width: 2}), line('p99', 'd', {width: 2.4, paths: bars}), line('max', 'k', {width: 1, kind: 'dot', dash: [1.5, 2.5]})];
  if (find('STREAM_WAIT')) series.push(line('p99 of the wait for a stream', 'b', {kind: 'dash', dash: [6, 3], paths: bars, width: 1.6}));
  panel(host, {title: 'Lateness of the driver', text: 'From when a request was due until it was sent. Above 10 ms the client is part of what is measured, but for waits for a stream.', height: 190, columns: true,
    data, y: latencyScale(() => range), yaxis: latencyAxis, format: (v, s, i) => ms(rows[series.indexOf(s)][i >> 1]), series, bands: [{series: [3, 1], fill: colour('a3')}], draw: limitLine(10, '10 ms')});
}
function populationPanel(run, host) {
  if (!run.population.length) return;
  panel(host, {title: 'Population', text: 'Objects that exist, by the driver’s answers.', height: 190, columns: true, data: () => [shownRun.edges, twice(shownRun.population)], y: {range: fromZero}, yaxis: numberAxis, format: v => v == null ? '–' : num(v), series: [line('objects', 'a', {width: 2})]});
}
/* What the client waited against what the server says of itself, from scrape to scrape; gaps where too little is known. */
function serverPanel(run, times, host) {
  const steps = times.steps, edges = [], looks = [['clientMs', 'client', 'a', '', null, 2.2], ['serverMs', 'API server', 'b', 'dash', [6, 3], 2], ['serverP99Ms', 'API server, p99', 'd', 'dash', [9, 3], 1.6],
    ['etcdMs', 'etcd', 'c', 'dot', [2, 2], 1.8], ['queueMs', 'wait in ' + shown(times.queue), 'k', 'dot', [1.5, 2.5], 1.4]].filter(([field]) => steps.some(s => s[field] != null));
  if (!looks.length) return empty(host, 'Client against server: ' + many(times.operation), 'Too few requests between two scrapes of the server’s metrics.');
  for (const s of steps) {
    const from = run.since(s.fromEpochMs);
    edges.push(from, from + 0.999 * (run.since(s.toEpochMs) - from));
  }
  const rows = looks.map(([field]) => steps.map(s => s[field] ?? null)), known = rows.flat().filter(v => v > 0), range = powers(Math.min(...known), Math.max(...known));
  const series = looks.map(([, name, hue, kind, dash, width]) => line(name, hue, {kind, dash, width}));
  panel(host, {title: 'Client against server: ' + many(times.operation), text: 'Means between two scrapes: what the client waited from sending to the answer, and what the server says of ' + shown(times.request) + '. What lies between them is the way’s, or the client’s own.', height: 190,
    data: () => [edges].concat(rows.map(r => run.twice(r.map(v => v == null ? null : Math.max(v, range[0]))))), y: latencyScale(() => range), yaxis: latencyAxis, format: (v, s, i) => ms(rows[series.indexOf(s)][i >> 1]), series});
}
/* How near a replay came to its recording; its windows are its own, not the run's columns. */
function replayPanels(run, replay, host) {
  const from = run.since(run.startEpochMs), w = replay.windowSeconds, n = replay.recorded.length, times = [];
  for (let i = 0; i < n; i++) times.push(from + i * w, from + (i + 0.999) * w);
  const looks = [line('recorded', 'b', {kind: 'dash', dash: [6, 3]}), line('replayed', 'a', {width: 2})];
  const draw = (title, text, a, b, factor, unit) => panel(host, {title, text, height: 190, data: () => [times, run.twice(a.map(v => v * factor)), run.twice(b.map(v => v * factor))],
    y: {range: fromZero}, yaxis: numberAxis, format: v => v == null ? '–' : figure(v) + unit, series: looks.map(look => Object.assign({}, look))});
  const every = w >= 1 ? clock(w, 0) : clock(w, 2);
  draw('Recorded and replayed', 'Requests a second, by windows of ' + every + '. Recorded: when they were due, at speed ' + figure(replay.speed) + '; replayed: when they went out.', replay.recorded, replay.replayed, 1 / w, '/s');
  draw('In flight, recorded and replayed', 'Requests under way, the mean of each window.', replay.recordedInFlight, replay.replayedInFlight, 1, '');
  if (replay.recordedWatches.some(v => v > 0) || replay.replayedWatches.some(v => v > 0)) {
    draw('Watches, recorded and replayed', 'Watches that were open at some time of a window. Recorded: those whose end is known, and those that had not ended.', replay.recordedWatches, replay.replayedWatches, 1, '');
  }
}
/* What the tools' processes had resident; each has samples at times of its own. */
function memoryPanel(run, host) {
  if (!run.memory.length) return;
  const samples = run.memory.map(m => m.bytes.map((b, i) => [run.since(m.startEpochMs + i * m.everySeconds * 1e3), b / 1e6]));
  const times = [...new Set(samples.flatMap(all => all.map(([at]) => at)))].sort((a, b) => a - b);
  const rows = samples.map((all, k) => {
    const end = all[all.length - 1][0] + run.memory[k].everySeconds;
    let i = -1;
    return times.map(at => {
      while (i + 1 < all.length && all[i + 1][0] <= at) i++;
      return i < 0 || at >= end ? null : all[i][1];
    });
  });
  const looks = [['a', ''], ['b', 'dash', [6, 3]], ['c', 'dot', [2, 2]], ['d', 'dash', [9, 3]]];
  panel(host, {title: 'Memory', text: 'Megabytes that the tools’ processes had resident, by their summaries.', height: 190, data: () => [times, ...rows], y: {range: fromZero}, yaxis: numberAxis, format: v => v == null ? '–' : figure(v) + ' MB',
    series: run.memory.map((m, k) => line(shown(m.who), looks[k][0], {kind: looks[k][1], dash: looks[k][2], width: 1.8}))});
}
/* What a client waits against what a watcher waits. */
function watchPanel(run, host) {
  const watch = run.series.filter(s => s.quantity === 'NOTIFICATION' && s.placed), operation = (run.operations.find(o => watch.some(s => s.operation === o.name)) || {}).name;
  const client = operation && (run.find('RESPONSE', operation) || run.find('SERVICE', operation)), shownWatch = watch.filter(s => s.operation === operation).slice(0, 3);
  if (live && !client) return;
  if (!client || !client.placed || !shownWatch.length) return empty(host, 'Client against watch', watch.length ? 'No rows of a driver that these notifications belong to.' : 'No rows of a logger: notifications are not known.');
  const all = [client, ...shownWatch], range = rangeOf(...all), rows = all.map(s => run.overTime(s, 0.9)), looks = [['a', ''], ['b', 'dash', [6, 3]], ['c', 'dot', [2, 2]], ['d', 'dash', [9, 3]]];
  const series = all.map((s, i) => line(i === 0 ? words(s) : 'notification, ' + shown(s.by), looks[i][0], {kind: looks[i][1], dash: looks[i][2], width: i === 0 ? 2 : 1.7}));
  panel(host, {title: 'Client against watch', text: 'p90 of ' + many(operation) + ': what the client waited, and what passed until the logger’s worker had the change.', height: 190, columns: true,
    data: () => [run.edges].concat(rows.map(r => twice(r.map(v => v == null ? null : Math.max(v, range[0]))))), y: latencyScale(() => range), yaxis: latencyAxis, format: (v, s, i) => ms(rows[series.indexOf(s)][i >> 1]), series});
}
/* Another state of the same run. */
function refreshTime() {
  for (const p of plots.slice(lasting)) {
    if (p !== bands && p !== heat && p.time) p.u.setData(p.o.data());
    readout(p);
  }
  bands.changed();
}
const empty = (host, title, text) => host.append(el('section', {className: 'panel card none'}, el('div', {className: 'head'}, el('div', {}, el('h3', {}, title), el('p', {}, text)))));
