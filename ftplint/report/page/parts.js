// --- what all chapters are made of
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const NUMBERS = new Intl.NumberFormat("en");
const ORDER = new Intl.Collator("en", { numeric: true });

function make(tag, given, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given || {})) {
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function plural(count, noun) {
  return `${NUMBERS.format(count)} ${noun}${count === 1 || noun === "info" ? "" : "s"}`;
}

const SEVERITIES = ["error", "warning", "info"];
const MANY_SERVERS = data.files.length > 1;
const ruleOf = new Map(data.rules.map((rule) => [rule.id, rule]));

// The name of a site; with several files also that of its file.
function named(row) {
  return MANY_SERVERS ? `${row.site} (${data.files[row.file].name})` : row.site;
}
function badge(severity) {
  return make("span", { class: "badge " + severity, text: severity });
}

// A part that would have nothing to say is not shown, and has no link.
function part(id, title) {
  $(id).hidden = false;
  $("parts").append(make("li", {}, make("a", { href: "#" + id, text: title, on: { click: (event) => {
    event.preventDefault(); // the address keeps what is filtered
    $(id).scrollIntoView();
  } } })));
}

// A table of which a part is drawn: sorted by its heads, one stop of the Tab key, arrow keys from name to name.
const MANY = 100;
const FIRST = 25;
function same(one, other) {
  return one.length === other.length && one.every((row, at) => row === other[at]);
}
let printing = false;
const tables = [];
function listing(prefix, columns, draw) {
  const [heads, body, more] = [$(prefix + "heads"), $(prefix + "rows"), $(prefix + "more")];
  let rows = [];
  let limit = FIRST;
  let drawn = null;
  let sorted = { column: -1, down: false };
  function show() {
    const told = [...rows];
    if (sorted.column >= 0) {
      const key = columns[sorted.column][1];
      told.sort((a, b) => {
        const [one, other] = [key(a), key(b)];
        return (typeof one === "number" ? one - other : ORDER.compare(one, other)) * (sorted.down ? -1 : 1);
      });
    }
    const count = printing ? told.length : limit;
    const now = told.slice(0, count);
    if (!drawn || !same(now, drawn)) { // to lay a table out takes most of the time of a keystroke
      drawn = now;
      body.replaceChildren(...now.map((row) => draw(row)));
      body.querySelectorAll("th button").forEach((button, number) => { button.tabIndex = number ? -1 : 0; });
    }
    more.hidden = told.length <= count;
    more.textContent = `Show ${NUMBERS.format(Math.min(MANY, told.length - count))} more of ${NUMBERS.format(told.length)}`;
  }
  heads.append(...columns.map(([name], column) => {
    const head = make("th", { scope: "col", "aria-sort": "none" });
    head.append(make("button", { type: "button", text: name, on: { click: () => {
      sorted = { column, down: sorted.column === column && !sorted.down };
      for (const other of heads.children) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      show();
    } } }));
    return head;
  }));
  more.addEventListener("click", () => { limit += MANY; show(); });
  body.addEventListener("keydown", (event) => {
    const names = [...body.querySelectorAll("th button")];
    const at = names.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = names[Math.max(0, Math.min(to, names.length - 1))];
    names[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  tables.push(show);
  return (wanted) => { rows = wanted; limit = FIRST; show(); };
}

// A script as it may be looked at: what turns the text around it, or cannot be seen, is written out. It is copied as it is.
const STEERING = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
function visible(text) {
  return text.replace(STEERING, (letter) => "\\u" + letter.charCodeAt(0).toString(16).padStart(4, "0"));
}

// One bubble for all that has more to say; it follows pointer and keyboard alike, and Escape closes it.
const tip = make("div", { id: "tip", role: "tooltip", hidden: true });
document.body.append(tip);
function tell(node, text) {
  tip.textContent = text;
  tip.hidden = false;
  const at = node.getBoundingClientRect();
  const below = at.bottom + tip.offsetHeight + 8 < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${below ? at.bottom + 4 : at.top - tip.offsetHeight - 4}px`;
}
function hush() {
  tip.hidden = true;
}
function telling(text) {
  return { mouseenter: (event) => tell(event.target, text), mouseleave: hush, focus: (event) => tell(event.target, text), blur: hush };
}
addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });
addEventListener("scroll", hush, { capture: true, passive: true });
