// --- what is filtered, which stands in the address: #server=srv01&site=FTP+Backup&rule=FTP201&severity=error
const FIELDS = { server: "server", site: "filter", rule: "search", severity: "level" };
const listeners = []; // what draws: each is given the servers, the rows and the rules with their findings that fit
function read() {
  return Object.fromEntries(Object.entries(FIELDS).map(([name, id]) => [name, $(id).value.trim()]));
}
function fits(text, wanted, exactly) {
  return !wanted || (exactly ? text === wanted : text.toLowerCase().includes(wanted.toLowerCase()));
}

// A text that a rule has shows the rule; one that only findings have, such as a setting or a site, shows those.
function fitting(rule, text) {
  rule.text ??= `${rule.id} ${rule.name} ${rule.title}`.toLowerCase();
  if (!text || rule.text.includes(text)) return rule.findings;
  return rule.findings.filter((finding) => {
    const sites = finding.text ? "" : finding.rows.map((at) => data.rows[at].site).join(" ");
    finding.text ??= `${finding.message} ${finding.path ?? data.files[finding.file].path}:${finding.line} ${finding.setting} ${sites}`.toLowerCase();
    return finding.text.includes(text);
  });
}
function apply(given) {
  const named = data.files.some((file) => file.name === given.server);
  const here = data.files.map((file) => fits(named ? file.name : file.path, given.server, named));
  const exactly = data.rows.some((row) => row.site === given.site);
  const row = data.rows.map((one) => here[one.file] && fits(one.site, given.site, exactly));
  const text = given.rule.toLowerCase();
  const exact = ruleOf.get(given.rule.toUpperCase());
  const rules = data.rules.filter((rule) => !given.severity || rule.severity === given.severity)
    .filter((rule) => !exact || rule === exact)
    .map((rule) => [rule, fitting(rule, text).filter((finding) => here[finding.file] && (!given.site || finding.rows.some((at) => row[at])))])
    .filter(([, findings]) => findings.length);
  const narrowed = given.rule || given.severity;
  const hit = new Set(), hitServers = new Set();
  if (narrowed || given.site) {
    for (const [, findings] of rules) {
      for (const finding of findings) {
        hitServers.add(finding.file);
        for (const at of finding.rows) hit.add(at);
      }
    }
    data.rows.forEach((one, at) => { if (row[at] && !narrowed) hitServers.add(one.file); });
  }
  return {
    given,
    files: data.files.filter((file, at) => here[at] && (!(narrowed || given.site) || hitServers.has(at))),
    rows: data.rows.filter((one, at) => row[at] && (!narrowed || hit.has(at))),
    rules,
  };
}
let shown = null;
let later = 0;
function filter(open) {
  const given = read();
  shown = apply(given);
  for (const draw of listeners) draw(shown, open);
  $("clear").disabled = !Object.values(given).some(Boolean);
  clearTimeout(later);
  const before = location.hash;
  later = setTimeout(() => {
    if (location.hash !== before) return; // a link was followed meanwhile, and its event is on its way
    const said = new URLSearchParams(Object.entries(given).filter(([, value]) => value)).toString();
    if (said === location.hash.slice(1)) return;
    history.replaceState(null, "", "#" + said); // browsers limit how often this may be done
  }, 150);
}
function set(given) {
  for (const [name, id] of Object.entries(FIELDS)) if (name in given) $(id).value = given[name];
  filter();
}

// #FTP201 alone is the findings of a rule.
function fromAddress() {
  const said = decodeURIComponent(location.hash.slice(1));
  if (!said.includes("=") && !ruleOf.has(said)) return false;
  const given = new URLSearchParams(said.includes("=") ? location.hash.slice(1) : { rule: said });
  for (const [name, id] of Object.entries(FIELDS)) $(id).value = given.get(name) ?? "";
  return true;
}
function address(given) {
  return "#" + new URLSearchParams(Object.entries(given).filter(([, value]) => value)).toString();
}
function worst(file, site, rule, severity) {
  if (!rule) return [make("span", { class: "soft", text: data.limits ? "none of what was asked for" : "no errors or warnings" })];
  const given = { ...(MANY_SERVERS ? { server: data.files[file].name } : {}), ...(site === null ? {} : { site }), rule };
  return [badge(severity), " ", make("a", { href: address(given), text: ruleOf.get(rule)?.title ?? rule }), " ", make("code", { text: rule })];
}
for (const id of ["server", "filter", "search"]) $(id).addEventListener("input", () => filter());
$("level").addEventListener("change", () => filter());
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("clear").addEventListener("click", () => { set({ server: "", site: "", rule: "", severity: "" }); $("filter").focus(); });
addEventListener("hashchange", () => {
  if (!fromAddress()) return;
  filter(true);
  $("findings-part").scrollIntoView();
});
