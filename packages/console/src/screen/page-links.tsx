// SPDX-License-Identifier: Apache-2.0
// The links between the pages of a person who has more than one.
import type { ReactNode } from 'react';
import type { Session } from '../access/session.ts';
import { useWords } from '../language/use-words.ts';
import { pagesFor, usePage } from './pages.ts';

export function PageLinks({ session }: { session: Session }): ReactNode {
  const { t } = useWords();
  const pages = pagesFor(session.permissions);
  const current = usePage(pages);
  if (pages.length < 2) return null;
  return (
    <nav className="page-links" aria-label={t('screen.pages')}>
      {pages.map((page) => (
        <a key={page} href={`#${page}`} aria-current={page === current ? 'page' : undefined}>
          {t(`page.${page}`)}
        </a>
      ))}
    </nav>
  );
}
