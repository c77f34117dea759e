// SPDX-License-Identifier: Apache-2.0
// How a case stands: it waits, is closed with its outcome, or is open again. What is left to be done is said before it is left.
import { CASE_OUTCOMES, type CaseOutcome } from '@iims/wire/case-codes';
import { REFUSAL_GROUNDS } from '@iims/wire/message-kinds/refusal';
import { type ReactNode, useState } from 'react';
import { useWords } from '../language/use-words.ts';
import type { CaseAct, ShownCase } from './case-calls.ts';
import type { CaseUse } from './use-case.ts';

interface CaseClosingProps {
  readonly kept: CaseUse;
  readonly shown: ShownCase;
  readonly onChanged: () => void;
}

export function CaseClosing({ kept, shown, onChanged }: CaseClosingProps): ReactNode {
  const { t } = useWords();
  const [outcome, setOutcome] = useState<CaseOutcome>(CASE_OUTCOMES[0]);
  const [ground, setGround] = useState<string>(REFUSAL_GROUNDS[0]);
  const does = async (act: CaseAct) => {
    if (await kept.act(act)) onChanged();
  };
  const close = (leavesOpen: boolean) =>
    does({ act: 'close', outcome, leavesOpen, ...(outcome === 'refused' ? { ground } : {}) });
  const isClosed = shown.standing === 'closed';
  return (
    <div className="case-closing">
      {shown.standing !== 'open' && (
        <button type="button" className="side-button" onClick={() => void does({ act: 'reopen' })}>
          {t('case.reopen')}
        </button>
      )}
      {shown.standing === 'open' && (
        <button type="button" className="side-button" onClick={() => void does({ act: 'wait' })}>
          {t('case.wait')}
        </button>
      )}
      {(!isClosed || shown.isStirred) && (
        <>
          <label className="case-field">
            <span className="soft">{t('case.outcome')}</span>
            <select value={outcome} onChange={({ target }) => setOutcome(target.value as CaseOutcome)}>
              {CASE_OUTCOMES.map((one) => (
                <option key={one} value={one}>
                  {t(`case-outcome.${one}`)}
                </option>
              ))}
            </select>
          </label>
          {outcome === 'refused' && (
            <label className="case-field">
              <span className="soft">{t('case.ground')}</span>
              <select value={ground} onChange={({ target }) => setGround(target.value)}>
                {REFUSAL_GROUNDS.map((one) => (
                  <option key={one} value={one}>
                    {t(`said-ground.${one}`)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="button" className="side-button" onClick={() => void close(false)}>
            {t('case.close')}
          </button>
        </>
      )}
      {kept.fault?.code === 'case.unfinished' && (
        <div className="fault" role="alert">
          <p>{t('case.unfinished')}</p>
          <button type="button" className="quiet-button" onClick={() => void close(true)}>
            {t('case.close-all-the-same')}
          </button>
        </div>
      )}
    </div>
  );
}
