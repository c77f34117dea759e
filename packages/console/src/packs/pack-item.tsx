// SPDX-License-Identifier: Apache-2.0
// One pack: how it stands, for whom and on which device it was made, until when, and how much of it came back.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { momentText } from '../administrator/moment-text.ts';
import { type Status, StatusMark } from '../administrator/status-mark.tsx';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { PackStanding } from './pack-codes.ts';
import type { Pack } from './packs.ts';

interface PackItemProps {
  readonly pack: Pack;
  /** Absent for whoever may not, and where the device gets no packs anyway. */
  readonly onStrike: (() => void) | undefined;
}

export function PackItem({ pack, onStrike }: PackItemProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const { packId, standing, user, deviceName, isStruck, broken, hitsToSettle } = pack;
  return (
    <li className="pack">
      <div className="pack-head">
        <h3 id={`pack-${packId}`}>
          <StatusMark status={MARKS[standing]} />
          <span>
            {t(`pack-standing.${standing}`)} · <bdi>{user}</bdi> · <bdi>{deviceName}</bdi>
          </span>
        </h3>
        {isStruck && <p className="soft">{t('packs.struck')}</p>}
        {onStrike !== undefined && <Strike packId={packId} onStrike={onStrike} />}
      </div>
      {broken !== undefined && (
        <p className="pack-note pack-broken">
          {t('packs.log-broken')} <bdi>{broken}</bdi>
        </p>
      )}
      {hitsToSettle > 0 && <p className="pack-note">{t('packs.to-settle', { hits: hitsToSettle })}</p>}
      <dl>
        {factsOf(pack, words).map(([word, said]) => (
          <div key={word}>
            <dt>{t(word)}</dt>
            <dd>
              <bdi>{said}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function factsOf(pack: Pack, words: ReturnType<typeof useWords>): readonly (readonly [string, string])[] {
  const { notAfter, createdAt, madeBy, uploadedAt, usesTaken, usesMax, alerts } = pack;
  return [
    ['packs.ends', momentText(words, notAfter)],
    ['packs.checks', words.t('packs.checks-of', { taken: groupDigits(usesTaken), most: groupDigits(usesMax) })],
    ['packs.came', uploadedAt === undefined ? words.t('packs.never') : momentText(words, uploadedAt)],
    ['packs.made-at', `${momentText(words, createdAt)}, ${madeBy}`],
    ['packs.alerts', groupDigits(alerts)],
  ];
}

/** Asked twice: packs that a struck device has cannot be taken back, and it stays struck. */
function Strike({ packId, onStrike }: { packId: string; onStrike: () => void }): ReactNode {
  const { t } = useWords();
  const [isAsking, setAsking] = useState<boolean>();
  const box = useRef<HTMLDivElement>(null);
  // The button that had the focus is gone: the one that undoes the step has it.
  useEffect(() => {
    if (isAsking !== undefined) box.current?.querySelector<HTMLElement>('button:last-of-type')?.focus();
  }, [isAsking]);
  const described = { 'aria-describedby': `pack-${packId}` };
  if (isAsking !== true) {
    return (
      <div ref={box}>
        <button type="button" className="side-button" {...described} onClick={() => setAsking(true)}>
          {t('packs.strike')}
        </button>
      </div>
    );
  }
  return (
    <div className="pack-strike" role="alert" ref={box}>
      <p>{t('packs.strike-what')}</p>
      <div className="pack-acts">
        <button type="button" className="main-button danger" {...described} onClick={onStrike}>
          {t('packs.strike-confirm')}
        </button>
        <button type="button" className="side-button" {...described} onClick={() => setAsking(false)}>
          {t('packs.cancel')}
        </button>
      </div>
    </div>
  );
}

const MARKS: Readonly<Record<PackStanding, Status>> = {
  out: 'later',
  returned: 'good',
  missing: 'warning',
  broken: 'bad',
};
