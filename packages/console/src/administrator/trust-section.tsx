// SPDX-License-Identifier: Apache-2.0
// The trust list in force: the root, each State's document with its version and end, and what was refused lately.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { dayText } from './moment-text.ts';
import type { DocumentState, TrustListState } from './partners.ts';
import { RefusalList } from './refusal-list.tsx';
import { snapshotText } from './test-text.ts';

export function TrustSection({ trustList, readAt }: { trustList: TrustListState; readAt: number }): ReactNode {
  const words = useWords();
  const { t, state } = words;
  const { root, states, number } = trustList;
  return (
    <section className="card trust-list" aria-labelledby="trust-list">
      <h2 id="trust-list">{t('trust.title')}</h2>
      <dl>
        <div className="row">
          <dt>{t('trust.number')}</dt>
          <dd className="number">{snapshotText(number)}</dd>
        </div>
        <div className="row">
          <dt>{t('calendar.root')}</dt>
          <dd>
            {t('trust.version', { version: root.version, date: dayText(words, root.expiresAt) })}
            <span className="soft aside">
              {t('trust.threshold', { threshold: root.threshold, holders: root.holders })}
            </span>
          </dd>
        </div>
        {states.map((document) => (
          <div className="row" key={document.state}>
            <dt>
              <bdi>{state(document.state)}</bdi>
            </dt>
            <dd>
              <DocumentText document={document} readAt={readAt} />
            </dd>
          </div>
        ))}
      </dl>
      <RefusalList trustList={trustList} />
    </section>
  );
}

function DocumentText({ document, readAt }: { document: DocumentState; readAt: number }): ReactNode {
  const words = useWords();
  const { t, age } = words;
  const { version, expiresAt, attestedAt } = document;
  if (version === undefined || expiresAt === undefined) return t('trust.none');
  return (
    <>
      {t('trust.version', { version, date: dayText(words, expiresAt) })}
      {attestedAt !== undefined && (
        <span className="soft aside">{t('trust.attested', { age: age(attestedAt, readAt) })}</span>
      )}
    </>
  );
}
