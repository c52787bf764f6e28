// Starts the program, or says why it can't be started, and keeps the focus. A deferred script: the
// page has been read and its styles are there when this runs, and the program's files are already
// on their way.
(() => {
  "use strict";

  // If the program ever traps (a panic, no memory, no stack), nothing in it may run any more: this
  // says so and offers a way on. The address still names what the reader was looking at.
  function trapped(error) {
    const ours = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    if (!ours || document.getElementById("panic")) return;
    const message = document.createElement("div");
    message.id = "panic";
    message.setAttribute("role", "alert");
    const reload = element("button", "Reload this page");
    reload.type = "button";
    reload.className = "button";
    reload.addEventListener("click", () => location.reload());
    message.append(
      element("strong", "Something in this page broke."),
      element("p", "The address still names what you were looking at, so nothing is lost."),
      reload,
    );
    document.body.append(message);
    reload.focus();
  }
  if (typeof WebAssembly === "object") {
    addEventListener("error", (event) => trapped(event.error));
    addEventListener("unhandledrejection", (event) => trapped(event.reason));
  }

  // A button that is switched off or taken away by pressing it would leave the focus nowhere: what
  // stands next to it gets it. A live range keeps its place while the page changes.
  addEventListener("click", ({ target }) => {
    const pressed = target.closest?.("button");
    if (!pressed || pressed !== document.activeElement) return;
    const where = document.createRange();
    where.setStartBefore(pressed);
    where.collapse(true);
    const around = [];
    for (let place = pressed; (place = place.parentElement); ) around.push(place);
    setTimeout(() => {
      const { activeElement, body } = document;
      const lost = activeElement === body || activeElement === pressed;
      if (!lost || (pressed.isConnected && !pressed.disabled)) return;
      const stops = "a[href], button, input, select, textarea, summary, [tabindex='0']";
      const free = (e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility?.() !== false;
      const after = (e) => where.comparePoint(e, 0) > 0;
      for (const place of around.filter((place) => place.isConnected)) {
        const all = [...place.querySelectorAll(stops)];
        const next = all.find((e) => after(e) && free(e)) ?? all.findLast((e) => !after(e) && free(e));
        if (next) return next.focus();
      }
    });
  }, true);

  // The build writes the names of the program's two files here (Trunk.toml), and for a program in
  // parts the names of their files and which of these each part takes (xtask/src/build/split).
  const { js, wasm, parts } = document.currentScript.dataset;
  const { names, plan } = parts ? JSON.parse(parts) : { names: [], plan: {} };
  const filesOf = (part) => part?.files.map((number) => names[number]) ?? [];
  const at = (file) => new URL(file, document.baseURI).href;

  // The smallest program that uses SIMD; browsers without it can't run ours.
  const SIMD = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
    253, 98, 11,
  ]);
  const BROWSERS = "Chrome or Edge 109, Firefox 113, Safari 16.4, or any later version of these, can.";

  function reason() {
    if (typeof WebAssembly !== "object") {
      return `This page needs WebAssembly, which this browser doesn't have or has turned off. ${BROWSERS}`;
    }
    if (!WebAssembly.validate(SIMD)) {
      return `This page needs WebAssembly with SIMD, which this browser doesn't have. ${BROWSERS}`;
    }
    if (js && location.protocol === "file:") {
      return "Browsers don't start this page from a folder. Open four-pillars.html, the copy in one file, instead.";
    }
    return "A part of it did not arrive, or did not start. Reloading often helps.";
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function showFailure(error) {
    let place = document.getElementById("loading");
    if (!place) {
      place = document.createElement("div");
      place.id = "loading";
      document.body.prepend(place);
    }
    const reload = element("button", "Reload");
    reload.type = "button";
    reload.addEventListener("click", async () => {
      // What failed may be kept by the browser as a failure: ask for it anew.
      const files = js ? [js, wasm] : [];
      await Promise.allSettled(files.map((file) => fetch(file, { cache: "reload" })));
      location.reload();
    });
    const details = document.createElement("details");
    details.append(element("summary", "Details"), element("p", String(error)));
    place.className = "failed";
    place.setAttribute("role", "alert");
    place.replaceChildren(
      element("h1", "This page could not load"),
      element("p", reason()),
      reload,
      details,
    );
  }

  function failed(error) {
    console.error("Four Pillars could not start:", error);
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => showFailure(error), { once: true });
    } else {
      showFailure(error);
    }
  }

  // What the program exports, once it has started.
  let started;
  const main = new Promise((resolve) => {
    started = resolve;
  });

  async function start(init, program) {
    try {
      started(await init({ module_or_path: await program }));
    } catch (error) {
      failed(error);
    }
  }

  async function download(url) {
    const response = await fetch(url);
    if (!response.ok) {
      const error = new Error(`${url}: ${response.status} ${response.statusText}`);
      throw GONE.includes(response.status) ? renewed(error) : error;
    }
    return response;
  }

  // The files of the parts are named by what is in them. One that the host no longer has, or that is
  // something else now, means that the site was renewed after this page was opened: trying again
  // doesn't help, reloading does. The program knows such an error by its name (src/app/parts.rs).
  const GONE = [404, 410];
  const RENEWED = "Renewed";

  function renewed(error) {
    error.name = RENEWED;
    return error;
  }

  // Remembers what a file came to; what failed is asked for again the next time.
  const remembered = (make) => {
    const known = new Map();
    return (file, ...rest) => {
      if (!known.has(file)) {
        const made = make(file, ...rest);
        made.catch(() => known.delete(file));
        known.set(file, made);
      }
      return known.get(file);
    };
  };
  const compiled = remembered(async (file) => {
    // The copy in one file carries its parts inside itself: base64 of gzip.
    const inside = document.getElementById(file)?.textContent;
    const response = inside ? unpacked(inside) : await download(at(`parts/${file}.wasm`));
    const bytes = await response.arrayBuffer();
    try {
      return await WebAssembly.compile(bytes);
    } catch (error) {
      // Hosts that answer everything with their first page.
      throw renewed(error);
    }
  });
  const unpacked = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  };
  const standing = remembered(async (file, others) => {
    const instance = await WebAssembly.instantiate(await compiled(file), others);
    return instance.exports;
  });

  async function load(part) {
    const files = filesOf(plan[part]);
    files.forEach(compiled);
    const others = { main: await main };
    let last = others.main;
    for (const file of files) {
      last = await standing(file, { ...others });
      // Modules import from each other by the name without the digits of the file.
      others[file.slice(0, file.lastIndexOf("-"))] = last;
    }
    last[`part:${part}`]();
  }

  // The program asks for its parts by this (src/app/parts.rs). A program in one has them already.
  globalThis.fourPillarsParts = async (wanted) => {
    await Promise.all(wanted.split(" ").map(load));
  };

  if (typeof WebAssembly !== "object" || !WebAssembly.validate(SIMD)) {
    failed(new Error("WebAssembly with SIMD is missing"));
  } else if (js) {
    Promise.all([import(at(js)), download(at(wasm))])
      .then(([module, response]) => start(module.default, response), failed);
    // What the address names is on its way while the program starts.
    const id = location.hash.replace(/^#?\/?/, "").split("?")[0];
    const named = Object.values(plan).find((part) => part.at === id);
    filesOf(named).forEach(compiled);
  } else {
    // The copy in one file carries the program inside itself and starts it from there.
    globalThis.startFourPillars = start;
  }
})();
