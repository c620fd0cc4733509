/* The top of the page: verdict, four answers, headline numbers. It selects and words what the report found; it finds nothing itself. */
const STATES = {
  RUNNING: ['live', 'M12 3a9 9 0 1 0 .01 0zM12 7v5.2l3.4 2', 'The run goes on.'],
  VALID: ['good', 'M4.5 12.5l5 5 10-11', 'The run counts.'],
  SUSPECT: ['warn', 'M12 3L22 20.5H2zM12 9.5v5M12 17.2v.6', 'Use with care.'],
  INVALID: ['bad', 'M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2zM8.5 8.5l7 7m0-7l-7 7', 'Do not use these numbers.']
};
function icon(path) {
  const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg'), p = document.createElementNS(ns, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, value] of Object.entries({d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': 2.3, 'stroke-linejoin': 'round', 'stroke-linecap': 'round'})) p.setAttribute(name, value);
  svg.append(p);
  return svg;
}
const seconds = s => figure(s) + NB + 's';

function lead(run) {
  if (run.status === 'RUNNING') return ['The run goes on; the verdict comes with its end. ', doneText(run)];
  const longest = [...run.disturbed].sort((a, b) => (b.to - b.from) - (a.to - a.from))[0];
  if (longest) {
    const more = run.disturbed.length - 1;
    return [whole(shown(longest.text)), ', from ', el('b', {}, clock(longest.from)), ' to ', el('b', {}, clock(longest.to)),
      more ? ', and ' + plural(more, 'more disturbance', 'more disturbances') + '. ' : '. ',
      run.status === 'INVALID' ? 'These numbers describe that, not a working control plane.' : run.status === 'VALID' ? 'The run counts all the same.' : 'What was due then is in the numbers.'];
  }
  if (run.status === 'VALID') return ['The run counts. ', doneText(run)];
  return [STATES[run.status][2] + ' ', whole(shown(run.findings[0].reason)) + '.'];
}
function doneText(run) {
  const parts = run.operations.map(o => plural(o.count, o.name, many(o.name)) + ' at ' + figure(o.achievedPerSecond) + '/s');
  return parts.length ? parts.join(', ') + '.' : live ? '' : run.tools.map(t => shown(t.tool)).join(', ') + (run.tools.length ? '.' : '');
}
function answers(run) {
  if (live) return liveAnswers(run);
  const broken = run.objectives.filter(o => o.outcome === 'BROKEN'), met = run.objectives.filter(o => o.outcome === 'MET');
  const held = broken.length ? ['No, ' + broken.length + ' of ' + plural(run.objectives.length, 'objective', 'objectives') + ' broken', broken.slice(0, 2).map(o => shown(o.name) + ' ' + shown(o.value) + ', limit ' + limitText(o)).join(' · ')]
    : run.disturbed.length ? ['Not throughout', met.length ? plural(met.length, 'objective', 'objectives') + ' met in spite of it' : 'objectives not known']
      : met.length ? ['Yes, ' + met.length + ' of ' + plural(run.objectives.length, 'objective', 'objectives') + ' met', met.slice(0, 2).map(o => shown(o.name) + ' ' + shown(o.value)).join(' · ')] : ['Not known', 'too few samples for any objective'];
  const total = run.disturbed.reduce((sum, m) => sum + m.to - m.from, 0), first = run.disturbed[0];
  const bent = first ? ['At ' + clock(first.from) + ', for ' + seconds(first.to - first.from), run.disturbed.length > 1 ? run.disturbed.length + ' times, ' + seconds(total) + ' in all' : shown(first.text)] : run.operations.length ? ['Nowhere', 'no time without success, no slow spell' + (run.load.length ? ' · ' + shown(run.load[0]) : '')] : ['Not known', 'no rows of requests'];
  const sum = name => run.watchers.reduce((n, w) => n + (w.counts[name] || 0), 0), lost = sum('missingCreates') + sum('missingDeletes'), twice = sum('duplicates'), order = sum('outOfOrder');
  const joined = run.watchers.some(w => 'missingCreates' in w.counts);
  const missing = !joined ? ['Not known', 'no rows of a logger beside a driver’s'] : [lost ? 'Yes, ' + plural(lost, 'notification', 'notifications') : 'No notification missing', plural(twice, 'duplicate', 'duplicates') + ' · ' + num(order) + ' out of order'];
  const counts = COUNTS[run.status];
  const why = run.findings.length ? plural(run.findings.length, 'finding', 'findings') + ', about ' + [...new Set(run.findings.map(f => shown(f.about)))].join(', ') : 'no rule of the verdict is violated';
  return [['Did the run count?', counts, why], ['Did the control plane hold?', ...held], ['Where did it bend?', ...bent], ['Was anything lost?', ...missing]];
}
/* Of a run that may still go on: what it has done. */
function liveAnswers(run) {
  const all = run.operations.reduce((n, o) => n + o.count, 0), failed = run.operations.reduce((n, o) => n + o.failed, 0), out = [];
  if (run.status === 'RUNNING') out.push(['Running for', clock((run.endEpochMs - run.startEpochMs) / 1e3, 0), 'since ' + day(run.startEpochMs)]);
  else out.push(['Did the run count?', COUNTS[run.status], run.findings.length ? plural(run.findings.length, 'finding', 'findings') : 'no rule of the verdict is violated']);
  if (run.operations.length) out.push(['Requests', num(all), failed ? num(failed) + ' failed, ' + figure(100 * failed / all) + NB + '%' : 'none failed']);
  return out.concat(Object.entries(run.tools[0].counts).slice(0, 8).map(([name, n]) => [whole(shown(name).replace(/([a-z])([A-Z])/g, (match, a, b) => a + ' ' + b.toLowerCase())), num(n), '']));
}
const COUNTS = {VALID: 'Yes', SUSPECT: 'With care', INVALID: 'No'};
function buildVerdict(run) {
  const box = byId('verdict'), [kind, path] = STATES[run.status], go = el('div', {className: 'go'});
  box.className = 'verdict card ' + kind;
  if (run.disturbed.length) {
    const show = (name, action) => { const b = el('button', {type: 'button'}, name); b.addEventListener('click', () => { action(); scrollTo('plots'); }); go.append(b); };
    const worst = [...run.disturbed].sort((a, b) => (b.to - b.from) - (a.to - a.from))[0];
    show('Show the disturbance', () => zoomTo(worst));
    if (run.disturbed[0].from > 2) show('Show the time before it', () => setWindow(0, run.disturbed[0].from));
  }
  const shownFindings = run.findings.slice(0, 6), rest = run.findings.slice(6), item = f => el('li', {}, el('span', {className: 'tag ' + STATES[f.status][0]}, f.status), el('span', {}, whole(shown(f.reason)), el('small', {}, ' ' + shown(f.by) + ', about the ' + shown(f.about))));
  box.replaceChildren(
    el('div', {className: 'why'}, el('h2', {className: 'state', id: 'verdict-state'}, icon(path), run.status), el('p', {className: 'lead'}, lead(run)), el('ol', {}, shownFindings.map(item)),
      rest.length ? el('details', {}, el('summary', {}, plural(rest.length, 'more finding', 'more findings')), el('ol', {}, rest.map(item))) : null, run.load.length ? el('p', {className: 'load'}, run.load.map(shown).join(' · ')) : null, go.childNodes.length ? go : null),
    el('dl', {className: live ? 'answers live-answers' : 'answers'}, answers(run).map(([question, answer, small]) => el('div', {}, el('dt', {}, question), el('dd', {}, answer, el('small', {}, small))))));
}
function scrollTo(id) {
  byId(id).scrollIntoView({behavior: matchMedia('(prefers-reduced-motion:reduce)').matches ? 'auto' : 'smooth'});
}

