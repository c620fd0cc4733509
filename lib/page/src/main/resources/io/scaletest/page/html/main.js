/* Puts the page together, and what keys and buttons do. */
let report = null, runs = [], lasting = 0;

function showRun(index) {
  const run = runs[index];
  for (const p of plots.splice(lasting)) {
    p.observer.disconnect();
    p.u.destroy();
  }
  listeners.length = 0;
  shownRun = run;
  window_ = [0, Math.max(run.length, 0.5)];
  views = run.views();
  view = views[0] || null;
  headOf(run, index);
  buildVerdict(run);
  buildTiles(run);
  buildNumbers(run, byId('numbers'));
  buildLists(run, report);
  const drawn = view != null && run.columns > 0;
  byId('time-part').hidden = byId('distribution-part').hidden = !drawn;
  byId('no-plots').hidden = drawn || live != null;
  byId('views').replaceChildren();
  if (drawn) {
    buildTime(run, byId('time'));
    buildDistribution(run, byId('distribution'));
    viewSwitch();
    byId('disturbance').hidden = !run.disturbed.length;
    setView(view);
    setWindow(0, run.length);
  } else {
    byId('time').replaceChildren();
    byId('distribution').replaceChildren();
  }
  const chooser = byId('run');
  if (chooser.options.length) chooser.selectedIndex = index;
}
function headOf(run, index) {
  byId('title').textContent = 'Run ' + (runs.length > 1 ? index + 1 + ' of ' + runs.length + ': ' : '') + shown(run.title);
  document.title = run.status + ' · ' + (live ? shown(run.tools[0].tool) : 'run') + ' ' + shown(run.title) + (live ? '' : ' · scaletest report');
  const tools = [...new Set(run.tools.map(t => shown(t.tool)))].join(', ');
  byId('what').textContent = [tools, doneText(run).replace(/\.$/, ''), day(run.startEpochMs), clock((run.endEpochMs - run.startEpochMs) / 1e3) + ' long'].filter(Boolean).join(' · ');
}
function viewSwitch() {
  const host = byId('views');
  if (views.length > 6) {
    const select = el('select', {id: 'view'}, views.map((v, i) => el('option', {value: String(i)}, v.name)));
    select.setAttribute('aria-label', 'Latency');
    select.addEventListener('change', () => setView(views[+select.value]));
    host.replaceChildren(select);
    return;
  }
  host.replaceChildren(...views.map((v, i) => {
    const button = el('button', {type: 'button', title: 'Key ' + (i + 1)}, v.name);
    button.addEventListener('click', () => setView(v));
    return button;
  }));
}
function setView(v) {
  view = v;
  const host = byId('views'), index = views.indexOf(v);
  if (host.firstChild && host.firstChild.tagName === 'SELECT') host.firstChild.selectedIndex = index;
  else [...host.children].forEach((b, i) => b.setAttribute('aria-pressed', String(i === index)));
  bands.changed();
  cdf.changed();
}
function setTheme(theme) {
  root.dataset.theme = theme;
  byId('theme').textContent = theme === 'dark' ? 'Light' : 'Dark';
  if (heatMap) heatMap.paint();
  redrawAll();
}
function onKey(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
  const k = e.key, width = window_[1] - window_[0], middle = (window_[0] + window_[1]) / 2, zoom = f => setWindow(middle - width * f / 2, middle + width * f / 2);
  if (k === 'd' || k === 'D') setTheme(root.dataset.theme === 'dark' ? 'light' : 'dark');
  else if (!view) return;
  else if (k === 'ArrowLeft') setWindow(window_[0] - width / 4, window_[1] - width / 4);
  else if (k === 'ArrowRight') setWindow(window_[0] + width / 4, window_[1] + width / 4);
  else if (k === '+' || k === '=') zoom(0.5);
  else if (k === '-') zoom(2);
  else if (k === '0') setWindow(0, shownRun.length);
  else if (k >= '1' && k <= '9' && views[k - 1]) setView(views[k - 1]);
  else return;
  e.preventDefault();
}
/* On paper: light, in one column of fixed width, without a pointer. */
function printForm() {
  const theme = root.dataset.theme;
  addEventListener('afterprint', () => {
    printing = false;
    root.classList.remove('paper');
    setTheme(theme);
    for (const p of plots) p.fit();
    for (const listener of listeners) listener();
  }, {once: true});
  printing = true;
  root.classList.add('paper');
  setTheme('light');
  for (const p of plots) {
    p.index = null;
    readout(p);
    p.u.setSize({width: 690, height: Math.min(p.o.height, 190)});
  }
  if (shownRun && shownRun.disturbed.length && bands) placeMarks(shownRun, document.querySelector('.lane'));
}
function buttons() {
  byId('theme').addEventListener('click', () => setTheme(root.dataset.theme === 'dark' ? 'light' : 'dark'));
  byId('print').addEventListener('click', () => print());
  byId('whole').addEventListener('click', () => setWindow(0, shownRun.length));
  byId('disturbance').addEventListener('click', () => zoomTo([...shownRun.disturbed].sort((a, b) => (b.to - b.from) - (a.to - a.from))[0]));
  document.addEventListener('keydown', onKey);
  addEventListener('beforeprint', printForm);
}
async function start() {
  report = await readReport();
  plurals = new Map(Object.entries(report.plurals || {}));
  root.dataset.theme = matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light';
  buttons();
  if (report.live) {
    const events = report.live;
    report = null;
    setTheme(root.dataset.theme);
    return follow(events);
  }
  if (report.trend) {
    byId('version').textContent = shown(report.toolVersion);
    showTrend(report.trend);
    setTheme(root.dataset.theme);
    root.dataset.ready = 'true';
    return;
  }
  runs = report.runs.map(run => new Run(run, report));
  byId('version').textContent = shown(report.toolVersion);
  shownRun = runs[0];
  if (runs.length > 1) {
    const chooser = byId('run');
    chooser.append(...runs.map((run, i) => el('option', {}, i + 1 + ' · ' + run.status + ' · ' + shown(run.title))));
    chooser.addEventListener('change', () => showRun(chooser.selectedIndex));
    byId('chooser').hidden = false;
  }
  buildRuns(runs, showRun, report.comparison);
  lasting = plots.length;
  showRun(0);
  setTheme(root.dataset.theme);
  root.dataset.ready = 'true';
}
start();
