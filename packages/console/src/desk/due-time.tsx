// SPDX-License-Identifier: Apache-2.0
// How long there is still to answer, or since when the answer is late: in words, never by colour alone.
import type { ReactNode } from 'react';
import { ageBetween } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';

export function DueTime({ dueAt, now }: { dueAt: number; now: number }): ReactNode {
  const { t } = useWords();
  const isLate = dueAt < now;
  const { unit, count } = isLate ? ageBetween(dueAt, now) : ageBetween(now, dueAt);
  const time = t(`span.${unit}`, { count });
  return <span className={isLate ? 'overdue' : 'due'}>{t(isLate ? 'desk.late-by' : 'desk.due-in', { time })}</span>;
}
