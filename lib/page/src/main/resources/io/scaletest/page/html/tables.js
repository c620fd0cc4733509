/* Tables that can be sorted by their heads and copied as text. */
const cell = (text, value, small, kind) => {
  const c = el('td', {className: kind || ''}, text, small ? el('small', {}, small) : null);
  if (value != null) c.dataset.value = value;
  return c;
};
const textCell = text => cell(shown(text), null, null, 'text');

function fillTable(table, heads, rows) {
  const sorted = table.dataset.sorted;
  table.replaceChildren(el('thead', {}, el('tr', {}, heads.map(h => el('th', {scope: 'col', className: h.text ? 'text' : ''}, el('button', {type: 'button'}, h.text || h))))), el('tbody', {}, rows));
  [...table.tHead.rows[0].cells].forEach((th, i) => th.firstChild.addEventListener('click', () => sortBy(table, i, th.getAttribute('aria-sort') !== 'ascending')));
  if (sorted) sortBy(table, +sorted.slice(1), sorted.startsWith('+'));
}
function sortBy(table, column, up) {
  table.dataset.sorted = (up ? '+' : '-') + column;
  [...table.tHead.rows[0].cells].forEach((th, i) => i === column ? th.setAttribute('aria-sort', up ? 'ascending' : 'descending') : th.removeAttribute('aria-sort'));
  const value = row => {
    const c = row.cells[column], text = c.dataset.value ?? c.textContent;
    return text === '' || isNaN(+text) ? text : +text;
  };
  const order = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1;
  [...table.tBodies[0].rows].sort((a, b) => order(value(a), value(b)) * (up ? 1 : -1)).forEach(row => table.tBodies[0].append(row));
}
/* Cells that a spreadsheet would take for a formula begin with an apostrophe. */
function textOf(table) {
  const of = c => { const t = (c.firstChild ? c.firstChild.textContent : '').replace(/\s+/g, ' '); return /^[=+@\t]|^-[^0-9]/.test(t) ? "'" + t : t; };
  return [...table.rows].map(row => [...row.cells].map(of).join('\t')).join('\n') + '\n';
}
function copyButton(table, name) {
  const button = el('button', {type: 'button', className: 'quiet', title: 'Copy this table, for a spreadsheet'}, 'Copy');
  button.setAttribute('aria-label', 'Copy table ' + name);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(textOf(table));
      button.textContent = 'Copied';
      say('Table copied');
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    } catch (refused) {
      getSelection().selectAllChildren(table);
      say('The table is selected: copy it with the keyboard');
    }
  });
  return button;
}
/* A card with a table; nothing where it has no row. */
function tableCard(host, title, heads, rows, note) {
  if (!rows.length) return;
  const table = el('table', {});
  host.append(el('section', {className: 'card tablecard'}, el('div', {className: 'head'}, el('h3', {}, title), copyButton(table, title)), el('div', {className: 'scroll'}, table), note ? el('p', {className: 'note'}, note) : null));
  fillTable(table, heads, rows);
}
const seriesName = (run, s) => whole(words(s)) + (s.quantity === 'NOTIFICATION' || s.quantity === 'QUEUE' || run.series.some(o => o !== s && o.name === s.name) ? ' (' + shown(s.by) + ')' : '');

