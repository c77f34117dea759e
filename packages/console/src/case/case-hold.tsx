// SPDX-License-Identifier: Apache-2.0
// A case on hold: by whom, since when and why. Whoever set it does not lift it; the node says so too.
import { HOLD_REASON_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { type ReactNode, useState } from 'react';
import { dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { ShownCase } from './case-calls.ts';
import { OneLineForm } from './one-line-form.tsx';
import type { CaseUse } from './use-case.ts';

interface CaseHoldProps {
  readonly kept: CaseUse;
  readonly hold: ShownCase['hold'];
  readonly user: string;
  readonly mayHold: boolean;
}

export function CaseHold({ kept, hold, user, mayHold }: CaseHoldProps): ReactNode {
  const { t, date } = useWords();
  const [isTyping, setTyping] = useState(false);
  const act = hold === undefined ? 'hold' : 'lift-hold';
  const mayAct = mayHold && hold?.by !== user;
  return (
    <div className="case-hold">
      {hold !== undefined && (
        <>
          <p className="case-held">{t('case.on-hold', { day: date(dayOf(hold.at)) })}</p>
          <p>
            <bdi dir="auto">{hold.reason}</bdi> <span className="soft">· {hold.by}</span>
          </p>
          {!mayAct && mayHold && <p className="soft">{t('case.hold-of-own')}</p>}
        </>
      )}
      {mayAct && !isTyping && (
        <button type="button" className="side-button" onClick={() => setTyping(true)}>
          {t(ACT_WORDS[act])}
        </button>
      )}
      {mayAct && isTyping && (
        <OneLineForm
          key={act}
          name="hold-reason"
          label={t('case.hold-reason')}
          button={t(ACT_WORDS[act])}
          charactersMax={HOLD_REASON_CHARACTERS_MAX}
          onSay={async (reason) => {
            const isDone = await kept.act({ act, reason });
            if (isDone) setTyping(false);
            return isDone;
          }}
        />
      )}
    </div>
  );
}

const ACT_WORDS = { hold: 'case.hold', 'lift-hold': 'case.lift-hold' } as const;
