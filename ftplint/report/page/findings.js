
// --- findings by rule
let brief = false; // on paper, where there are thousands: no source lines, no scripts
function excerpt(finding) {
  return make("pre", { class: "source" }, ...finding.excerpt.map(([number, before, marked, after]) =>
    make("span", { class: number === finding.line ? "line" : "line near", "data-number": number },
      before, marked ? make("mark", { text: marked }) : null, after, "\n")));
}
function placeOf(finding) {
  return `${finding.path ?? data.files[finding.file].path}:${finding.line}:${finding.column}`;
}
function ruleLink(id) {
  return ruleOf.has(id) ? make("a", { href: "#" + id, text: id }) : id;
}
// What a finding brings: rule and place of the cause lead to it.
const brought = new Map();
for (const rule of data.rules) {
  for (const finding of rule.findings) {
    if (!finding.because) continue;
    const key = finding.because.join(" ");
    if (!brought.has(key)) brought.set(key, []);
    brought.get(key).push([rule.id, finding]);
  }
}
function consequences(rule, finding) {
  const found = brought.get(`${rule.id} ${placeOf(finding)}`);
  if (!found) return null;
  return make("div", { class: "brings" }, make("p", { text: "This brings:" }), make("ul", { class: "also" },
    ...found.slice(0, MANY).map(([id, one]) => make("li", {}, ruleLink(id), ` ${one.message}`)),
    found.length > MANY ? make("li", { text: `and ${NUMBERS.format(found.length - MANY)} more` }) : null));
}
function item(rule, finding) {
  const reach = finding.rows.length > 1 ? ` (${plural(finding.rows.length, "site")})` : "";
  return make("li", { class: finding.because ? "behind" : null },
    finding.because ? make("p", { class: "soft" }, "Because of ", ruleLink(finding.because[0]), " at ", make("code", { text: finding.because[1] })) : null,
    make("p", { text: finding.message + reach }),
    make("p", { class: "soft" }, make("code", { text: placeOf(finding) }),
      finding.setting ? " " : null, finding.setting ? make("code", { text: finding.setting }) : null,
      finding.origin ? ` from ${finding.origin}` : null),
    finding.excerpt.length && !brief ? excerpt(finding) : null,
    finding.related.length ? make("ul", { class: "also" }, ...finding.related.map((also) =>
      make("li", { text: also.note + ": " }, make("code", { text: also.place })))) : null,
    consequences(rule, finding));
}
function filled(rule, findings) {
  const list = make("ol", { class: "findings" });
  const more = make("button", { type: "button", class: "more", on: { click: () => draw(MANY) } });
  let at = 0;
  function draw(count) {
    list.append(...findings.slice(at, at + count).map((finding) => item(rule, finding)));
    at += count;
    more.textContent = `Show ${Math.min(MANY, findings.length - at)} more of ${NUMBERS.format(findings.length)}`;
    more.hidden = at >= findings.length;
  }
  draw(printing ? findings.length : MANY);
  return make("div", { class: "body" },
    ...rule.why.map((text) => make("p", { text })),
    rule.client ? make("p", {}, make("strong", { text: "The client sees: " }), rule.client) : null,
    rule.fix ? make("p", {}, make("strong", { text: `Fix (${rule.safety}): ` }), rule.fix) : null,
    make("p", { class: "soft" }, make("code", { text: rule.name }),
      ...(rule.href ? [" ", make("a", { href: rule.href, rel: "noreferrer", "aria-label": `Documentation of ${rule.id}`, text: "Documentation" })] : [])),
    list, more,
    data.scripts[rule.id] && !brief ? remedies(rule, data.scripts[rule.id]) : null);
}

function drawRules({ rules }, open) {
  $("rules").replaceChildren(...rules.map(([rule, findings]) => {
    const all = rule.findings.length;
    const block = make("details", { id: rule.id }, make("summary", {},
      badge(rule.severity), make("strong", { text: rule.id }),
      make("span", { class: "title", text: rule.title }),
      make("span", { class: "count soft", text: findings.length < all ? `${NUMBERS.format(findings.length)} of ${plural(all, "finding")}` : plural(all, "finding") })));
    block.fill = () => { if (!block.querySelector(".body")) block.append(filled(rule, findings)); };
    block.firstChild.addEventListener("click", () => block.fill());
    block.addEventListener("toggle", () => { if (block.open) block.fill(); said(); });
    return block;
  }));
  if (!rules.length) $("rules").append(make("p", { class: "soft", text: data.rules.length ? "No finding fits." : "No problems found." }));
  const count = rules.reduce((sum, [, findings]) => sum + findings.length, 0);
  $("found").textContent = `${NUMBERS.format(count)} of ${plural(data.findings, "finding")} by ${plural(rules.length, "rule")}`;
  if (open && rules.length === 1) openAll(true);
  said();
}
const blocks = () => [...$("rules").querySelectorAll("details")];
function said() {
  $("all").textContent = blocks().length && blocks().every((block) => block.open) ? "Close all" : "Open all";
}
function openAll(open) {
  for (const block of blocks()) {
    if (open) block.fill();
    block.open = open;
  }
  said();
}
part("findings-part", "Findings");
$("all").addEventListener("click", () => openAll(!blocks().every((block) => block.open)));
listeners.push(drawRules);
