"use strict";
(() => {
  // Copies commands, and filters the cases: those that stand in the page, and those that a long page holds packed.
  // Nothing here makes markup of a text, loads or sends anything.
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

  const PAGE = 100;  // cases shown at once of a suite that has packed ones
  const AT_HAND = 30e6;  // characters of unpacked cases that are kept for the next search
  const many = (number) => number.toLocaleString("en");

  // data-w="2b0,4 3m1": target 2 came out badly by the kinds 0 and 4, target 3 could not be measured by kind 1.
  const entry = (word) => {
    const [, target, state, kinds] = /^(\d+)([bm])(.*)$/.exec(word);
    return { target, missing: state === "m", kinds: kinds.split(",") };
  };
  const record = (suite, name, wrong, unstable, more) => ({
    suite, name, wrong: wrong ? wrong.split(" ").map(entry) : [], unstable: unstable ? unstable.split(" ") : [],
    node: null, text: null, pack: null, ...more,
  });
  const records = new WeakMap();
  const suites = Array.from(document.querySelectorAll(".suite"), (node) => {
    const suite = {
      name: node.dataset.name, total: Number(node.dataset.total), count: node.querySelector(".of"),
      nothing: node.querySelector(".nothing"), away: node.querySelector(".packed-away"),
      pager: node.querySelector(".pager"), unpacked: node.querySelector(".unpacked"),
      lots: Array.from(node.querySelectorAll(".lot")), cases: [], fitting: [], page: [], at: 0, turn: 0,
    };
    for (const lot of suite.lots) {
      for (const one of lot.querySelectorAll("details.case")) {
        suite.cases.push(record(suite, one.querySelector("b").textContent, one.dataset.w, one.dataset.u, { node: one, lot }));
        records.set(one, suite.cases.at(-1));
      }
    }
    return suite;
  });
  const total = suites.reduce((sum, suite) => sum + suite.total, 0);
  const fields = { target: find("target"), kind: find("kind"), search: find("search") };

  // Packed cases: JSON of what the page's own template wrote for each, deflated. Those that did not come out well first.
  const packs = Array.from(document.querySelectorAll("template.pack"), (node) => ({
    node, suite: suites[node.dataset.suite - 1], cases: [], size: 0,
  })).sort((one, other) => ("good" in one.node.dataset) - ("good" in other.node.dataset));

  async function inflated(base64) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  function tell(suite, words) {
    suite.away.textContent = `${words} The results file (-o results.json) has all cases.`;
    suite.away.hidden = false;
  }

  async function takeIn() {
    for (const suite of suites) if (suite.away) suite.away.hidden = true;
    if (packs.length && !("DecompressionStream" in window)) {
      for (const suite of suites) {
        if (suite.away) tell(suite, `This browser cannot unpack the other ${many(suite.total - suite.cases.length)} cases; a newer one can.`);
      }
      packs.length = 0;
      return;
    }
    for (const pack of packs) {
      try {
        const index = await inflated(pack.node.dataset.index);
        pack.cases = index.map(([name, wrong, unstable], place) => record(pack.suite, name, wrong, unstable, { pack, place }));
        pack.suite.cases.push(...pack.cases);
      } catch {
        // counted below
      }
    }
    for (const suite of suites) {
      const missing = suite.total - suite.cases.length;
      if (missing > 0) tell(suite, `This page is damaged or was cut off: ${many(missing)} cases are missing.`);
    }
  }

  const atHand = new Map();  // unpacked cases, those used last at the end
  let held = 0;
  async function unpacked(pack) {
    let cases = atHand.get(pack);
    if (!cases) {
      try {
        cases = await inflated(pack.node.content.textContent);
      } catch {
        tell(pack.suite, `This page is damaged: ${many(pack.cases.length)} cases cannot be unpacked.`);
        return [];
      }
      pack.size = cases.reduce((sum, html) => sum + html.length, 0);
      held += atHand.has(pack) ? 0 : pack.size;
    }
    atHand.delete(pack);
    atHand.set(pack, cases);
    for (const [old] of atHand) {
      if (held <= AT_HAND || old === pack) break;
      held -= old.size;
      atHand.delete(old);
    }
    return cases;
  }

  const SIGNS = { "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&" };
  const plain = (text) => (text.includes("&") ? text.replace(/&(?:lt|gt|#34|#39|amp);/g, (sign) => SIGNS[sign]) : text);
  const ELEMENTS = new Set("article b del details div h4 ins li ol p pre small span summary ul".split(" "));
  const ATTRIBUTES = new Set(["class", "data-u", "data-w", "id", "open"]);

  // Elements for the few names that the template uses for a case; whatever else stands there becomes text, never markup.
  function built(html) {
    const root = document.createElement("div");
    let here = root;
    for (const [whole, closing, name, attributes] of html.matchAll(/<(\/?)([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>|[^<]+|</g)) {
      if (!ELEMENTS.has(name)) here.append(plain(whole));
      else if (closing) here = here === root ? root : here.parentNode;
      else {
        const made = document.createElement(name);
        for (const [, key, value = ""] of attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) {
          if (ATTRIBUTES.has(key)) made.setAttribute(key, plain(value));
        }
        here.append(made);
        here = made;
      }
    }
    return root.firstElementChild;
  }

  async function nodeOf(one) {
    if (one.node === null) {
      const html = (await unpacked(one.pack))[one.place];
      if (html === undefined) return null;
      one.node = built(html);
      records.set(one.node, one);
    }
    return one.node;
  }

  const state = () => bar.querySelector("input[name=show]:checked").value;
  const textOf = (one) => (one.text ??= one.node.textContent.toLowerCase());

  function matches(one, { show, target, kind }) {
    const named = (other) => target === "" || other === target;
    if (show === "unstable" && !one.unstable.some(named)) return false;
    const fits = (found) =>
      named(found.target) && (kind === "" || found.kinds.includes(kind)) && (show !== "missing" || found.missing);
    return !((kind !== "" || show === "bad" || show === "missing") && !one.wrong.some(fits));
  }

  // Of the packed cases those that say all the words. A search that only goes on from the last looks at its finds alone.
  let last = { words: [], found: new Set() };
  async function search(words, mine) {
    if (words.join(" ") === last.words.join(" ")) return last.found;
    const narrower = last.words.length > 0 && last.words.every((old) => words.some((word) => word.includes(old)));
    const found = new Set();
    let told = performance.now();
    for (const [number, pack] of packs.entries()) {
      const wanted = narrower ? pack.cases.filter((one) => last.found.has(one)) : pack.cases;
      if (wanted.length === 0) continue;
      const cases = await unpacked(pack);
      if (mine !== turn) return found;
      for (const one of wanted) {
        const text = plain((cases[one.place] ?? "").replace(/<[^<>]*>/g, "")).toLowerCase();
        if (words.every((word) => text.includes(word))) found.add(one);
      }
      if (performance.now() - told < 100) continue;
      find("shown").textContent = `searching: ${Math.floor((100 * number) / packs.length)} %`;
      await new Promise((done) => setTimeout(done, 0));
      told = performance.now();
    }
    last = { words, found };
    return found;
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

  // Puts the suite's page `at` of what fits into the document.
  async function lay(suite, at) {
    const mine = ++suite.turn;
    suite.at = at;
    const page = suite.pager ? suite.fitting.slice(at * PAGE, (at + 1) * PAGE) : suite.fitting;
    const shown = new Set(page);
    const heights = new Map(suite.lots.map((lot) => [lot, 0]));
    for (const one of suite.cases) {
      if (!one.lot) break;
      const fits = shown.has(one);
      if (one.node.hidden === fits) one.node.hidden = !fits;
      if (fits) heights.set(one.lot, heights.get(one.lot) + 1);
    }
    for (const [lot, fitting] of heights) {
      lot.hidden = fitting === 0;
      // How high it will about be: it is laid out only near the screen.
      lot.style.containIntrinsicSize = `auto ${fitting * 2.7}rem`;
    }
    if (suite.pager) {
      const nodes = [];
      for (const one of page) if (one.pack) nodes.push(await nodeOf(one));
      if (mine !== suite.turn) return;
      for (const one of suite.page) if (one.pack && !shown.has(one)) one.node = null;
      suite.unpacked.replaceChildren(...nodes.filter((node) => node !== null));
      const all = suite.fitting.length;
      suite.pager.hidden = all <= PAGE;
      suite.pager.querySelector("output").textContent = `${many(at * PAGE + 1)} to ${many(at * PAGE + page.length)} of ${many(all)}`;
      suite.pager.querySelector(".before").disabled = at === 0;
      suite.pager.querySelector(".after").disabled = (at + 1) * PAGE >= all;
    }
    suite.page = page;
  }

  let turn = 0;
  let shownTarget = "";
  async function apply() {
    const mine = ++turn;
    const words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const choice = { show: state(), target: fields.target.value, kind: fields.kind.value };
    const found = packs.length && words.length ? await search(words, mine) : null;
    if (mine !== turn) return;
    const says = (one) => (one.pack ? found === null || found.has(one) : words.every((word) => textOf(one).includes(word)));
    let shown = 0;
    const laid = [];
    for (const suite of suites) {
      suite.fitting = suite.cases.filter((one) => matches(one, choice) && says(one));
      const here = suite.fitting.length;
      laid.push(lay(suite, 0));
      suite.count.textContent = here === suite.total ? many(here) : `${many(here)} of ${many(suite.total)}`;
      suite.nothing.hidden = here > 0 || suite.total === 0;
      shown += here;
    }
    if (choice.target !== shownTarget) showOnly((shownTarget = choice.target));
    find("shown").textContent = shown === total ? `${many(total)} cases` : `${many(shown)} of ${many(total)} cases`;
    find("clear").hidden = choice.show === "all" && choice.target === "" && choice.kind === "" && words.length === 0;
    if (packs.length) await Promise.all(laid);
  }

  function clear() {
    find("show-all").checked = true;
    for (const field of Object.values(fields)) field.value = "";
    return apply();
  }

  function focus(one, block) {
    one.node.querySelector("summary").focus({ preventScroll: true });
    one.node.scrollIntoView({ block });
  }

  async function step(by) {
    const seen = suites.flatMap((suite) => suite.page).filter((one) => one.node);
    const here = seen.findIndex((one) => one.node.contains(document.activeElement));
    let next = seen[here < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(here + by, 0), seen.length - 1)];
    const suite = here < 0 ? null : seen[here].suite;
    if (suite && (next === seen[here] || next.suite !== suite) && suite.fitting[(suite.at + by) * PAGE] && suite.pager) {
      await lay(suite, suite.at + by);
      next = suite.page.at(by > 0 ? 0 : -1);
    }
    if (next) focus(next, "nearest");
  }

  // The address of a case is #suite/case, each as in a URL.
  const address = (one) => `#${encodeURIComponent(one.suite.name)}/${encodeURIComponent(one.name)}`;
  async function follow() {
    const [, suite, name] = /^#([^/]+)\/(.+)$/.exec(location.hash) ?? [];
    if (!name) return;
    let wanted;
    try {
      wanted = [decodeURIComponent(suite), decodeURIComponent(name)];
    } catch {
      return;  // no address of ours
    }
    const of = suites.find((one) => one.name === wanted[0]);
    const one = of?.cases.find((other) => other.name === wanted[1]);
    if (!one) {
      find("shown").textContent = `no case ${wanted[1]} of ${wanted[0]} here`;
      return;
    }
    if (!of.fitting.includes(one)) await clear();
    if (of.pager) await lay(of, Math.floor(of.fitting.indexOf(one) / PAGE));
    if (!one.node) return;
    one.node.open = true;
    focus(one, "start");
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
  document.addEventListener("click", async (event) => {
    const one = records.get(event.target.closest("summary")?.parentElement);
    if (one) {
      try {
        history.replaceState(null, "", address(one));
      } catch {
        // a frame whose address may not be changed
      }
    }
    const button = event.target.closest(".pager button");
    if (!button) return;
    const suite = suites.find((other) => other.pager === button.parentElement);
    await lay(suite, suite.at + (button.matches(".after") ? 1 : -1));
    suite.count.parentElement.scrollIntoView();
  });
  let waiting = 0;
  bar.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (packs.length && event.target === fields.search) waiting = setTimeout(apply, 200);
    else apply();
  });
  find("clear").addEventListener("click", clear);
  addEventListener("hashchange", follow);
  // A browser that goes back keeps what was chosen.
  if (packs.length) takeIn().then(apply).then(follow);
  else apply().then(follow);
})();
