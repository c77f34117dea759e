// SPDX-License-Identifier: Apache-2.0
// A fault in plain words, with its code small, selectable and ready to copy for whoever has to act on it.
import { type ReactNode, useState } from 'react';
import type { Fault } from '../api/node-call.ts';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { faultKey } from './fault-text.ts';

/** `told`: what the place knows better than the code. */
export function FaultNote({ fault, told }: { fault: Fault; told?: string }): ReactNode {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(fault.code).then(() => setCopied(true));
  };
  return (
    <div className="fault" role="alert">
      <p className="fault-text">{told ?? t(faultKey(fault.code))}</p>
      {fault.retryAt !== undefined && (
        <p>{t('fault.retry-at', { time: clockOf(fault.retryAt + LAST_SECOND_MS, false) })}</p>
      )}
      <p className="fault-code">
        <bdi>{fault.code}</bdi>
        {fault.field !== undefined && <bdi> · {fault.field}</bdi>}
        <button type="button" className="quiet-button" onClick={copy}>
          {t(copied ? 'fault.copied' : 'fault.copy')}
        </button>
      </p>
    </div>
  );
}

/** The minute shown is one in which the wait is surely over. */
const LAST_SECOND_MS = 59_999;
