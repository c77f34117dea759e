// SPDX-License-Identifier: Apache-2.0
// The parts of a result in the order in which an officer must see them: what is dangerous, what is missing, what is clear.
import type { RefusedLine } from '@iims/wire/manifest';
import type { VerdictWord } from '@iims/wire/verdict';
import { answerOf, isOpen, type ListRow, type ListView, mayAskAgain, wordOf } from './manifest-state.ts';

export interface ListGroup {
  readonly word: VerdictWord | 'lines';
  /** The key of its heading, which takes a `number`. */
  readonly key: string;
  readonly rows: readonly ListRow[];
  readonly refused: readonly RefusedLine[];
  readonly count: number;
  /** Nothing may be said of whoever stands here. */
  readonly isMissing: boolean;
}

/** While a list runs, travellers without an answer stand in no group. */
export function groupsOf(view: ListView): readonly ListGroup[] {
  const rows = [...view.rows.values()].filter((row) => view.phase !== 'asking' || !isWaiting(row));
  const of = (word: VerdictWord): readonly ListRow[] => rows.filter((row) => wordOf(row) === word);
  const { refused } = view.manifest;
  return [
    group('hit', of('hit')),
    group('compare', of('compare')),
    group('incomplete', of('incomplete')),
    { word: 'lines', key: KEYS.lines, rows: [], refused, count: refused.length, isMissing: true },
    group('refused', of('refused')),
    group('no-hit', of('no-hit')),
  ];
}

/** Those that may be asked again: of a hit, too, States may be missing. */
export function openCount(view: ListView): number {
  return [...view.rows.values()].filter(mayAskAgain).length;
}

function isWaiting(row: ListRow): boolean {
  return answerOf(row) === undefined && row.fault === undefined;
}

function group(word: VerdictWord, rows: readonly ListRow[]): ListGroup {
  return {
    word,
    key: KEYS[word],
    rows,
    refused: [],
    count: rows.length,
    isMissing: word === 'incomplete' || rows.some(isOpen),
  };
}

const KEYS = {
  hit: 'list.group.hit',
  compare: 'list.group.compare',
  incomplete: 'list.group.incomplete',
  lines: 'list.group.lines',
  refused: 'list.group.refused',
  'no-hit': 'list.group.no-hit',
} as const;
