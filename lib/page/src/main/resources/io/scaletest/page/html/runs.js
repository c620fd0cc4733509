/* Several runs: which is shown, and all of them over one another. */
const RUN_HUES = ['a', 'b', 'c', 'd', 'k'], RUN_DASHES = [undefined, [6, 3], [2, 2], [9, 3, 2, 3], [1.5, 2.5]], RUN_KINDS = ['', 'dash', 'dot', 'dash', 'dot'];
const OVERLAID_MAX = 20;

/* A table of the runs, and their latencies by percentile, for the operations that they have in common. */
function buildRuns(runs, show, comparison) {
  if (runs.length < 2) return;
  const part = byId('runs-part'), name = i => !comparison ? String(i + 1) : i < comparison.firstOfB ? 'A' + (i + 1) : 'B' + (i + 1 - comparison.firstOfB);
  part.hidden = false;
  const host = byId('runs');
  if (comparison) {
    part.firstElementChild.textContent = 'B against A';
    host.append(el('section', {className: 'card plain', id: 'comparison'}, el('ul', {}, comparison.sentences.map(each => el('li', {}, whole(shown(each)))))));
    byId('verdict').before(part);
  }
  const main = run => { const v = run.views()[0]; return v && v.series; };
  tableCard(host, 'Runs', [{text: 'Run'}, {text: 'Verdict'}, 'Began', 'Length, s', 'Requests', 'Failed, %', 'achieved/s', 'p50', 'p99', {text: 'Objectives broken'}], runs.map((run, i) => {
    const open = el('button', {type: 'button', className: 'link'}, name(i) + ' · ' + shown(run.title)), s = main(run), all = run.operations.reduce((n, o) => n + o.count, 0), failed = run.operations.reduce((n, o) => n + o.failed, 0);
    open.addEventListener('click', () => { show(i); scrollTo('verdict'); });
    return el('tr', {}, el('th', {scope: 'row'}, open), el('td', {className: 'text'}, el('span', {className: 'tag ' + STATES[run.status][0]}, run.status)), cell(day(run.startEpochMs), run.startEpochMs), cell(figure((run.endEpochMs - run.startEpochMs) / 1e3), run.endEpochMs - run.startEpochMs),
      cell(num(all), all), cell(figure(all ? 100 * failed / all : 0), all ? failed / all : 0), cell(run.operations[0] ? figure(run.operations[0].achievedPerSecond) : '–'), s ? percentileCell(s, 50) : cell('–', -1), s ? percentileCell(s, 99) : cell('–', -1), textCell(run.objectives.filter(o => o.outcome === 'BROKEN').map(o => o.name).join(', ') || 'none'));
  }), 'Latencies are the first operation’s. Runs, not requests, are the unit of a comparison: few runs tell little, whatever their intervals say.');
  const grid = el('div', {className: 'grid'}), overlaid = runs.filter(main).slice(0, OVERLAID_MAX);
  host.append(grid);
  if (!overlaid.length) return;
  const look = (run, i) => {
    const at = runs.indexOf(run), hue = !comparison ? i % 5 : at < comparison.firstOfB ? 0 : 1, way = comparison ? hue : i / 5 | 0;
    return line(name(at), RUN_HUES[hue], {dash: RUN_DASHES[way], kind: RUN_KINDS[way], width: 1.6});
  };
  let low = null, high = null;
  const hists = overlaid.map(run => run.merged(main(run), 0, run.length));
  for (const h of hists) {
    const first = h.sorted().find(([bin]) => bin > 0), v = first && overlaid[0].bins.low(first[0]);
    if (v && (low == null || v < low)) low = v;
    if (h.max != null && (high == null || h.max > high)) high = h.max;
  }
  const range = powers(low, high), floor = v => v == null ? null : Math.max(v, range[0]);
  panel(grid, {time: false, title: 'Latency by percentile, all runs', text: whole(words(main(overlaid[0]))) + (runs.length > OVERLAID_MAX ? '; the first ' + OVERLAID_MAX : ''), height: 260, data: () => [NINES].concat(hists.map((h, i) => byPercentile(overlaid[i].bins, h).map(floor))), xrange: () => [0, 4], xaxis: NINES_AXIS,
    y: latencyScale(() => range), yaxis: latencyAxis, format: ms, series: overlaid.map(look)});
  const step = Math.max(...overlaid.map(r => Math.max(1, r.width))), longest = Math.max(...overlaid.map(r => r.length)), x = Array.from({length: Math.ceil(longest / step)}, (_, i) => i * step);
  panel(grid, {time: false, title: 'p90 over time, all runs', text: 'Each from its own beginning.', height: 260, data: () => [x].concat(overlaid.map(run => { const v = run.overTime(main(run), 0.9); return x.map(t => t < run.length ? floor(v[run.columnAt(t)]) : null); })), xrange: () => [0, longest], xaxis: timeAxis,
    y: latencyScale(() => range), yaxis: latencyAxis, format: ms, series: overlaid.map(look)});
}
