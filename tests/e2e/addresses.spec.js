// What an address can't say is said, and nothing else is lost.
import {
  TESTED,
  address,
  expect,
  expectReading,
  open,
  pairsOf,
  randomAddress,
  read,
  setHash,
  test,
} from './support.js';

/** Values that a key can't use, from the words that say what it accepts. */
function badValues(expects) {
  const between = /from (-?[\d.e+]+) to (-?[\d.e+]+)/.exec(expects);
  const [low, high] = between ? [Number(between[1]), Number(between[2])] : [0, 0];
  const never = [
    '',
    ' ',
    'nonsense',
    '<b>',
    'NaN',
    'nan',
    'Infinity',
    '-inf',
    '1e999',
    '0x10',
    '\u0000',
    '1_0',
  ];
  const outside = [String(low - 1), String(high * 2 + 1), '9'.repeat(400)];
  const fill = (n) =>
    Array(n)
      .fill(high === 0 ? 'a' : String(high))
      .join(',');
  const span = (words) => {
    const found = new RegExp(`(\\d+)(?: to (\\d+))? ${words}`).exec(expects);
    return found && [Number(found[1]), Number(found[2] ?? found[1])];
  };
  const lists = (words, separator = ',') => {
    const [least, most] = span(words);
    const make = (n) => fill(n).replaceAll(',', separator);
    return [make(most + 1), ...(least > 1 ? [make(least - 1)] : []), make(5000)];
  };
  if (/^a number/.test(expects)) return [...never, ...outside, '1,2'];
  if (/^a whole number/.test(expects)) return [...never, ...outside, '1.5', `${low}.0`, '1e0'];
  if (/numbers separated/.test(expects)) {
    const two = [
      'NaN,1',
      '1,inf',
      '1,,2',
      '1,2,',
      ',',
      '1;2',
      '1,1e999',
      '1 2',
      `1,${high * 2 + 1}`,
      `${low - 1},1`,
    ];
    // A list that may have no entries may be empty.
    const bad = /^0 to/.test(expects) ? never.filter((value) => value.trim() !== '') : never;
    return [...bad, ...two, ...lists('numbers')];
  }
  if (/^a matrix/.test(expects)) {
    const odd = [
      '1,2;3',
      '1;2,3',
      ';',
      '1,2;',
      ';1,2',
      '1,,2',
      '1,x',
      'nan',
      `${high * 2 + 1}`,
      `${low - 1}`,
    ];
    return [...never, ...odd, ...lists('rows', ';'), ...lists('columns')];
  }
  if (/words separated/.test(expects)) {
    const [, longest] = span('characters');
    return ['', ' ', ',', 'a,', ',a', 'a,,b', 'a'.repeat(longest + 1), 'a\nb', ...lists('words')];
  }
  if (/words of the toy language/.test(expects)) {
    const [least, most] = span('words of the toy language');
    const bad = least === 0 ? never.filter((value) => value.trim() !== '') : never;
    return [...bad, 'the dgo', 'the '.repeat(most + 1), 'dog '.repeat(5000)];
  }
  if (/^a formula of names/.test(expects)) {
    return ['', ' ', 'sin(', '2a)', 'a +', 'nonsense(a)', '1 + 2', '<b>', `${'('.repeat(500)}a${')'.repeat(500)}`];
  }
  if (/^a formula of/.test(expects)) {
    return [
      '',
      ' ',
      'qq',
      'sin(',
      '2x)',
      '2 +',
      'nonsense(1)',
      'sin(1, 2)',
      '[1, 2]',
      '<b>',
      '0x10',
      '\u0000',
      `${'('.repeat(500)}1${')'.repeat(500)}`,
      '1 + '.repeat(3000) + '1',
    ];
  }
  if (/^one of/.test(expects)) {
    const first = expects.replace(/^one of /, '').split(',')[0];
    // A choice between numbers has no letters.
    const loud = first.toUpperCase() === first ? [] : [first.toUpperCase()];
    return [...never, ...loud, `${first},`, `${first}${first}`];
  }
  if (/^on or off/.test(expects)) return [...never, 'ON', 'true', '1', 'yes', 'on,off'];
  return never;
}

const known = /^(a (whole )?number|a formula of|\d.*(numbers|words) separated|\d.*words of the toy|a matrix|one of|on or off)/;

/** Good values for the other keys, not needing the one key; they show that nothing else is lost. */
async function companions(panel, without) {
  const pairs = [];
  for (let seed = 1; seed < 9; seed += 1) {
    for (const pair of pairsOf(await randomAddress(seed, panel.id))) {
      const taken = pair[0] === without || pairs.some(([key]) => key === pair[0]);
      const next = [...pairs, pair];
      if (!taken && (await read(address(panel.id, next))).notices.length === 0) pairs.push(pair);
    }
  }
  return pairs;
}

/** The notices in the page: key and text. */
const notices = (page) =>
  page.locator('[data-notice]').evaluateAll((all) => all.map((e) => [e.dataset.notice, e.textContent]));

/** What keys expect, of those that have been gone through already. */
const triedOut = new Set();

