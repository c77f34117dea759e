// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { convertGrading, GRADES, GRADING_SCHEMES, type GradingScheme, type SentGrading } from './grading.ts';

interface Row {
  readonly from: GradingScheme;
  readonly part: 'source' | 'information';
  readonly value: string;
  readonly to: GradingScheme;
  readonly gives: string;
  readonly keeps: boolean;
}

const rows = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/handling/gradings.json', import.meta.url), 'utf8'),
) as readonly Row[];

/** Every grade that can be written. */
const every: readonly SentGrading[] = GRADING_SCHEMES.flatMap((scheme) =>
  GRADES[scheme].source.flatMap((source) =>
    GRADES[scheme].information.map((information) => ({ scheme, source, information })),
  ),
);

describe('a converted grade', () => {
  it('stands in the table for every grade that can be written, and says where meaning was lost', () => {
    const row = (sent: SentGrading, part: Row['part'], to: GradingScheme): Row | undefined =>
      rows.find((row) => row.from === sent.scheme && row.part === part && row.value === sent[part] && row.to === to);
    for (const sent of every) {
      for (const converted of convertGrading(sent)) {
        const source = row(sent, 'source', converted.scheme);
        const information = row(sent, 'information', converted.scheme);
        assert.deepEqual(converted, {
          scheme: converted.scheme,
          source: source?.gives,
          information: information?.gives,
          keepsSource: source?.keeps,
          keepsInformation: information?.keeps,
        });
      }
    }
    assert.equal(every.length, 16 + 36 + 15);
  });

  it('is one of its own scheme, in each scheme but the sender’s', () => {
    for (const sent of every) {
      const converted = convertGrading(sent);
      assert.deepEqual(
        converted.map(({ scheme }) => scheme),
        GRADING_SCHEMES.filter((scheme) => scheme !== sent.scheme),
      );
      for (const { scheme, source, information } of converted) {
        assert.ok((GRADES[scheme].source as readonly string[]).includes(source));
        assert.ok((GRADES[scheme].information as readonly string[]).includes(information));
      }
    }
  });

  it('knows no more of a source that nobody could assess, and trusts no source that was not trusted', () => {
    const sourceOf = (scheme: GradingScheme, source: string, to: GradingScheme): string =>
      convertGrading({ scheme, source, information: GRADES[scheme].information[0] }).find(
        (converted) => converted.scheme === to,
      )!.source;
    const UNKNOWN = { '4x4': 'X', '6x6': 'F', '3x5x2': '2' };
    const DISTRUSTED = { '4x4': ['C'], '6x6': ['D', 'E'], '3x5x2': ['3'] };
    for (const from of GRADING_SCHEMES) {
      for (const to of GRADING_SCHEMES.filter((scheme) => scheme !== from)) {
        assert.equal(sourceOf(from, UNKNOWN[from], to), UNKNOWN[to]);
        for (const source of DISTRUSTED[from]) assert.ok(DISTRUSTED[to].includes(sourceOf(from, source, to)));
      }
    }
  });

  it('is the one that the page prints', () => {
    const page = readFileSync(new URL('../../../spec/handling.md', import.meta.url), 'utf8');
    const tables = page.split(/^(?=\| (?:4x4|6x6|3x5x2) \|)/m).slice(1);
    let checked = 0;
    for (const table of tables) {
      const [head, , ...lines] = table.split('\n').filter((line) => line.startsWith('|'));
      const [from, ...to] = cellsOf(head!) as GradingScheme[];
      for (const line of lines) {
        const cells = cellsOf(line);
        for (const [part, at] of [
          ['source', 0],
          ['information', 4],
        ] as const) {
          const value = cells[at]?.replace(/^\*\w+\* /, '');
          if (value === undefined || value === '') continue;
          for (const [i, scheme] of to.slice(0, 2).entries()) {
            const inTable = (row: Row) =>
              row.from === from && row.part === part && row.value === value && row.to === scheme;
            assert.equal(cells[at + 1 + i], rows.find(inTable)?.gives, `${from} ${part} ${value} to ${scheme}`);
            checked += 1;
          }
        }
      }
    }
    assert.equal(checked, rows.length);
  });
});

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
