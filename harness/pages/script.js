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
  const TOGETHER = 8;  // packs that are unpacked at the same time
  const AT_HAND = 30e6;  // characters of unpacked cases that are kept for the next search
  const many = (number) => number.toLocaleString("en");

  // data-w="2b0,4 3m1": target 2 came out badly by the kinds 0 and 4, target 3 could not be measured by kind 1. It is read
  // once a filter asks.
  const entry = (word) => {
    const [, target, state, kinds] = /^(\d+)([bm])(.*)$/.exec(word);
    return { target, missing: state === "m", kinds: kinds.split(",") };
  };
  const record = (suite, name, wrong, unstable, more) => ({
    suite, name, wrong: wrong || [], unstable: unstable || [], node: null, text: null, pack: null, ...more,
  });
  const wrongOf = (one) => (typeof one.wrong === "string" ? (one.wrong = one.wrong.split(" ").map(entry)) : one.wrong);
  const unstableOf = (one) => (typeof one.unstable === "string" ? (one.unstable = one.unstable.split(" ")) : one.unstable);
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

  // The text that was deflated; null where it is damaged.
  async function inflated(base64) {
    try {
      const signs = atob(base64);
      const bytes = new Uint8Array(signs.length);
      for (let at = 0; at < signs.length; at++) bytes[at] = signs.charCodeAt(at);
      const stream = new DecompressionStream("deflate");
      const writer = stream.writable.getWriter();
      writer.write(bytes).catch(() => {});  // who reads hears of it
      writer.close().catch(() => {});
      return await new Response(stream.readable).text();
    } catch {
      return null;
    }
  }
  const pause = () => new Promise((done) => setTimeout(done, 0));

  function tell(suite, words) {
    suite.away.textContent = `${words} The results file (-o results.json) has all cases.`;
    suite.away.hidden = false;
  }

  let reading = "";  // how far the packed cases are known, until all are
  async function takeIn() {
    for (const suite of suites) if (suite.away) suite.away.hidden = true;
    if (packs.length && !("DecompressionStream" in window)) {
      for (const suite of suites) {
        if (suite.away) tell(suite, `This browser cannot unpack the other ${many(suite.total - suite.cases.length)} cases; a newer one can.`);
      }
      packs.length = 0;
      return;
    }
    let told = performance.now();
    for (let at = 0; at < packs.length; at += TOGETHER) {
      const some = packs.slice(at, at + TOGETHER);
      for (const [number, text] of (await Promise.all(some.map((pack) => inflated(pack.node.dataset.index)))).entries()) {
        const pack = some[number];
        try {
          const index = JSON.parse(text) ?? [];
          pack.cases = index.map(([name, wrong, unstable], place) => record(pack.suite, name, wrong, unstable, { pack, place }));
        } catch {
          continue;  // counted below
        }
        for (const one of pack.cases) pack.suite.cases.push(one);
      }
      if (performance.now() - told < 100) continue;
      reading = `reading: ${Math.floor((100 * at) / packs.length)} %, `;
      find("shown").textContent = find("shown").textContent.replace(/^(reading: \d+ %, )?/, reading);
      await pause();
      told = performance.now();
    }
    reading = "";
    last = { words: [], found: new Set() };  // of a search before all was there
    for (const suite of suites) {
      const missing = suite.total - suite.cases.length;
      if (missing > 0) tell(suite, `This page is damaged or was cut off: ${many(missing)} cases are missing.`);
    }
  }

  const atHand = new Map();  // unpacked cases, those used last at the end
  let held = 0;
  const textOfPack = (pack) => inflated(pack.node.content.textContent);
  // The cases of a pack, of its text if that is there.
  async function unpacked(pack, there) {
    let cases = atHand.get(pack);
    if (!cases) {
      try {
        const text = there ?? (await textOfPack(pack));
        cases = JSON.parse(text).map(String);
        pack.size = text.length;
      } catch {
        tell(pack.suite, `This page is damaged: ${many(pack.cases.length)} cases cannot be unpacked.`);
        return [];
      }
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
  const textOf = (one) => (one.text ??= one.node.textContent);

  // What a search asks for: its words as patterns, and the stretches of them inside which no mark of the template stands
  // (marks go around words): a pack or case without these is left out before it is taken apart.
  // An i is one with its dot or without: no folding of case knows that İ and i, or ı and I, are one letter to who looks.
  const dotted = (text) => text.replace(/[iİı]\u0307?/giu, "[iİı]\u0307?");
  const pattern = (text) => new RegExp(dotted(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")), "iu");
  const STRETCH = /\p{Nd}+|[\p{L}\p{Nl}\p{No}][\p{L}\p{N}]*/gu;
  const stretchesOf = (word) => word.match(STRETCH) ?? [];
  // Longer than the name of any sign that is spelled out (&amp;), and in one piece: to be found without taking marks away.
  const isWhole = (word) => word.length > 3 && stretchesOf(word)[0] === word;
  const asked = (words) => ({
    words, all: words.map(pattern), stretches: words.flatMap(stretchesOf).map(pattern),
    whole: words.every(isWhole) ? words.map((word) => new RegExp(dotted(word), "giu")) : null,
  });
  function isOutsideMarks(html, word) {
    word.lastIndex = 0;
    for (let found = word.exec(html); found; found = word.exec(html)) {
      if (html.lastIndexOf("<", found.index) < html.lastIndexOf(">", found.index)) return true;
    }
    return false;
  }
  const saysPacked = ({ all, stretches, whole }, html) =>
    whole ? whole.every((word) => isOutsideMarks(html, word))
      : says(stretches, html) && says(all, plain(html.replace(/<[^<>]*>/g, "")));
  const says = (patterns, text) => patterns.every((one) => one.test(text));

  function matches(one, { show, target, kind }) {
    const named = (other) => target === "" || other === target;
    if (show === "unstable" && !unstableOf(one).some(named)) return false;
    const fits = (found) =>
      named(found.target) && (kind === "" || found.kinds.includes(kind)) && (show !== "missing" || found.missing);
    return !((kind !== "" || show === "bad" || show === "missing") && !wrongOf(one).some(fits));
  }

  // Of the packed cases those that say all the words, null if something else was asked meanwhile. A search that only goes
  // on from the last looks at its finds alone. `hear` is told of what is found so far, now and then.
  let last = { words: [], found: new Set() };
  async function search(looked, mine, hear) {
    const { words, stretches } = looked;
    if (words.join(" ") === last.words.join(" ")) return last.found;
    const narrower = last.words.length > 0 && last.words.every((old) => words.some((word) => word.includes(old)));
    const found = new Set();
    const queue = packs.map((pack) => ({ pack, wanted: narrower ? pack.cases.filter((one) => last.found.has(one)) : pack.cases }))
      .filter(({ wanted }) => wanted.length > 0);
    const fetched = (number) => (queue[number] && !atHand.has(queue[number].pack) ? textOfPack(queue[number].pack) : undefined);
    const coming = [fetched(0), fetched(1)];  // unpacked while others are searched
    let told = performance.now();
    let wait = 100;
    let heard = 0;
    for (const [number, { pack, wanted }] of queue.entries()) {
      coming.push(fetched(number + 2));
      const text = await coming.shift();
      if (mine !== turn) return null;
      if (typeof text !== "string" || says(stretches, text)) {
        const cases = await unpacked(pack, text ?? undefined);
        for (const one of wanted) {
          if (saysPacked(looked, cases[one.place] ?? "")) found.add(one);
        }
      }
      const begun = performance.now();
      if (begun - told < wait) continue;
      await hear(found, found.size > heard, `searching: ${Math.floor((100 * number) / queue.length)} %, `);
      heard = found.size;
      await pause();
      told = performance.now();
      wait = Math.max(100, 5 * (told - begun));  // showing is to take a sixth of the time at most
      if (mine !== turn) return null;
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
      const there = Array.from(suite.unpacked.children);
      const wanted = nodes.filter((node) => node !== null);
      // What a search finds later stands behind what is read already.
      if (there.every((node, place) => node === wanted[place])) suite.unpacked.append(...wanted.slice(there.length));
      else suite.unpacked.replaceChildren(...wanted);
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
    const words = fields.search.value.split(/\s+/).filter(Boolean);
    const choice = { show: state(), target: fields.target.value, kind: fields.kind.value };
    const looked = asked(words);
    const fits = (found) => (one) => matches(one, choice) && (one.pack ? found === null || found.has(one) : says(looked.all, textOf(one)));
    if (choice.target !== shownTarget) showOnly((shownTarget = choice.target));
    find("clear").hidden = choice.show === "all" && choice.target === "" && choice.kind === "" && words.length === 0;
    for (const suite of suites) suite.at = 0;
    let found = null;
    if (packs.length && words.length) {
      const hear = (sofar, isMore, far) => {
        if (isMore) return show(fits(sofar), far);
        find("shown").textContent = find("shown").textContent.replace(/^(searching: \d+ %, )?/, far);
      };
      found = await search(looked, mine, hear);
      if (found === null || mine !== turn) return;
    }
    await show(fits(found), reading);
  }

  // Shows the cases that fit; `far` says how far is known which these are, and is empty once all are.
  async function show(fits, far) {
    let shown = 0;
    const laid = [];
    for (const suite of suites) {
      suite.fitting = suite.cases.filter(fits);
      const here = suite.fitting.length;
      laid.push(lay(suite, Math.min(suite.at, Math.max(0, Math.ceil(here / PAGE) - 1))));
      suite.count.textContent = here === suite.total ? many(here) : `${many(here)} of ${many(suite.total)}`;
      suite.nothing.hidden = here > 0 || suite.total === 0 || far !== "";
      shown += here;
    }
    find("shown").textContent = far + (shown === total ? `${many(total)} cases` : `${many(shown)} of ${many(total)} cases`);
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
  if (packs.length) apply().then(takeIn).then(apply).then(follow);
  else apply().then(follow);
})();
