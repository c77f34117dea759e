// SPDX-License-Identifier: Apache-2.0
// The keys of this node by their use: which is in use, what comes, what was; and how they are kept.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { CUSTODY_KINDS, KEY_STANDINGS, KEY_USES } from './administrator-codes.ts';
import { dayText } from './moment-text.ts';
import type { CustodyState } from './node-state.ts';
import { type KeyUse, type OwnKey, shortId } from './own-keys.ts';
import { type Status, StatusMark } from './status-mark.tsx';

export function KeySection({ keys, custody }: { keys: readonly OwnKey[]; custody: CustodyState }): ReactNode {
  const { t } = useWords();
  const kind = CUSTODY_KINDS.find((one) => one === custody.kind);
  return (
    <section className="card" aria-labelledby="own-keys">
      <h2 id="own-keys">{t('own-keys.title')}</h2>
      <p className="custody">
        <StatusMark status={custody.working ? (kind === 'plain' ? 'warning' : 'good') : 'bad'} />
        <span>
          {kind === undefined ? custody.kind : t(`custody.${kind}`)} ·{' '}
          {t(custody.working ? 'own-keys.within-reach' : 'own-keys.out-of-reach')}
        </span>
      </p>
      {KEY_USES.map((use) => (
        <KeysOfUse use={use} keys={keys.filter((key) => key.use === use)} key={use} />
      ))}
    </section>
  );
}

/** The one in use first. Opening keys lie there for months ahead: all but the nearest stay behind a line. */
function KeysOfUse({ use, keys }: { use: KeyUse; keys: readonly OwnKey[] }): ReactNode {
  const { t } = useWords();
  const ordered = [...keys].sort(
    (a, b) =>
      KEY_STANDINGS.indexOf(a.standing) - KEY_STANDINGS.indexOf(b.standing) ||
      (a.notBefore ?? a.madeAt) - (b.notBefore ?? b.madeAt),
  );
  const [shown, more] = [ordered.slice(0, SHOWN_MAX), ordered.slice(SHOWN_MAX)];
  return (
    <div className="keys-of-use">
      <h3>{t(`use.${use}`)}</h3>
      <div>
        <KeyList keys={shown} />
        {more.length > 0 && (
          <details>
            <summary>{t('own-keys.more', { count: more.length })}</summary>
            <KeyList keys={more} />
          </details>
        )}
      </div>
    </div>
  );
}

function KeyList({ keys }: { keys: readonly OwnKey[] }): ReactNode {
  const words = useWords();
  const { t } = words;
  return (
    <ul className="own-keys">
      {keys.map((key) => (
        <li className={`own-key own-key-${key.standing}`} key={key.keyId}>
          <span className="own-key-standing">
            <StatusMark status={MARKS[key.standing]} />
            {t(`key-standing.${key.standing}`)}
          </span>
          <bdi className="number" dir="ltr" title={key.keyId}>
            {shortId(key.keyId)}
          </bdi>
          <span className="soft">
            {key.standing === 'coming' && key.notBefore !== undefined
              ? t('own-keys.from', { date: dayText(words, key.notBefore) })
              : key.notAfter === undefined
                ? t('own-keys.made', { date: dayText(words, key.madeAt) })
                : t('own-keys.until', { date: dayText(words, key.notAfter) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

const SHOWN_MAX = 3;
const MARKS: Readonly<Record<OwnKey['standing'], Status>> = {
  'in-use': 'good',
  coming: 'later',
  waiting: 'warning',
  former: 'none',
  revoked: 'warning',
};
