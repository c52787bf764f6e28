// What page.mjs runs inside the page: no imports, nothing from outside the function.

/**
 * In the page: uses a control over and over. Returns the milliseconds of each event until it is
 * painted, and until the last of the numbers below the picture is written, which may come after it.
 */
export async function use([kind, selector, events, warmUp]) {
  const control = document.querySelector(selector);
  control.scrollIntoView({ block: 'center' });
  const shown = () => [...document.querySelectorAll('[data-readout]')].map((e) => e.dataset.value).join();
  // Browsers hand a moving pointer's events over at the start of a frame. So does this: the change
  // is made there, and the message arrives when that frame's style, layout and paint are done.
  const changed = (change) =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        const start = performance.now();
        port1.onmessage = () => done(performance.now() - start);
        change();
        port2.postMessage(0);
      });
    });
  const pause = (ms) =>
    new Promise((done) => {
      setTimeout(done, ms);
    });
  const box = control.getBoundingClientRect();
  const pointer = (type, part, aside = 0) =>
    control.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        pointerId: 1,
        button: type === 'pointerdown' ? 0 : -1,
        buttons: 1,
        clientX: box.left + box.width / 2 + aside,
        clientY: box.bottom - part * box.height,
      }),
    );
  const change = {
    slider(i) {
      // In steps of a quarter, so that one of few whole numbers changes as well.
      control.value = String(200 + ((233 * i) % 601));
      control.dispatchEvent(new Event('input', { bubbles: true }));
    },
    // Up and down in steps of a fortieth of the height.
    bar: (i) => pointer('pointermove', 0.2 + Math.abs(((i + 20) % 48) - 24) / 40),
    // Round about where it was, up to 45 pixels away.
    point: (i) => pointer('pointermove', 0.5 + (((53 * i) % 91) - 45) / box.height, ((37 * i) % 91) - 45),
    field(i) {
      control.value = String((((37 * i) % 89) + 5) / 100);
      control.dispatchEvent(new Event('input', { bubbles: true }));
    },
  }[kind];
  await pause(500);
  const dragged = kind === 'bar' || kind === 'point';
  if (dragged) pointer('pointerdown', 0.5);
  let written = 0;
  const numbers = document.querySelector('.numbers');
  const writing = new MutationObserver(() => {
    written = performance.now();
  });
  if (numbers) writing.observe(numbers, { subtree: true, attributes: true, characterData: true });
  const painted = [];
  const settled = [];
  let before = shown();
  // The first events warm up what the browser compiles on the way.
  for (let i = -warmUp; i < events; i += 1) {
    const start = performance.now();
    const time = await changed(() => change(i + warmUp));
    await pause(40);
    const now = shown();
    // A slider of few whole numbers is not always on another one.
    if (now !== before && i >= 0) {
      painted.push(time);
      settled.push(written - start);
    }
    before = now;
  }
  writing.disconnect();
  if (dragged) pointer('pointerup', 0.5);
  return { painted, settled };
}
