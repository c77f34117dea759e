// SPDX-License-Identifier: Apache-2.0
// What was scanned while a query was under way, in sight until it is asked.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import { readInput } from './reading.ts';
import { isFull, type Waiting } from './waiting.ts';

export function WaitingTexts({ waiting }: { waiting: Waiting }): ReactNode {
  const { t } = useWords();
  const { begun, whole } = waiting;
  if (whole.length === 0 && begun === '') return null;
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <p id="waiting-title" className="waiting-title" role="status">
        {t('waiting.title', { number: whole.length })}
      </p>
      <ol>
        {whole.map((text, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same text may wait twice, and only the first ever leaves
          <li key={at}>
            <bdi className="number" dir="ltr">
              {readInput(text).label}
            </bdi>
          </li>
        ))}
        {begun !== '' && (
          <li className="waiting-begun">
            <bdi className="number" dir="ltr">
              {begun}
            </bdi>
          </li>
        )}
      </ol>
      <p className="soft">
        {t('waiting.next')} <KeyCap>Esc</KeyCap>
      </p>
      {isFull(waiting) && <p className="waiting-full">{t('waiting.full')}</p>}
    </section>
  );
}
