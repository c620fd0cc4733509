/* Elements, texts and numbers as the page writes them. Texts from files are only ever set as text. */
const root = document.documentElement;
const byId = id => document.getElementById(id);
const css = name => getComputedStyle(root).getPropertyValue('--' + name).trim();
const colour = name => () => css(name);
const NB = '\u00a0';

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes || {}) {
    if (name in element) element[name] = attributes[name];
    else element.setAttribute(name, attributes[name]);
  }
  element.append(...children.flat().filter(child => child != null && child !== ''));
  return element;
}

/* Control characters, and those that turn or hide text, are shown as what they are. */
const shown = text => String(text)
  .replace(/[\u0000-\u001f]/g, c => String.fromCharCode(0x2400 + c.charCodeAt(0)))
  .replace(/\u007f/g, '\u2421')
  .replace(/[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));

const num = n => n.toLocaleString('en-US', {maximumFractionDigits: 3});
const figure = n => n === 0 ? '0' : Math.abs(n) >= 1000 ? num(Math.round(n)) : String(+n.toPrecision(3));
const limitText = objective => shown(objective.limit).replace(/<=\s*/g, '≤' + NB);
/* What many operations are called, by the word for one: patches, applies. The page's data says. */
let plurals = new Map();
const many = operation => plurals.get(operation) || operation + 's';
const listed = words => words.length < 3 ? words.join(' and ') : words.slice(0, -1).join(', ') + ' and ' + words[words.length - 1];
const plural = (n, one, many) => num(n) + ' ' + (n === 1 ? one : many);

/* A latency in milliseconds, three digits. */
function ms(v) {
  if (v == null) return '–';
  const a = Math.abs(v);
  if (a < 0.0995) return +(v * 1e3).toPrecision(2) + NB + 'µs';
  if (a >= 999.5) return (v / 1e3).toFixed(a >= 99950 ? 0 : a >= 9995 ? 1 : 2) + NB + 's';
  return v.toFixed(a >= 99.5 ? 0 : a >= 9.95 ? 1 : 2) + NB + 'ms';
}
const fromNs = ns => ns == null ? null : ns / 1e6;

/* Two latencies, with the unit once where it is the same. */
function span(low, high) {
  const [a, unit] = ms(low).split(NB), [b, unit2] = ms(high).split(NB);
  return unit === unit2 ? a + ' to ' + b + NB + unit : ms(low) + ' to ' + ms(high);
}
const tick = v => v >= 1000 ? num(v / 1000) + ' s' : v >= 1 ? num(v) + ' ms' : num(+(v * 1000).toPrecision(3)) + ' µs';

/* Seconds since the beginning; with minutes and hours where the run has them. */
function clock(seconds, digits) {
  const s = Math.abs(seconds);
  return s < 120 ? seconds.toFixed(digits == null ? 1 : digits) + NB + 's' : minutes(seconds);
}
function minutes(seconds) {
  const s = Math.abs(seconds);
  const pad = n => String(n).padStart(2, '0'), whole = Math.floor(s);
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60;
  return (seconds < 0 ? '−' : '') + (h ? h + ':' + pad(m) : m) + ':' + pad(whole % 60);
}
const utc = (epochMs, pattern) => new Intl.DateTimeFormat('en-GB', {timeZone: 'UTC', ...pattern}).format(epochMs);
const day = epochMs => utc(epochMs, {day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit'}) + ' UTC';

function download(name, text) {
  const link = el('a', {href: URL.createObjectURL(new Blob([text], {type: 'text/csv'})), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const fileName = text => text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase() || 'plot';
const say = text => { byId('live').textContent = text; };