function percentileCell(series, level) {
  const p = series.percentiles.find(each => each.level === level);
  if (!p) return cell('–', -1);
  const both = [p.ofThisRun, p.ifIndependent].filter(Boolean).sort((a, b) => (b[1] - b[0]) - (a[1] - a[0]));
  return cell(ms(p.ns / 1e6), p.ns, both.length ? span(both[0][0] / 1e6, both[0][1] / 1e6) : null);
}
function buildNumbers(run, host) {
  host.replaceChildren();
  const calm = run.disturbed.length > 0;
  tableCard(host, 'Latencies', ['Series', 'Samples', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'].concat(calm ? ['p99 outside disturbances'] : []), run.series.filter(s => s.count > 0).map(s => {
    const outside = calm && s.placed ? run.calm(s).quantile(run.bins, 0.99) : null;
    return el('tr', {}, el('th', {scope: 'row'}, seriesName(run, s)), cell(num(s.count), s.count), cell(ms(fromNs(s.minNs)), s.minNs ?? -1), [50, 90, 99, 99.9].map(level => percentileCell(s, level)), cell(ms(fromNs(s.maxNs)), s.maxNs ?? -1), calm ? cell(ms(outside), outside ?? -1) : null);
  }), 'Below each percentile the wider of its two 95 % intervals: by order statistics, and by a bootstrap of blocks of seconds. They say how sure this run’s figure is and do not serve to compare runs. A percentile with fewer than ten samples beyond is not told.');
  for (const tool of run.tools) if (tool.replay) replayTables(tool.replay, host);
  const outcomes = {MET: ['met', 'good'], BROKEN: ['broken', 'bad'], UNKNOWN: ['not known', 'warn']};
  tableCard(host, 'Objectives', ['Objective', {text: 'Outcome'}, {text: 'Limit'}, {text: 'Found'}, {text: 'Measured on'}], run.objectives.map(o => {
    const [word, kind] = outcomes[o.outcome];
    return el('tr', {}, el('th', {scope: 'row'}, shown(o.name)), el('td', {className: 'text'}, el('span', {className: 'tag ' + kind}, word)), textCell(limitText(o)), textCell(o.value), textCell(o.measuredOn));
  }));
}
/* What a replay came to beside its recording. */
function replayTables(replay, host) {
  const share = (n, of) => cell(num(n), n, of ? figure(100 * n / of) + NB + '%' : null, n < of ? 'hot' : '');
  tableCard(host, 'Replay: verbs', [{text: 'Verb'}, 'Recorded', 'Replayed', 'Answered as recorded', 'Could not be made'], replay.verbs.map(v =>
    el('tr', {}, el('th', {scope: 'row'}, shown(v.verb)), cell(num(v.recorded), v.recorded), share(v.replayed, v.recorded), share(v.asRecorded, v.recorded), cell(num(v.dropped), v.dropped))), 'Of ' + shown(replay.trace) + ' at speed ' + figure(replay.speed) + '.');
  tableCard(host, 'Replay: answers that differ', [{text: 'Verb'}, 'Recorded', 'Now', 'Requests'], replay.codes.map(c => el('tr', {}, el('th', {scope: 'row'}, shown(c.verb)), cell(c.recorded || 'none', c.recorded), cell(c.replayed || 'none', c.replayed), cell(num(c.requests), c.requests))));
  const value = (v, unit) => cell(v == null ? '–' : unit === 'ns' ? ms(v / 1e6) : figure(v), v);
  tableCard(host, 'Replay: concurrency', [{text: 'Figure'}, 'Recorded', 'Replayed'], replay.pairs.map(p => el('tr', {}, el('th', {scope: 'row'}, whole(shown(p.name))), value(p.recorded, p.unit), value(p.replayed, p.unit))));
  const left = Object.entries(replay.leftOut);
  tableCard(host, 'Replay: left out', [{text: 'Cause'}, 'Requests'], left.map(([cause, n]) => el('tr', {}, el('th', {scope: 'row'}, shown(cause)), cell(num(n), n, figure(100 * n / replay.requests) + NB + '%'))), 'Of ' + plural(replay.requests, 'request', 'requests') + ' in the trace.');
}
const WATCH_COUNTS = {creates: 'Creates seen', updates: 'Updates seen', deletes: 'Deletes seen', missingCreates: 'Creates never seen', missingDeletes: 'Deletes never seen', unansweredSeen: 'Seen, though the driver had no answer', updatesDone: 'Updates done by the driver', updatesNotified: 'Updates notified',
  duplicates: 'More than once', coalesced: 'Several notifications in one row', outOfOrder: 'Out of order', foreign: 'Of other objects'};
