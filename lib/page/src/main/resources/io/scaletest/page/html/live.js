/* The page of a running run: a state of it, and what came to it each second, from the tool's own server. */
let live = null;

/* What a live run has not: a report finds it at the end. */
const NOT_YET = {memory: [], findings: [], load: [], objectives: [], watchers: [], clocks: [], disturbances: [], server: [], serverTimes: [], marks: [], files: [], unknown: []};
const LEAST_SECONDS = 60;

/* Puts the columns of an update behind those that stay. */
function joined(before, update) {
  const from = update.firstColumn, old = before && before.runs[0], run = Object.assign({}, NOT_YET, update.runs[0]);
  if (!old || from === 0) return Object.assign({}, update, {runs: [run]});
  const behind = (kept, added) => (kept || []).slice(0, from).concat(added);
  run.population = run.population.length ? behind(old.population, run.population) : [];
  run.operations = run.operations.map((o, i) => {
    const was = old.operations[i], all = {};
    for (const name of ['sent', 'succeeded', 'failures']) all[name] = behind(was[name], o[name]);
    return Object.assign({}, o, all);
  });
  run.series = run.series.map(s => {
    const was = old.series.find(each => each.name === s.name), kept = was ? was.columns : Array.from({length: from}, () => []);
    return Object.assign({}, s, {columns: behind(kept, s.columns)});
  });
  return Object.assign({}, update, {runs: [run]});
}
/* Which panels and buttons there are; they are made anew only when that changes. */
const shapeOf = run => JSON.stringify([run.title, run.views().map(v => v.name), run.operations.map(o => [o.name, o.failed > 0]), run.series.filter(s => s.placed).map(s => s.name), run.population.length > 0, run.columns > 0]);

function liveTake() {
  const run = new Run(report.runs[0], report), all = !shownRun || window_[0] <= 0 && window_[1] >= shownRun.length;
  run.length = Math.max(run.length, LEAST_SECONDS);
  runs = [run];
  if (!shownRun || shapeOf(run) !== live.shape) {
    const at = all ? null : window_, name = view && view.name;
    live.shape = shapeOf(run);
    showRun(0);
    const again = views.find(v => v.name === name);
    if (again) setView(again);
    if (at) setWindow(at[0], at[1]);
    return;
  }
  shownRun = run;
  const name = view && view.name;
  views = run.views();
  view = views.find(v => v.name === name) || views[0] || null;
  headOf(run, 0);
  buildVerdict(run);
  buildTiles(run);
  unlessRead('numbers', host => buildNumbers(run, host));
  unlessRead('errors', () => buildLists(run, report));
  if (view) {
    refreshTime();
    setWindow(...all ? [0, run.length] : window_);
  }
}
/* Tables stand still under a pointer, while something in them has the focus, and while text is selected. */
function unlessRead(id, build) {
  const host = byId(id), selected = getSelection();
  if (host.matches(':hover') || host.contains(document.activeElement) || !selected.isCollapsed && host.contains(selected.anchorNode)) return;
  build(host);
}
function liveState(text, kind) {
  const state = byId('connection');
  state.textContent = text;
  state.className = 'tag ' + kind;
  state.hidden = false;
}
/* One drawing for all updates of a frame, and none while nobody can see it. */
function liveDraw() {
  if (live.drawing || document.hidden || !report) return;
  live.drawing = true;
  requestAnimationFrame(() => {
    live.drawing = false;
    liveTake();
    root.dataset.ready = 'true';
  });
}
function follow(events) {
  live = {shape: '', drawing: false};
  byId('time-part').hidden = byId('distribution-part').hidden = true;
  root.dataset.waiting = 'true';
  byId('title').textContent = 'A run to come';
  byId('what').textContent = 'Waiting for the run to begin.';
  byId('files').previousElementSibling.textContent = 'The tool';
  for (const id of ['verdict', 'tiles', 'disturbance']) byId(id).hidden = true;
  const source = new EventSource(events);
  source.addEventListener('open', () => liveState('live', 'good'));
  source.addEventListener('run', e => {
    report = joined(report, JSON.parse(e.data));
    delete root.dataset.waiting;
    byId('version').textContent = shown(report.toolVersion);
    byId('verdict').hidden = false;
    liveDraw();
  });
  source.addEventListener('end', () => {
    source.close();
    liveState('the tool has ended', 'warn');
  });
  source.addEventListener('error', () => liveState('no connection', 'warn'));
  document.addEventListener('visibilitychange', liveDraw);
}
