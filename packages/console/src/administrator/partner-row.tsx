// SPDX-License-Identifier: Apache-2.0
// One partner: its standing in words and shape, what can be done about it, and its last test behind a line that says the result.
import type { ReactNode } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { momentText } from './moment-text.ts';
import type { Partner, PartnerTest } from './partners.ts';
import { type Status, StatusMark } from './status-mark.tsx';
import { TestResult } from './test-result.tsx';

interface PartnerRowProps {
  readonly partner: Partner;
  readonly readAt: number;
  /** Something about this partner is under way. */
  readonly busy: boolean;
  readonly fault: Fault | undefined;
  /** Whether the layers of the last test are shown. */
  readonly opened: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly onTest: () => void;
  readonly onSuspend: () => void;
  readonly onResume: () => void;
}

export function PartnerRow(props: PartnerRowProps): ReactNode {
  const { partner, busy, fault, onTest, onSuspend, onResume } = props;
  const { t, state } = useWords();
  const nameId = `partner-${partner.state}`;
  const { suspended } = partner;
  return (
    <li className="partner">
      <div className="partner-head">
        <h3 id={nameId}>
          <bdi>{state(partner.state)}</bdi>
        </h3>
        <PartnerStanding partner={partner} />
      </div>
      <div className="partner-acts">
        {suspended === undefined && (
          <ActButton label={t(busy ? 'partners.busy' : 'partners.test')} nameId={nameId} busy={busy} onClick={onTest} />
        )}
        {suspended === undefined ? (
          <ActButton label={t('partners.suspend')} nameId={nameId} busy={busy} onClick={onSuspend} />
        ) : (
          <ActButton
            label={t(busy ? 'partners.busy' : 'partners.resume')}
            nameId={nameId}
            busy={busy}
            onClick={onResume}
          />
        )}
      </div>
      {fault !== undefined && <FaultNote fault={fault} />}
      {partner.lastTest === undefined ? (
        <p className="partner-test soft">{t('partners.never-tested')}</p>
      ) : (
        <LastTest {...props} test={partner.lastTest} />
      )}
    </li>
  );
}

function PartnerStanding({ partner }: { partner: Partner }): ReactNode {
  const words = useWords();
  const { t, code } = words;
  const { standing, because, usableUntil, suspended } = partner;
  if (suspended !== undefined) {
    return (
      <div className="partner-standing">
        <StatusMark status="none" />
        <div>
          <p>
            <strong>{t('partners.suspended')}</strong>
          </p>
          <p className="soft">
            <bdi>{t('partners.suspended-by', { time: momentText(words, suspended.since), by: suspended.by })}</bdi>
          </p>
          <p className="soft">
            <bdi>{t('partners.reason', { reason: suspended.reason })}</bdi>
          </p>
        </div>
      </div>
    );
  }
  const isFresh = standing === 'fresh';
  return (
    <div className="partner-standing">
      <StatusMark status={STANDING_MARKS[standing] ?? 'bad'} />
      <div>
        <p>{code('standing', standing)}</p>
        {!isFresh && because !== undefined && <p className="soft">{code('because', because)}</p>}
        {standing === 'stale' && (
          <p className="soft">{t('partners.usable-until', { time: momentText(words, usableUntil) })}</p>
        )}
      </div>
    </div>
  );
}

function LastTest({ test, readAt, opened, onToggle }: PartnerRowProps & { test: PartnerTest }): ReactNode {
  const { t, age } = useWords();
  const outcome = t(`test-outcome.${test.outcome}`);
  return (
    <details className="partner-test" open={opened} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary>
        <StatusMark status={TEST_MARKS[test.outcome]} />
        <span aria-live="polite">{t('partners.last-test', { outcome, age: age(test.testedAt, readAt) })}</span>
      </summary>
      <TestResult layers={test.layers} />
    </details>
  );
}

interface ActButtonProps {
  readonly label: string;
  readonly nameId: string;
  readonly busy: boolean;
  readonly onClick: () => void;
}

/** Its name says to whom it is done: there is one of each in every row. */
function ActButton({ label, nameId, busy, onClick }: ActButtonProps): ReactNode {
  return (
    <button
      type="button"
      className="side-button"
      aria-describedby={nameId}
      aria-disabled={busy}
      onClick={() => busy || onClick()}
    >
      {label}
    </button>
  );
}

const STANDING_MARKS: Readonly<Record<string, Status>> = { fresh: 'good', stale: 'warning', expired: 'bad' };
const TEST_MARKS: Readonly<Record<PartnerTest['outcome'], Status>> = {
  passed: 'good',
  warned: 'warning',
  failed: 'bad',
};
