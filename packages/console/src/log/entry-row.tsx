// SPDX-License-Identifier: Apache-2.0
// One entry of the log as an auditor may see it.
import type { ReactNode } from 'react';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { LogEntry } from './audit-log.ts';
import { LOG_WORDS } from './log-codes.ts';

export function EntryRow({ entry }: { entry: LogEntry }): ReactNode {
  const { t, code, date, state } = useWords();
  return (
    <tr>
      <th scope="row" className="number">
        {groupDigits(entry.index)}
      </th>
      <td data-name={t('entries.at')}>
        {date(dayOf(entry.at))} {clockOf(entry.at)}
      </td>
      <td data-name={t('entries.event')}>{isEventWord(entry.event) ? t(`event.${entry.event}`) : entry.event}</td>
      <td data-name={t('entries.actor')}>
        <bdi>{entry.actor}</bdi>
      </td>
      <td data-name={t('entries.counterpart')}>
        {entry.counterpart !== undefined && <bdi>{state(entry.counterpart)}</bdi>}
      </td>
      <td data-name={t('entries.purpose')}>{entry.purpose !== undefined && code('purpose', entry.purpose)}</td>
      <td data-name={t('entries.case')}>
        <bdi>{entry.caseRef}</bdi>
      </td>
      <td data-name={t('entries.outcome')}>
        <bdi>{isVerdictWord(entry.outcome) ? t(`past.${entry.outcome}`) : entry.outcome}</bdi>
      </td>
    </tr>
  );
}

/** What a later release entered has no words here, and is shown as its code. */
function isEventWord(event: string): boolean {
  return LOG_WORDS.event.some((one) => one === event);
}

/** Other outcomes are codes, and shown as they are. */
function isVerdictWord(outcome: string | undefined): outcome is string {
  return outcome !== undefined && VERDICT_WORDS.includes(outcome);
}

const VERDICT_WORDS: readonly string[] = ['hit', 'compare', 'no-hit', 'incomplete', 'refused'];
