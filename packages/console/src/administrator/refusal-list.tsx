// SPDX-License-Identifier: Apache-2.0
// What was refused of the trust list, the latest first: all but the latest few stay behind a line.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { TrustListState } from './partners.ts';
import { bringerText, howOftenTexts, reasonText, refusedText } from './refusal-text.ts';
import { StatusMark } from './status-mark.tsx';
import { TextParts } from './text-parts.tsx';
import { isForged, type TrustRefusal } from './trust-refusals.ts';

export function RefusalList({ trustList }: { trustList: TrustListState }): ReactNode {
  const { t } = useWords();
  const { refusals, refusalsLeftOut } = trustList;
  const [shown, more] = [refusals.slice(0, SHOWN_MAX), refusals.slice(SHOWN_MAX)];
  return (
    <div className="refusals-part">
      <h3>{t('refused.title')}</h3>
      {refusals.length === 0 && <p className="soft">{t('refused.none')}</p>}
      <Rows refusals={shown} />
      {more.length > 0 && (
        <details>
          <summary>{t('refused.more', { count: more.length })}</summary>
          <Rows refusals={more} />
        </details>
      )}
      {refusalsLeftOut > 0 && (
        <p className="soft">{t('refused.left-out', { count: refusalsLeftOut, left: groupDigits(refusalsLeftOut) })}</p>
      )}
    </div>
  );
}

function Rows({ refusals }: { refusals: readonly TrustRefusal[] }): ReactNode {
  return (
    <ul className="refusals">
      {refusals.map((refusal) => (
        <RefusalRow refusal={refusal} key={refusal.logIndex} />
      ))}
    </ul>
  );
}

function RefusalRow({ refusal }: { refusal: TrustRefusal }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { by, code, logIndex } = refusal;
  const broughtBy = by === undefined ? [] : [t('refused.by', { by: bringerText(words, by) })];
  return (
    <li className="refusal">
      <StatusMark status={isForged(refusal) ? 'bad' : 'warning'} />
      <div>
        <p className="refusal-what">
          <bdi>{refusedText(words, refusal)}</bdi>
        </p>
        <p>{reasonText(words, code)}</p>
        <p className="soft">
          <TextParts parts={[...broughtBy, ...howOftenTexts(words, refusal)]} />
        </p>
        <p className="soft">
          {t('refused.entry', { index: groupDigits(logIndex) })} ·{' '}
          <bdi className="number text-part" dir="ltr">
            {code}
          </bdi>
        </p>
      </div>
    </li>
  );
}

const SHOWN_MAX = 3;
