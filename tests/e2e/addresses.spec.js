// What an address can't say is said, and nothing else is lost.
import { TESTED, address, expect, go, open, pairsOf, randomAddress, read, setHash, test } from './support.js';

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

/** Good values for the keys of a panel, all of them but one, which show that nothing else is lost. */
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

/** What is wrong with the notices: there has to be one for each of these keys, in this order. */
const notAbout = (keys) => (now) => {
  const about = now.notices.map(([key]) => key);
  return String(about) === String(keys) ? [] : [`notices about ${about}, not ${keys}`];
};

/** What keys expect, of those that have been gone through already. */
const triedOut = new Set();

for (const panel of TESTED) {
  // A kind is tried out on the first key of all panels that has it, and sampled on the others.
  const every = new Map();
  for (const key of panel.keys) {
    every.set(key.name, triedOut.has(key.expects) ? 5 : 1);
    triedOut.add(key.expects);
  }

  test(`${panel.id}: what its keys can't be`, async ({ page }) => {
    test.slow();
    const all = await companions(panel, '');
    await open(page, address(panel.id, all));
    for (const key of panel.keys) {
      await test.step(key.name, async () => {
        // Without one key the others may not go together any more.
        let others = all.filter(([name]) => name !== key.name);
        if ((await read(address(panel.id, others))).notices.length > 0) others = await companions(panel, key.name);
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
        for (const value of bad.filter((_, i) => i % every.get(key.name) === 0)) {
          const shown = `“${[...value].slice(0, 60).join('')}`.split('\u0000')[0];
          await go(page, among(value), expected, (now) => {
            const text = now.notices[0]?.[1] ?? '';
            const lacks = [key.name, shown, key.expects].filter((part) => !text.includes(part));
            return [...notAbout([key.name])(now), ...lacks.map((part) => `“${text}” says nothing of ${part}`)];
          });
        }
        // The message goes with the next address. Where a value made way for the default, the page has
        // written that address already, so another comes between.
        await go(page, address(panel.id, [...others, ['nonsense', '7']]), expected, notAbout(['nonsense']));
        await go(page, address(panel.id, others), expected, notAbout([]));
      });
    }
  });

  test(`${panel.id}: unknown, repeated and empty keys, unknown mistakes, refused values, markup`, async ({ page }) => {
    const others = await companions(panel, '');
    const expected = await read(address(panel.id, others));
    const [name, value] = others[0];
    const [mistake, another] = panel.mistakes;
    const base = address(panel.id, others);
    // Opened with a value that is refused.
    await open(page, `${base}&nonsense=7&${name}=x&break=x`);
    const words = [];
    for (const [hash, keys] of [
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
    ]) {
      const now = await go(page, hash, expected, notAbout(keys));
      words.push(...now.notices.map(([, text]) => text));
    }
    for (const text of words) expect(text).toMatch(/“.*” .*\w+/);

    // A mistake asked for twice is said so.
    const twice = `#/${panel.id}?break=${mistake}&break=${another ?? mistake}`;
    await go(page, twice, read(`#/${panel.id}?break=${mistake}`), notAbout(['break']));
    await expect(page.locator(`[data-broken="${mistake}"]`)).toHaveCount(1);

    // A refused value doesn't make way for a second one: the message says that the default is used.
    const [key, good] = pairsOf(await randomAddress(3, panel.id)).at(-1);
    const refused = `#/${panel.id}?${key}=${encodeURIComponent('<>')}&${key}=${encodeURIComponent(good)}`;
    await go(page, refused, read(`#/${panel.id}`), ({ notices }) =>
      notices[0]?.[0] === key && notices[0][1].includes('default') ? [] : [`first of all ${notices[0]}`],
    );

    // Bytes that are no text can't be used.
    await go(page, `#/${panel.id}?${name}=%FF`, read(`#/${panel.id}`), notAbout([name]));

    // Markup stays text, in whatever part of an address.
    const markup = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';
    const everywhere = address(panel.id, panel.keys.map((key) => [key.name, markup]));
    // A text may be any text.
    const refusing = panel.keys.filter((key) => !/^a text of/.test(key.expects));
    await go(page, everywhere, read(everywhere), ({ notices }) => [
      ...(notices.length === refusing.length ? [] : [`${notices.length} notices`]),
      ...(notices[0]?.[1].includes('<img src=x onerror=') ? [] : ['the markup isn’t written']),
    ]);
    for (const hash of [
      address(panel.id, [[markup, markup]]),
      address(panel.id, [['break', markup]]),
      `#/${panel.id}?x=${markup}`,
    ]) {
      await go(page, hash, read(hash), ({ notices }) =>
        notices[0]?.[1].includes('<img src') ? [] : ['the markup isn’t written'],
      );
    }
    await setHash(page, `#/${encodeURIComponent(markup)}`);
    await expect(page.locator('[data-notice="panel"]')).toContainText('<img src=x');
    await setHash(page, `#/${markup}`);
    await expect(page.locator('[data-notice="panel"]')).toBeVisible();
    expect(await page.evaluate(() => [window.struck, document.images.length])).toEqual([undefined, 0]);
  });
}