function buildLists(run, report) {
  const errors = byId('errors'), seconds = epochMs => { if (epochMs == null) return cell('–', -1); const t = run.since(epochMs); return cell(clock(t), t); };
  errors.replaceChildren();
  const all = run.operations.reduce((n, o) => n + o.count, 0), failed = run.operations.reduce((n, o) => n + o.failed, 0);
  tableCard(errors, 'Errors', [{text: 'Operation'}, {text: 'Error, names aside'}, 'Requests', 'First', 'Last'], run.errors.map(e => el('tr', {}, textCell(e.operation), textCell(e.text), cell(num(e.count), e.count), seconds(e.firstEpochMs), seconds(e.lastEpochMs))),
    num(failed) + ' of ' + plural(all, 'request', 'requests') + ' failed' + (all ? ' (' + figure(100 * failed / all) + NB + '%).' : '.'));
  if (!run.errors.length) errors.append(el('p', {className: 'card plain'}, all ? 'None of ' + plural(all, 'request', 'requests') + ' failed.' : 'No rows of requests: errors are not known.'));
  tableCard(errors, 'Notifications', ['Counted', ...run.watchers.map(w => shown(w.file))], [...new Set(run.watchers.flatMap(w => Object.keys(w.counts)))].map(name =>
    el('tr', {}, el('th', {scope: 'row'}, WATCH_COUNTS[name] || whole(shown(name).replace(/([a-z])([A-Z])/g, (all, a, b) => a + ' ' + b.toLowerCase()))), run.watchers.map(w => { const n = w.counts[name], bad = n > 0 && /missing|outOfOrder/.test(name); return n == null ? cell('–', -1) : cell(num(n), n, null, bad ? 'hot' : ''); }))),
  'Joined with the driver’s rows by the objects’ names.');
  const clocks = run.watchers.filter(w => w.clock).map(w => w.clock).concat(run.clocks);
  tableCard(errors, 'Clocks', [{text: 'Clock'}, {text: 'Against'}, 'Ahead by, estimated', 'Proven', {text: 'On the assumption'}], clocks.map(c => {
    const proven = c.provenMs ? figure(c.provenMs[0]) + ' to ' + figure(c.provenMs[1]) + ' ms' : c.provenAtMostMs != null ? 'at most ' + figure(c.provenAtMostMs) + ' ms' : '–';
    return el('tr', {}, textCell(c.clock), textCell(c.reference), c.estimateMs ? cell(figure(c.estimateMs[0]) + ' to ' + figure(c.estimateMs[1]) + ' ms', c.estimateMs[0]) : cell('–'), cell(proven), textCell(c.assumption || ''));
  }), 'Negative: behind. Latencies that span two clocks are not corrected by it.');
  tableCard(errors, 'Done on purpose', ['At', {text: 'To'}, {text: 'What'}], run.deeds.slice(0, 500).map(d => el('tr', {}, cell(clock(d.at), d.at), textCell(d.who), textCell(d.text))), plural(run.deeds.length, 'mark', 'marks') + ' at the upper edge of the plots' + (run.deeds.length > 500 ? '; the first 500 here.' : '.'));
  tableCard(errors, 'What the API server says of itself', [{text: 'Figure'}, 'Value', {text: 'Unit'}], run.server.map(f => el('tr', {}, textCell(f.name), cell(figure(f.value), f.value), textCell(f.unit))), 'Between two scrapes of its metrics, at the beginning and the end; and what the client measured on top.');

  const files = byId('files');
  files.replaceChildren();
  tableCard(files, 'Files', [{text: 'File'}, {text: 'Is'}, 'Records read', 'Left out', {text: 'Why'}], run.files.concat(report.strangers).map(f => el('tr', {}, textCell(f.path), textCell(f.kind), cell(num(f.records), f.records), cell(num(f.leftOutCount), f.leftOutCount, null, f.leftOutCount > 0 ? 'hot' : ''), textCell(f.leftOut.join('; ')))));
  if (run.unknown.length) files.append(el('section', {className: 'card plain'}, el('h3', {}, 'What these files do not tell'), el('ul', {}, run.unknown.map(line => el('li', {}, shown(line))))));
  tableCard(files, 'Tools', [{text: 'Tool'}, {text: 'Version'}, 'Run ID', 'Start', 'End', 'Its verdict', {text: 'Load'}], run.tools.map(t => el('tr', {}, textCell(t.tool), textCell(t.version), [t.runId, t.start, t.end, t.status].map(text => cell(shown(text))), textCell(t.load))));
  const options = run.tools.filter(t => Object.keys(t.options).length);
  if (options.length) {
    const fold = el('div', {}), names = [...new Set(options.flatMap(t => Object.keys(t.options)))].sort();
    tableCard(fold, 'Options', [{text: 'Option'}, ...options.map(t => ({text: shown(t.tool)}))], names.map(name => el('tr', {}, el('th', {scope: 'row'}, shown(name)), options.map(t => textCell(t.options[name] ?? '–')))));
    files.append(el('details', {}, el('summary', {}, 'Options of the tools'), fold));
  }
}
