// Tokens of another implementation, for tests/bpe.rs: the vocabulary of gpt-tokenizer (r50k_base) as the
// files that GPT-2 has, and what gpt-tokenizer makes of 10,000 strings.
//
//     node bpe.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ranks from 'gpt-tokenizer/bpeRanks/r50k_base';
import { encode } from 'gpt-tokenizer/encoding/r50k_base';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

// The character that each byte is written as.
const names = new Map();
for (let byte = 0, next = 256; byte < 256; byte += 1) {
  const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  names.set(byte, String.fromCodePoint(visible ? byte : next));
  if (!visible) next += 1;
}
const encoder = new TextEncoder();
const tokens = ranks.map((token) =>
  [...(typeof token === 'string' ? encoder.encode(token) : token)].map((byte) => names.get(byte)),
);
const rank = new Map(tokens.map((token, id) => [token.join(''), id]));

/** The two parts that a token was joined from: what the merges before it leave of its bytes. */
function pair(token, id) {
  const parts = [...token];
  while (parts.length > 2) {
    let [best, at] = [id, -1];
    for (let i = 0; i + 1 < parts.length; i += 1) {
      const found = rank.get(parts[i] + parts[i + 1]);
      if (found !== undefined && found < best) [best, at] = [found, i];
    }
    if (at < 0) throw new Error(`${token.join('')} can't be joined`);
    parts.splice(at, 2, parts[at] + parts[at + 1]);
  }
  return parts.join(' ');
}
const merges = tokens.flatMap((token, id) => (token.length > 1 ? [pair(token, id)] : []));
rank.set('<|endoftext|>', 50256);
writeFileSync(join(folder, 'vocab.json'), JSON.stringify(Object.fromEntries(rank)));
writeFileSync(join(folder, 'merges.txt'), `#version: 0.2\n${merges.join('\n')}\n`);

// xorshift32: the same strings everywhere.
let state = 2463534242;
const below = (n) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
};
const pick = (list) => list[below(list.length)];
const repeat = (most, make) => Array.from({ length: 1 + below(most) }, make).join('');

// Characters of all scripts: assigned before Unicode 12, so that every implementation knows them.
// U+0085 and U+FEFF are left out: GPT-2's expression counts the first among spaces, JavaScript's the
// second.
const BLOCKS = [
  [0x20, 0x7e], [0xa0, 0x24f], [0x250, 0x2af], [0x300, 0x36f], [0x370, 0x3ff], [0x400, 0x4ff],
  [0x531, 0x556], [0x5d0, 0x5ea], [0x620, 0x66f], [0x904, 0x96f], [0x985, 0x9b9], [0xb85, 0xbb9],
  [0xe01, 0xe59], [0xf40, 0xf6c], [0x10a0, 0x10ff], [0x1100, 0x11ff], [0x1200, 0x1248], [0x13a0, 0x13f5],
  [0x1780, 0x17dd], [0x1e00, 0x1eff], [0x2000, 0x200f], [0x2010, 0x2027], [0x2030, 0x205f],
  [0x2070, 0x209c], [0x20a0, 0x20bf], [0x2100, 0x218b], [0x2190, 0x23ff], [0x2460, 0x24ff],
  [0x2500, 0x27bf], [0x3000, 0x303f], [0x3041, 0x3096], [0x30a1, 0x30fa], [0x3400, 0x3480],
  [0x4e00, 0x9fa5], [0xa000, 0xa48c], [0xac00, 0xd7a3], [0xe000, 0xe010], [0xfb00, 0xfb06], [0xff01, 0xffbe],
  [0x10330, 0x1034a], [0x10400, 0x1049d], [0x1d400, 0x1d454], [0x1f1e6, 0x1f1ff], [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6c5], [0x20000, 0x20080], [0xe0100, 0xe0110],
];
const character = () => {
  const [first, last] = pick(BLOCKS);
  return String.fromCodePoint(first + below(last - first + 1));
};
const WORDS = [
  'the', 'The', ' of', ' transformer', 'ing', 'I', ' don', 'we', 'they', 'HELLO', 'naïve', ' Straße', 'Ελλάδα',
  ' русский', 'שלום', 'مرحبا', 'हिन्दी', 'ไทย', '日本語', '한국어', ' GPT', 'antidisestablishmentarianism',
  '<|endoftext|>', 'https://example.org/?q=1', 'e\u0301', ' SolidGoldMagikarp', 'ﬁ', 'ǆ', 'ʰ', 'ª',
];
const PIECES = [
  () => pick(WORDS),
  () => pick(["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'Ll", "''", "’s", "'", "'x"]),
  () => repeat(6, () => pick([' ', ' ', ' ', '\n', '\t', '\r\n', '\u00a0', '\u2003', '\u3000', '\u2028', '\v', '\f'])),
  () => repeat(9, () => String(below(10))),
  () => repeat(4, () => pick(['٣', '½', 'Ⅷ', '²', '๕', '①', '৪', '7'])),
  () => repeat(5, () => pick([...'.,;:!?-_=+*/\\|()[]{}<>"#$%&@^~`…—«»„'])),
  () => pick(['😀', '👩‍👩‍👧', '🇩🇪', '🏳️‍🌈', '👍🏽', '❤️', '☺', '🀄']),
  () => String.fromCodePoint(pick([0, 1, 7, 8, 14, 27, 28, 29, 30, 31, 127, 0x80, 0x84, 0x86, 0x9f, 0xad, 0x200b, 0x200d])),
  () => repeat(12, character),
  () => repeat(8, () => pick([...'abcdefghijklmnopqrstuvwxyzABC'])),
  () => pick([' ', ' ', '']),
];
// Typed, the end of a text is text.
const PLAIN = { disallowedSpecial: new Set() };
const strings = Array.from({ length: 10_000 }, () => repeat(10, () => pick(PIECES)()));
strings[0] = '';
strings[1] = ' '.repeat(3000);
strings[2] = 'a'.repeat(3000);
strings[3] = '\u{10ffff}\ufffd';
const lines = strings.map((text) => JSON.stringify([text, encode(text, PLAIN)]));
writeFileSync(join(folder, 'ids.jsonl'), lines.join('\n'));