/* A small line over the whole run; disturbances shaded. */
function sparkline(run, values, logarithmic) {
  const ns = 'http://www.w3.org/2000/svg', make = (tag, attributes) => { const e = document.createElementNS(ns, tag); for (const name in attributes) e.setAttribute(name, attributes[name]); return e; };
  const svg = make('svg', {viewBox: '0 0 ' + Math.max(1, run.columns) + ' 30', preserveAspectRatio: 'none', 'aria-hidden': 'true'});
  for (const m of run.disturbed) svg.append(make('rect', {x: m.from / run.width, width: Math.max(0.5, (m.to - m.from) / run.width), y: 0, height: 30}));
  const f = v => logarithmic ? Math.log10(Math.max(v, 1e-3)) : v, known = values.filter(v => v != null).map(f);
  if (known.length) {
    const high = known.reduce((a, b) => Math.max(a, b)), low = logarithmic ? known.reduce((a, b) => Math.min(a, b)) : 0;
    let d = '', on = false;
    values.forEach((v, i) => {
      if (v == null) { on = false; return; }
      const y = (27 - 24 * (f(v) - low) / (high - low || 1)).toFixed(1);
      d += (on ? 'L' : 'M') + i + ' ' + y + 'L' + (i + 1) + ' ' + y;
      on = true;
    });
    svg.append(make('path', {d}));
  }
  return svg;
}
function buildTiles(run) {
  const host = byId('tiles');
  host.replaceChildren();
  const tile = (name, value, unit, note, values, logarithmic) => host.append(el('div', {className: 'tile card'}, el('div', {className: 'name'}, name), el('div', {className: 'value'}, value, unit ? el('small', {}, ' ' + unit) : null), el('div', {className: 'small'}, note), values ? sparkline(run, values, logarithmic) : null));
  const outside = (s, q) => { const v = run.disturbed.length && s.placed ? run.calm(s).quantile(run.bins, q) : null; return v == null ? '' : ms(v) + ' outside disturbances'; };
  const latency = (name, s, more) => {
    const best = s && ['99.9', '99', '90', '50'].map(Number).find(level => level <= 99 && s.percentiles.some(p => p.level === level));
    if (!best) return;
    const p = s.percentiles.find(each => each.level === best), [value, unit] = ms(p.ns / 1e6).split(NB);
    tile(name + ' p' + best, value, unit, [more, outside(s, best / 100)].filter(Boolean).join(' · '), s.placed ? run.overTime(s, 0.9) : null, true);
  };
  const first = run.operations[0];
  if (first) {
    const offered = first.offeredPerSecond, part = offered ? ' of ' + figure(offered) + ' asked for, ' + figure(100 * first.achievedPerSecond / offered) + NB + '%' : plural(first.count, 'request', 'requests');
    tile(whole(many(first.name)) + (live ? ', last 10' + NB + 's' : ' achieved'), figure(first.achievedPerSecond), '/s', part.trim(), run.rate(first.succeeded));
    const response = run.find('RESPONSE', first.name), service = run.find('SERVICE', first.name), main = response || service;
    const objective = run.objectives.find(o => main && o.name.startsWith(main.name + ' '));
    latency(whole(first.name) + ', ' + (response ? 'response' : 'service'), main, objective ? 'limit ' + limitText(objective) : '');
  }
  const notified = run.series.find(s => s.quantity === 'NOTIFICATION' && (!first || s.operation === first.name)) || run.find('NOTIFICATION');
  if (notified) latency('Notification', notified, '');
  if (run.operations.length) {
    const all = run.operations.reduce((n, o) => n + o.count, 0), failed = run.operations.reduce((n, o) => n + o.failed, 0);
    tile('Requests that failed', figure(all ? 100 * failed / all : 0), '%', num(failed) + ' of ' + num(all), run.rate(...run.operations.map(o => o.failures)));
  }
  latency('Lateness', run.find('LATENESS'), 'of the driver');
  if (run.population.length) tile('Population, at most', num(run.population.reduce((a, b) => Math.max(a, b), 0)), '', plural(run.population[run.population.length - 1], 'object', 'objects') + (live ? ' now' : ' at the end'), run.population);
  if (!run.operations.length) for (const s of run.series.filter(each => each.quantity !== 'LATENESS' && each.quantity !== 'NOTIFICATION' && each.percentiles.length).slice(0, 6)) latency(seriesName(run, s), s, num(s.count) + ' samples');
  host.hidden = !host.childNodes.length;
}