for (const panel of TESTED) {
  for (const key of panel.keys) {
    // A kind is tried out on the first key of all panels that has it, and sampled on the others.
    const every = triedOut.has(key.expects) ? 5 : 1;
    triedOut.add(key.expects);
    test(`${panel.id}: what ${key.name} can't be`, async ({ page }) => {
      test.slow();
      const others = await companions(panel, key.name);
      const expected = await read(address(panel.id, others));
      // The bad value stands among the good ones.
      const middle = Math.floor(others.length / 2);
      const among = (value) =>
        address(panel.id, [...others.slice(0, middle), [key.name, value], ...others.slice(middle)]);
      const bad = [];
      for (const value of badValues(key.expects)) {
        // Refused by this key: another may refuse what no longer goes with it.
        const said = (await read(among(value))).notices;
        const refused = said.some((text) => text.startsWith(`${key.name} = `));
        // At the end of an address a mark belongs to the text around the link and is taken away.
        const repaired = others.length === 0 && /[.,;:)\]}>"'”’»]$/.test(value);
        if (known.test(key.expects) && !repaired) {
          expect(refused, `${key.name}=${value.slice(0, 50)}`).toBe(true);
        }
        if (refused) bad.push(value);
      }
      await open(page, address(panel.id, others));
      for (const [at, value] of bad.filter((_, i) => i % every === 0).entries()) {
        const hash = among(value);
        if (at === 0) await open(page, hash);
        else await setHash(page, hash);
        const shown = `“${[...value].slice(0, 60).join('')}`.split('\u0000')[0];
        await expect
          .poll(
            async () => {
              const all = await notices(page);
              const text = all[0]?.[1] ?? '';
              const says = text.includes(key.name) && text.includes(shown) && text.includes(key.expects);
              return [all.length, all[0]?.[0], says];
            },
            { message: hash.slice(0, 200) },
          )
          .toEqual([1, key.name, true]);
        await expectReading(page, expected);
      }
      await setHash(page, address(panel.id, others));
      await expect(page.locator('[data-notice]')).toHaveCount(0);
    });
  }

  test(`${panel.id}: unknown, repeated and empty keys, and unknown mistakes`, async ({ page }) => {
    const others = await companions(panel, '');
    const expected = await read(address(panel.id, others));
    const [name, value] = others[0];
    const mistake = panel.mistakes[0];
    const base = address(panel.id, others);
    const cases = [
      [`${base}&nonsense=7`, ['nonsense']],
      [`${base}&nonsense`, ['nonsense']],
      [`${base}&=7`, ['']],
      [`${base}&${name.toUpperCase()}=7`, [name.toUpperCase()]],
      [`${base}&${name}=${encodeURIComponent(value)}`, [name]],
      [`${base}&${name}=`, [name]],
      [`${base}&break=nonsense`, ['break']],
      [`${base}&break=`, ['break']],
      [`${base}&break=${mistake},${mistake}`, ['break']],
      [`${base}&&&`, []],
      [`${base}&nonsense=7&${name}=x&break=x`, ['nonsense', name, 'break']],
    ];
    await open(page, base);
    for (const [hash, keys] of cases) {
      await setHash(page, hash);
      await expect
        .poll(async () => (await notices(page)).map(([key]) => key), { message: hash })
        .toEqual(keys);
      await expectReading(page, expected);
    }
    for (const text of (await notices(page)).map(([, words]) => words)) expect(text).toMatch(/“.+” .*\w+/);
  });

  test(`${panel.id}: a mistake asked for twice is said so`, async ({ page }) => {
    const [first, second] = panel.mistakes;
    await open(page, `#/${panel.id}?break=${first}&break=${second ?? first}`);
    await expect(page.locator('[data-notice="break"]')).toHaveCount(1);
    await expect(page.locator(`[data-broken="${first}"]`)).toHaveCount(1);
  });

  test(`${panel.id}: a refused value doesn't make way for a second one`, async ({ page }) => {
    const [name, value] = pairsOf(await randomAddress(3, panel.id)).at(-1);
    await open(
      page,
      `#/${panel.id}?${name}=${encodeURIComponent('<>')}&${name}=${encodeURIComponent(value)}`,
    );
    // The first message says that the default is used, so it has to be.
    await expect(page.locator(`[data-notice="${name}"]`).first()).toContainText('default');
    await expectReading(page, read(`#/${panel.id}`));
  });

  test(`${panel.id}: markup in an address stays text`, async ({ page }) => {
    const markup = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';
    await open(
      page,
      address(
        panel.id,
        panel.keys.map((key) => [key.name, markup]),
      ),
    );
    // A text may be any text.
    const refusing = panel.keys.filter((key) => !/^a text of/.test(key.expects));
    await expect(page.locator('[data-notice]')).toHaveCount(refusing.length);
    await expect(page.locator('[data-notice]').first()).toContainText('<img src=x onerror=');
    for (const hash of [
      address(panel.id, [[markup, markup]]),
      address(panel.id, [['break', markup]]),
      `#/${panel.id}?x=${markup}`,
    ]) {
      await setHash(page, hash);
      await expect.poll(async () => (await notices(page))[0]?.[1]).toContain('<img src');
    }
    await setHash(page, `#/${encodeURIComponent(markup)}`);
    await expect(page.locator('[data-notice="panel"]')).toContainText('<img src=x');
    await setHash(page, `#/${markup}`);
    await expect(page.locator('[data-notice="panel"]')).toBeVisible();
    expect(await page.evaluate(() => [window.struck, document.images.length])).toEqual([undefined, 0]);
  });
}
