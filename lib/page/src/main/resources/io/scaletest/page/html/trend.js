/* Many runs in the order of their time: a plot of each metric, with its levels and where they changed. */
const signed = share => (share > 0 ? '+' : share < 0 ? '−' : '') + figure(Math.abs(100 * share)) + NB + '%';

/* The level that each run belongs to: the median of those between two changes. */
function levels(metric) {
  const cuts = [0, ...metric.changes.map(c => c.at), metric.values.length], out = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const sorted = metric.values.slice(cuts[i], cuts[i + 1]).sort((a, b) => a - b), half = sorted.length >> 1;
    const median = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    for (let k = cuts[i]; k < cuts[i + 1]; k++) out.push(median);
  }
  return out;
}
const isWorse = (change, metric) => change.size > 0 === metric.lessIsBetter;

/* A level is drawn through its runs and not to the next one. */
function levelPaths(metric) {
  const begins = new Set(metric.changes.map(c => c.at));
  return (u, index, first, last) => {
    const path = new Path2D();
    for (let i = first; i <= last; i++) {
      const x = u.valToPos(u.data[0][i], 'x', true), y = u.valToPos(u.data[index][i], 'y', true);
      if (i === first || begins.has(i)) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    return {stroke: path, fill: null, clip: null, band: null, gaps: null, flags: 1};
  };
}
function changeMarks(metric) {
  return u => {
    const c = u.ctx, b = u.bbox, r = uPlot.pxRatio;
    c.save();
    c.lineWidth = r;
    c.setLineDash([3 * r, 4 * r]);
    for (const change of metric.changes) {
      c.strokeStyle = css(isWorse(change, metric) ? 'bad' : 'good');
      const x = Math.round(u.valToPos(change.at + 0.5, 'x', true)) + 0.5;
      c.beginPath();
      c.moveTo(x, b.top);
      c.lineTo(x, b.top + b.height);
      c.stroke();
    }
    c.restore();
  };
}
function trendPanel(host, metric, trend) {
  const n = metric.values.length, middle = levels(metric), x = metric.values.map((v, i) => i + 1), latest = metric.changes[metric.changes.length - 1];
  const all = metric.values.concat(middle), low = Math.min(...all), high = Math.max(...all), room = (high - low || high || 1) * 0.08;
  const said = !latest ? 'No lasting change.' : 'Latest change ' + signed(latest.size) + ', from run ' + (latest.at + 1) + ' on' + (isWorse(latest, metric) ? ': worse.' : ': better.');
  panel(host, {time: false, title: shown(metric.name), text: said, height: 220, data: () => [x, metric.values, middle], xrange: () => [0.5, n + 0.5],
    xaxis: {incrs: [1, 2, 5, 10, 20, 50, 100], space: 40, values: (u, splits) => splits.map(num)}, y: {range: () => [Math.max(0, low - room), high + room]},
    yaxis: valueAxis({space: 34, size: 76, values: (u, splits) => splits.map(v => figure(v) + NB + shown(metric.unit))}), format: v => v == null ? '–' : figure(v) + NB + shown(metric.unit),
    draw: changeMarks(metric),
    read: p => [p.index == null ? null : el('b', {}, 'run ' + (p.index + 1) + ', ' + shown(trend.runs[p.index].title) + ', ' + day(trend.runs[p.index].startEpochMs)),
      key('each run', css('a'), '', p.index == null ? null : p.o.format(metric.values[p.index])), key('level (median)', css('d'), 'dash', p.index == null ? null : p.o.format(middle[p.index]))].filter(Boolean),
    series: [line('each run', 'a', {width: 1, points: {show: true, size: 5, fill: colour('a'), stroke: colour('a')}}), line('level', 'd', {width: 2.4, dash: [7, 4], paths: levelPaths(metric)})]});
}
function showTrend(trend) {
  const n = trend.runs.length, worse = trend.metrics.filter(m => m.changes.length && isWorse(m.changes[m.changes.length - 1], m));
  byId('title').textContent = 'Trend of ' + plural(n, 'run', 'runs');
  document.title = byId('title').textContent + ' · scaletest report';
  byId('what').textContent = [n ? day(trend.runs[0].startEpochMs) + ' to ' + day(trend.runs[n - 1].startEpochMs) : '', trend.invalid ? plural(trend.invalid, 'INVALID run', 'INVALID runs') + ' left out' : ''].filter(Boolean).join(' · ');
  const box = byId('verdict'), kind = n < trend.runsMin ? 'warn' : worse.length ? 'bad' : 'good';
  box.className = 'verdict card alone ' + kind;
  box.replaceChildren(el('div', {className: 'why'}, el('h2', {className: 'state', id: 'verdict-state'}, icon(STATES[kind === 'good' ? 'VALID' : kind === 'bad' ? 'INVALID' : 'SUSPECT'][1]),
    kind === 'warn' ? 'TOO FEW RUNS' : worse.length ? 'WORSE' : 'NO CHANGE FOR THE WORSE'), el('p', {className: 'lead'}, kind === 'warn' ? 'It takes ' + trend.runsMin + ' runs to tell a change.'
    : worse.length ? whole(worse.map(m => shown(m.name) + ' ' + signed(m.changes[m.changes.length - 1].size)).join(', ')) + ': the latest lasting change.' : 'The latest lasting change of no metric is for the worse.')));
  byId('tiles').hidden = byId('distribution-part').hidden = byId('no-plots').hidden = true;
  byId('plots').textContent = 'Run by run';
  document.querySelector('.bar').hidden = true;
  for (const id of ['errors', 'files']) byId(id).previousElementSibling.hidden = true;
  for (const metric of trend.metrics) trendPanel(byId('time'), metric, trend);
  const changes = trend.metrics.flatMap(metric => metric.changes.map(change => ({metric, change})));
  tableCard(byId('numbers'), 'Lasting changes', [{text: 'Metric'}, 'From run', {text: 'Its name'}, 'On', 'Change', '95 % interval', {text: 'What is different'}], changes.map(({metric, change}) => {
    const run = trend.runs[change.at];
    return el('tr', {}, el('th', {scope: 'row'}, shown(metric.name)), cell(num(change.at + 1), change.at), textCell(run.title), cell(day(run.startEpochMs), run.startEpochMs), cell(signed(change.size), change.size, null, isWorse(change, metric) ? 'hot' : ''),
      cell(signed(change.interval[0]) + ' to ' + signed(change.interval[1])), textCell(change.options.join('; ') || 'nothing that the summaries tell'));
  }), 'By E-divisive, permutation test at 5 %; no level of fewer than three runs.');
  tableCard(byId('numbers'), 'Runs', ['Number', {text: 'Run'}, {text: 'Verdict'}, 'Began', ...trend.metrics.map(m => shown(m.name) + ', ' + shown(m.unit))], trend.runs.map((run, i) =>
    el('tr', {}, cell(num(i + 1), i), textCell(run.title), el('td', {className: 'text'}, el('span', {className: 'tag ' + STATES[run.status][0]}, run.status)), cell(day(run.startEpochMs), run.startEpochMs), trend.metrics.map(m => cell(figure(m.values[i]), m.values[i])))));
}
