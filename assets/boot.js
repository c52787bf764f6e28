// Starts the program, or says why it can't be started. A deferred script: the page has been read and
// its styles are there when this runs, and the program's files are already on their way.
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

  // The build writes the names of the program's two files here (Trunk.toml).
  const { js, wasm } = document.currentScript.dataset;

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

  async function start(init, program) {
    try {
      await init({ module_or_path: await program });
    } catch (error) {
      failed(error);
    }
  }

  async function download(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
    return response;
  }

  if (typeof WebAssembly !== "object" || !WebAssembly.validate(SIMD)) {
    failed(new Error("WebAssembly with SIMD is missing"));
  } else if (js) {
    const at = (file) => new URL(file, document.baseURI).href;
    Promise.all([import(at(js)), download(at(wasm))])
      .then(([module, response]) => start(module.default, response), failed);
  } else {
    // The copy in one file carries the program inside itself and starts it from there.
    globalThis.startFourPillars = start;
  }
})();
