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

// The name of a site; with several files also that of its file.
function named(site) {
  return data.files.length > 1 ? `${site.name ?? site.site} (${data.files[site.file]})` : site.name ?? site.site;
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
