// SPDX-License-Identifier: Apache-2.0
// A list of the page Alerts, a page at a time.
import { type ReactNode, useCallback } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import type { Reply } from '../api/node-call.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { AlertFault } from './alert-fault.tsx';
import { PageButtons, usePages } from './pages.tsx';

interface PagedLinesProps<P> {
  readonly name: string;
  /** Keys of its words: over it, what it holds, that there is nothing. */
  readonly keys: Readonly<Record<'title' | 'what' | 'none', string>>;
  readonly use: SessionUse;
  /** Stays the same from one drawing to the next; `after` is `next` of the page before. */
  readonly fetchPage: (after: string | undefined) => Promise<Reply<P>>;
  readonly linesOf: (page: P) => readonly ReactNode[];
}

export function PagedLines<P extends { readonly next?: string }>({
  name,
  keys,
  use,
  fetchPage,
  linesOf,
}: PagedLinesProps<P>): ReactNode {
  const { t } = useWords();
  const pages = usePages();
  const { place } = pages;
  const call = useCallback(() => fetchPage(place), [fetchPage, place]);
  const { value: page, fault } = useReply(call, use.onSessionEnd);
  const lines = page && linesOf(page);
  return (
    <section className="card" aria-labelledby={`alerts-${name}`}>
      <h2 id={`alerts-${name}`}>{t(keys.title)}</h2>
      <p className="soft">{t(keys.what)}</p>
      {fault !== undefined && <AlertFault fault={fault} />}
      {page === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {lines?.length === 0 && <p>{t(keys.none)}</p>}
      <ul className="alert-lines">{lines}</ul>
      <PageButtons pages={pages} next={page?.next} />
    </section>
  );
}
