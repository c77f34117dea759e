// SPDX-License-Identifier: Apache-2.0
// A file of which the node has a part: whoever chooses the same file again goes on where it was left.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FileButton } from '../screen/file-button.tsx';
import type { Format } from './import-codes.ts';
import { ImportFault } from './import-fault.tsx';
import type { ImportShown } from './import-state.ts';
import { bytesOf, inOrder } from './list-file.ts';
import { Progress } from './progress.tsx';
import { type Sending, sendFile } from './send-file.ts';

interface GoOnProps {
  readonly one: ImportShown;
  readonly use: SessionUse;
  readonly onChange: () => Promise<void>;
}

export function GoOnSending({ one, use, onChange }: GoOnProps): ReactNode {
  const { t } = useWords();
  const [sending, setSending] = useState<Sending>();
  const [fault, setFault] = useState<Fault>();
  const send = async (chosen: readonly File[]) => {
    const files = inOrder(chosen.map((file) => ({ name: file.name, file })));
    if (files === undefined || bytesOf(files) !== one.bytes) return setFault({ code: 'import.incomplete' });
    const announced = { register: one.register, format: one.format as Format };
    const reply = await sendFile(use.session, { files, announced, going: one }, setSending);
    setSending(undefined);
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.ok ? undefined : reply.fault);
    await onChange();
  };
  if (sending !== undefined) return <Progress label={t(`imports.${sending.what}`)} share={sending.share} />;
  return (
    <>
      <Progress label={t('imports.received')} share={(one.received ?? 0) / Math.max(one.bytes, 1)} />
      <FileButton label={t('imports.go-on')} multiple onFiles={(files) => void send(files)} />
      {fault !== undefined && <ImportFault fault={fault} />}
    </>
  );
}
