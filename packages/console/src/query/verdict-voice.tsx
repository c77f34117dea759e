// SPDX-License-Identifier: Apache-2.0
// Tells a screen reader the verdict once, whole, and at once (WCAG 2.2, 4.1.3). The block itself is silent.
import type { ReactNode } from 'react';
import { useWords, type Words } from '../language/use-words.ts';
import { cautionsOf } from './cautions.ts';
import type { QueryView } from './query-state.ts';
import { verdictText } from './verdict-text.ts';

export function VerdictVoice({ view }: { view: QueryView }): ReactNode {
  const words = useWords();
  const said = view.phase === 'ready' ? undefined : verdictText(words, view);
  // While asking only the title is said: the counts would interrupt the verdict itself.
  const lines = said === undefined || view.phase === 'asking' ? [] : said.lines;
  const parts = said === undefined ? [] : [said.title, ...cautionsInWords(words, view), ...lines];
  return (
    <p className="unseen" aria-live="assertive" aria-atomic="true">
      {[...parts, ...(said?.warning === undefined ? [] : [said.warning])].map(asSentence).join(' ')}
    </p>
  );
}

/** Right after the verdict, as they stand beside it. */
function cautionsInWords(words: Words, view: QueryView): string[] {
  if (view.phase !== 'answered') return [];
  const { sure, ifSame } = cautionsOf(view.answers);
  const said = (title: string, cautions: readonly string[]) =>
    cautions.length === 0 ? [] : [`${title} ${cautions.map((caution) => words.code('caution', caution)).join(', ')}`];
  return [...said(`${words.t('hit.cautions')}:`, sure), ...said(words.t('verdict.if-same'), ifSame)];
}

/** A full stop makes the voice pause; a second one would be read. */
function asSentence(text: string): string {
  return /[.…”»“]$/.test(text) ? text : `${text}.`;
}
