// SPDX-License-Identifier: Apache-2.0
// How far partners have witnessed this node's log, and who of them is silent.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { momentText } from './moment-text.ts';
import type { Partner } from './partners.ts';
import { StatusMark } from './status-mark.tsx';
import type { NodeView } from './use-node-view.ts';

export function WitnessSection({ view }: { view: NodeView }): ReactNode {
  const words = useWords();
  const { t, state } = words;
  const { logSize, witnessing } = view.node;
  const witnessed = witnessing.witnessedSize;
  return (
    <section className="card" aria-labelledby="witnesses">
      <h2 id="witnesses">{t('witness.title')}</h2>
      <dl>
        <div className="row">
          <dt>{t('node.log')}</dt>
          <dd>{t('log.size', { count: logSize, size: groupDigits(logSize) })}</dd>
        </div>
        <div className="row">
          <dt>{t('witness.witnessed')}</dt>
          <dd>
            {witnessed >= logSize
              ? t('witness.all')
              : t('witness.share', { witnessed: groupDigits(witnessed), size: groupDigits(logSize) })}
            {witnessing.witnessedAt !== undefined && (
              <span className="soft aside">
                {t('witness.at', {
                  count: witnessing.cosigners ?? 0,
                  time: momentText(words, witnessing.witnessedAt),
                })}
              </span>
            )}
            <span className="soft aside">{t('witness.quorum', { count: witnessing.quorum })}</span>
          </dd>
        </div>
        {view.partners.partners.map((partner) => (
          <div className="row" key={partner.state}>
            <dt>
              <bdi>{state(partner.state)}</bdi>
            </dt>
            <dd>
              <WitnessText partner={partner} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function WitnessText({ partner }: { partner: Partner }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { cosigned, silentSince, suspended } = partner;
  const size = cosigned && t('witness.size', { size: groupDigits(cosigned.size) });
  if (suspended !== undefined) return <span className="soft">{t('partners.suspended')}</span>;
  if (silentSince === undefined) return size ?? t('witness.never');
  return (
    <span className="witness-silent">
      <StatusMark status="warning" />
      <span>
        {t('witness.silent', { time: momentText(words, silentSince) })}
        {size !== undefined && <span className="soft aside">{size}</span>}
      </span>
    </span>
  );
}
