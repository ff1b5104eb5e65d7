"use strict";
(() => {
  // Copies commands, and filters what is already on the page. Nothing here makes markup, loads or sends anything.
  document.documentElement.classList.add("live");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const command = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(command.textContent);
      button.textContent = "Copied";
    } catch {  // not allowed here: selected, one key is left to the reader
      getSelection().selectAllChildren(command);
    }
  });

  const find = (id) => document.getElementById(id);
  const bar = document.querySelector(".filter");
  if (!bar) return;

  // data-w="2b0,4 3m1": target 2 came out badly by the kinds 0 and 4, target 3 could not be measured by kind 1.
  const entry = (word) => {
    const [, target, state, kinds] = /^(\d+)([bm])(.*)$/.exec(word);
    return { target, missing: state === "m", kinds: kinds.split(",") };
  };
  const read = (node) => ({
    node,
    wrong: node.dataset.w ? node.dataset.w.split(" ").map(entry) : [],
    unstable: node.dataset.u ? node.dataset.u.split(" ") : [],
    text: null,
  });
  const suites = Array.from(document.querySelectorAll(".suite"), (node) => ({
    count: node.querySelector(".of"),
    nothing: node.querySelector(".nothing"),
    lots: Array.from(node.querySelectorAll(".lot"), (lot) => ({
      node: lot,
      cases: Array.from(lot.querySelectorAll("details.case"), read),
    })),
  }));
  const cases = suites.flatMap((suite) => suite.lots.flatMap((lot) => lot.cases));
  const fields = { target: find("target"), kind: find("kind"), search: find("search") };

  const textOf = (one) => (one.text ??= one.node.textContent.toLowerCase());
  const state = () => bar.querySelector("input[name=show]:checked").value;

  function matches(one, show, target, kind, words) {
    const named = (other) => target === "" || other === target;
    if (show === "unstable" && !one.unstable.some(named)) return false;
    const fits = (found) =>
      named(found.target) && (kind === "" || found.kinds.includes(kind)) && (show !== "missing" || found.missing);
    if ((kind !== "" || show === "bad" || show === "missing") && !one.wrong.some(fits)) return false;
    return words.every((word) => textOf(one).includes(word));
  }

  // The columns of other targets are left out by one rule: a class for each of thousands of answers would take long.
  const rules = document.styleSheets[0];
  let hiding = -1;
  function showOnly(target) {
    if (hiding >= 0) rules.deleteRule(hiding);
    hiding = -1;
    if (target === "") return;
    const rule = `.a:not(.t${Number(target)}):not(.own) { display: none; }`;
    hiding = rules.insertRule(rule, rules.cssRules.length);
  }

  let shownTarget = "";
  function apply() {
    const [show, target, kind] = [state(), fields.target.value, fields.kind.value];
    const words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const suite of suites) {
      let [here, all] = [0, 0];
      for (const lot of suite.lots) {
        const fitting = lot.cases.filter((one) => {
          const fits = matches(one, show, target, kind, words);
          if (one.node.hidden === fits) one.node.hidden = !fits;
          return fits;
        }).length;
        lot.node.hidden = fitting === 0;
        // How high it will about be: it is laid out only near the screen.
        lot.node.style.containIntrinsicSize = `auto ${fitting * 2.7}rem`;
        [here, all] = [here + fitting, all + lot.cases.length];
      }
      suite.count.textContent = here === all ? all.toLocaleString("en") : `${here.toLocaleString("en")} of ${all.toLocaleString("en")}`;
      suite.nothing.hidden = here > 0 || all === 0;
      shown += here;
    }
    if (target !== shownTarget) showOnly((shownTarget = target));
    const all = cases.length.toLocaleString("en");
    find("shown").textContent = shown === cases.length ? `${all} cases` : `${shown.toLocaleString("en")} of ${all} cases`;
    find("clear").hidden = show === "all" && target === "" && kind === "" && words.length === 0;
  }

  function clear() {
    find("show-all").checked = true;
    for (const field of Object.values(fields)) field.value = "";
    apply();
  }

  function step(by) {
    const seen = cases.filter((one) => !one.node.hidden);
    const here = seen.findIndex((one) => one.node.contains(document.activeElement));
    const next = seen[here < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(here + by, 0), seen.length - 1)];
    if (!next) return;
    next.node.querySelector("summary").focus({ preventScroll: true });
    next.node.scrollIntoView({ block: "nearest" });
  }

  const keys = { "/": () => fields.search.focus(), j: () => step(1), k: () => step(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return clear();
    const typing = event.target.matches("input:not([type=radio]), select, textarea");
    if (typing || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  bar.addEventListener("input", apply);
  find("clear").addEventListener("click", clear);
  apply();  // a browser that goes back keeps what was chosen
})();
