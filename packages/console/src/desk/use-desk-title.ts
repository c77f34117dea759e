// SPDX-License-Identifier: Apache-2.0
// What waits, in the title of the window, for whoever works in another one: how much is unread, and with an exclamation mark how much is overdue.
import { useEffect } from 'react';
import { useWords } from '../language/use-words.ts';

export function useDeskTitle(unread: number, overdue: number): void {
  const { t } = useWords();
  const name = t('page.desk');
  useEffect(() => {
    const before = document.title;
    const counts = [unread > 0 ? String(unread) : '', overdue > 0 ? `${overdue}!` : ''].filter((text) => text !== '');
    document.title = counts.length === 0 ? before : `(${counts.join(' · ')}) ${name} · ${before}`;
    return () => {
      document.title = before;
    };
  }, [unread, overdue, name]);
}
