// SPDX-License-Identifier: Apache-2.0
// Saves the signed receipt of one recipient, which `iims receipt verify` proves offline. Taking it is an entry.
import { utf8 } from '@iims/wire/bytes';
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { fetchReceipt } from './desk-calls.ts';
import { saveFile } from './save-file.ts';

interface ReceiptButtonProps {
  readonly use: SessionUse;
  readonly messageId: string;
  /** Who received the message. */
  readonly state: string;
}

export function ReceiptButton({ use, messageId, state }: ReceiptButtonProps): ReactNode {
  const { t } = useWords();
  const [fault, setFault] = useState<Fault>();
  const save = async () => {
    setFault(undefined);
    const reply = await fetchReceipt(messageId, state);
    if (reply.ok) return saveFile(`receipt-${state}-${messageId}.json`, utf8(reply.value));
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <>
      <button type="button" className="quiet-button" onClick={() => void save()}>
        {t('desk.receipt')}
      </button>
      {fault !== undefined && <FaultNote fault={fault} />}
    </>
  );
}
