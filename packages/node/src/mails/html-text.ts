// SPDX-License-Identifier: Apache-2.0
// The text that stands in a page of HTML, for a mail that has no other. It is read once from left to right and gives text, in which
// nothing is markup any more: whoever shows it shows characters.

export function textInHtml(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) return tidied(text + entitiesDecoded(html.slice(at)));
    text += entitiesDecoded(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open + 4);
      continue;
    }
    // A sign that begins no tag is a sign.
    if (!/[a-zA-Z/!?]/.test(html[open + 1] ?? '')) {
      text += '<';
      at = open + 1;
      continue;
    }
    const name = /^\/?[a-z0-9]{0,20}/i.exec(html.slice(open + 1, open + 22))![0].toLowerCase();
    at = after(html, '>', open + 1);
    if (UNSHOWN.has(name)) at = afterClosing(html, name, at);
    else if (LINE_ENDING.has(name)) text += '\n';
    else if (name === 'td' || name === 'th') text += '\t';
  }
  return tidied(text);
}

function after(html: string, sign: string, from: number): number {
  const place = html.indexOf(sign, from);
  return place === -1 ? html.length : place + sign.length;
}

/** An element that is not closed reaches to the end, as in a browser. */
function afterClosing(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}[^a-z0-9]`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found === null ? html.length : after(html, '>', found.index);
}

function entitiesDecoded(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (all, decimal, hexadecimal, name) => {
      if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? all;
      const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : all;
    });
}

function tidied(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const UNSHOWN: ReadonlySet<string> = new Set(['script', 'style', 'title', 'template', 'noscript']);
const LINE_ENDING: ReadonlySet<string> = new Set(
  'br p /p div /div tr li h1 h2 h3 h4 h5 h6 /h1 /h2 /h3 blockquote /blockquote hr pre /pre table /table'.split(' '),
);
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);
