// SPDX-License-Identifier: Apache-2.0
// Who confirms a hit of another State, the key that hands it to the own bureau, and what became of it.
import type { ReactNode } from 'react';
import { oneOf } from '../api/read-json.ts';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { KeyCap } from '../screen/key-cap.tsx';
import { ConfirmationDialog } from './confirmation-dialog.tsx';
import { type Confirmation, isOpen, placeKey } from './confirmations.ts';
import { DECLINED_GROUNDS } from './declined-grounds.ts';
import type { ConfirmationsUse } from './use-confirmations.ts';
import './confirmations.css';

interface ConfirmationSectionProps {
  readonly confirmations: ConfirmationsUse;
  readonly onClosed: () => void;
}

export function ConfirmationSection({ confirmations, onClosed }: ConfirmationSectionProps): ReactNode {
  const { hits, earlier, chosen, fault, now } = confirmations;
  const { t, state: nameOf } = useWords();
  const { singleKeysOn } = useSettings();
  const next = hits.find(({ confirmation }) => confirmation === undefined);
  return (
    <section className="confirmations card" aria-labelledby="confirmations-title">
      <h3 id="confirmations-title">{t('confirm.title')}</h3>
      {fault !== undefined && <FaultNote fault={fault} />}
      <ul>
        {hits.map((hit) => (
          <li key={placeKey(hit)}>
            <span>
              {t('confirm.who', { state: nameOf(hit.state) })}: <bdi>{hit.authority}</bdi>
              <bdi className="number soft confirm-alert" dir="ltr">
                {hit.alertId}
              </bdi>
            </span>
            {hit.confirmation === undefined ? (
              <button type="button" className="side-button" onClick={() => confirmations.choose(hit)}>
                {t('confirm.ask')} {singleKeysOn && hit === next && <KeyCap>C</KeyCap>}
              </button>
            ) : (
              <StandingText confirmation={hit.confirmation} now={now} />
            )}
          </li>
        ))}
        {earlier.map((one) => (
          <li key={one.id}>
            <span>
              {nameOf(one.state)}
              <bdi className="number soft confirm-alert" dir="ltr">
                {one.alertId}
              </bdi>
            </span>
            <StandingText confirmation={one} now={now} />
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <ConfirmationDialog
          key={placeKey(chosen)}
          hit={chosen}
          onAsk={confirmations.ask}
          onClose={() => {
            confirmations.choose(undefined);
            onClosed();
          }}
        />
      )}
    </section>
  );
}

function StandingText({ confirmation, now }: { confirmation: Confirmation; now: number }): ReactNode {
  const { t } = useWords();
  const { standing, dueAt } = confirmation;
  const ground = oneOf(confirmation.ground, DECLINED_GROUNDS);
  const isLate = dueAt !== undefined && dueAt < now && isOpen(confirmation);
  return (
    <span className={`confirm-standing confirm-${isLate ? 'late' : standing}`} role="status">
      <strong>{t(`confirm.${standing}`)}</strong>
      {dueAt !== undefined &&
        ` · ${t(isLate ? 'confirm.late-since' : 'confirm.until', { time: clockOf(dueAt, false) })}`}
      {ground !== undefined && ` · ${t(`confirm.ground-${ground}`)}`}
    </span>
  );
}
