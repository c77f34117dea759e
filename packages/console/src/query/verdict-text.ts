// SPDX-License-Identifier: Apache-2.0
// The words of the verdict block: one title, a few lines, and what must not be overlooked. Read aloud and printed as well.
import { countsOf, type Hit, hasUnknownDocument, isDoubtful } from '@iims/wire/verdict';
import { categoryKindOf } from '../language/code-words.ts';
import type { Words } from '../language/use-words.ts';
import { faultKey } from '../screen/fault-text.ts';
import { issuedText } from './issued-text.ts';
import type { QueryView } from './query-state.ts';
import { partialText } from './reason-text.ts';
import { secondKeyWanted } from './second-key-wanted.ts';
import type { VerdictShown } from './verdict-shown.ts';

export interface VerdictText {
  readonly title: string;
  readonly lines: readonly string[];
  /** Said in a dashed frame: what is missing. */
  readonly warning?: string;
}

export function verdictText(words: Words, view: Exclude<QueryView, { phase: 'ready' }>): VerdictText {
  switch (view.phase) {
    case 'asking': {
      const { answered, refused } = countsOf(view.answers);
      const line = countsLine(words, { asked: view.asked.length, answered, refused });
      return { title: words.t('verdict.asking'), lines: [line] };
    }
    case 'failed': {
      const title = words.t(asksNothing(view.fault.code) ? 'verdict.not-asked' : 'verdict.none');
      return { title, lines: [words.t(faultKey(view.fault.code))] };
    }
    case 'answered':
      return answeredText(words, view);
  }
}

/** Who answered and who refused of those that were asked: a refusal says nothing about data, so it never counts with the answers. */
export function countsLine(
  words: Words,
  { asked, answered, refused }: { readonly asked: number; readonly answered: number; readonly refused: number },
): string {
  if (refused === 0) return words.t('verdict.answered', { answered, count: asked });
  return words.t('verdict.answered-refused', { answered, refused, count: asked });
}

function answeredText(words: Words, view: QueryView & { phase: 'answered' }): VerdictText {
  const { t } = words;
  const { shown } = view;
  const answered = shownCountsLine(words, shown);
  const missing = missingLine(words, shown);
  switch (shown.word) {
    case 'hit':
    case 'compare': {
      const title = t(`verdict.${shown.word}`, { what: categoriesOf(words, view, shown.word) });
      const lines = linesOfHits(words, view, shown.word);
      lines.push(...issuedLines(words, view));
      if (shown.word === 'compare') lines.unshift(t(firstStep(view)));
      if (view.secondKey !== undefined) lines.push(t('second.asked', { key: view.secondKey }));
      return { title, lines, ...(missing === undefined ? {} : { warning: missing }) };
    }
    case 'incomplete': {
      const silent = silentLines(words, shown);
      const isOfDocument = silent.length === 0 && view.answers.some(hasUnknownDocument);
      const title = isOfDocument
        ? t('verdict.issued-unknown')
        : t('verdict.incomplete', { answered: shown.answeredCount, count: shown.askedCount });
      // Where only a document is unknown every State answered: there are no others.
      const states = isOfDocument ? '' : [...silent, ...othersLine(words, shown)].join(' ');
      const lines = [states, ...issuedLines(words, view)].filter(Boolean);
      return { title, lines, warning: `${answered} ${t('verdict.not-a-no-hit')}` };
    }
    case 'refused': {
      const title = t('verdict.refused', { states: words.states(shown.refusing) });
      return { title, lines: [answered, ...othersLine(words, shown)], warning: t('verdict.not-a-no-hit') };
    }
    case 'no-hit': {
      const age = shown.oldestAsOf === undefined ? undefined : words.age(shown.oldestAsOf, view.answeredAt);
      return {
        title: t('verdict.no-hit'),
        lines: [
          answered,
          ...issuedLines(words, view),
          ...(age === undefined ? [] : [t('verdict.oldest-data', { age })]),
        ],
      };
    }
  }
}

/** What comes before anybody acts: a second key of a person, or a look at both. */
function firstStep(view: QueryView & { phase: 'answered' }): string {
  const wanted = view.secondKey === undefined ? secondKeyWanted(view) : undefined;
  return wanted === undefined ? 'verdict.compare-first' : `second.ask-${wanted}`;
}

export function shownCountsLine(words: Words, shown: VerdictShown): string {
  const { askedCount: asked, answeredCount: answered, refusing } = shown;
  return countsLine(words, { asked, answered, refused: refusing.length });
}

/** Beside a hit: who told nothing about their data, or not of all. */
function missingLine(words: Words, shown: VerdictShown): string | undefined {
  const lines = [
    ...(shown.silent.length + shown.refusing.length > 0 ? [shownCountsLine(words, shown)] : []),
    ...silentLines(words, shown),
  ];
  return lines.length === 0 ? undefined : lines.join(' ');
}

/** Who said nothing, and whose registers did not all answer. */
export function silentLines(words: Words, { silent, partial }: VerdictShown): string[] {
  return [
    ...(silent.length > 0 ? [words.t('verdict.silent', { states: words.states(silent) })] : []),
    ...partial.map((one) => `${words.state(one.state)}: ${partialText(words, one)}.`),
  ];
}

function othersLine(words: Words, shown: VerdictShown): string[] {
  return shown.noHitCount === 0 ? [] : [words.t('verdict.others-no-hit', { count: shown.noHitCount })];
}

function categoriesOf(words: Words, view: QueryView & { phase: 'answered' }, band: Hit['band']): string {
  const hits = view.answers.flatMap((answer) => answer.hits).filter((hit) => hit.band === band);
  const names = new Set(hits.map((hit) => words.code(categoryKindOf(hit.subjectKind), hit.category)));
  if (band === 'compare') for (const { standing } of doubtful(view)) names.add(words.code('issued', standing));
  return [...names].join(', ');
}

/** What positive registers say, State by State. */
function issuedLines(words: Words, view: QueryView & { phase: 'answered' }): string[] {
  return view.answers.flatMap(({ state, issued = [] }) =>
    issued.map((one) => `${words.state(state)}: ${issuedText(words, one)}`),
  );
}

function doubtful(view: QueryView & { phase: 'answered' }) {
  return view.answers.flatMap(({ issued = [] }) => issued.filter(isDoubtful));
}

/** Who holds what met, each once, however many alerts it is. */
function linesOfHits(words: Words, view: QueryView & { phase: 'answered' }, band: Hit['band']): string[] {
  const lines = view.answers.flatMap((answer) =>
    answer.hits
      .filter((hit) => hit.band === band)
      .map((hit) => {
        const values = { state: words.state(answer.state), authority: hit.authority };
        return hit.since === undefined
          ? words.t('verdict.by', values)
          : words.t('verdict.by-since', { ...values, date: words.date(hit.since) });
      }),
  );
  return [...new Set(lines)];
}

/** The node refused the input itself: no State was asked. */
function asksNothing(code: string): boolean {
  return /^(input|mrz|query|json)\./.test(code);
}
