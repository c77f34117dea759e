// SPDX-License-Identifier: Apache-2.0
// A file that is looked at in the page (spec/attachment.md, 23 to 25): in a frame that may do nothing, which loads it from the node by a
// ticket, once. What is shown is decided by the node, by the bytes alone. Used by desk/message-card.tsx, large-files.tsx, mails/.
import { type ReactNode, useState } from 'react';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, textOf } from '../api/read-json.ts';
import { useWords } from '../language/use-words.ts';
import './file-preview.css';

/** What a look asks the node for; it is an entry. */
export interface Look {
  readonly path: '/api/attachments/show' | '/api/mails/show';
  readonly body: Readonly<Record<string, string | number>>;
}

interface FilePreviewProps {
  readonly csrf: string;
  readonly name: string;
  readonly byteCount: number;
  readonly look: Look;
}

export function FilePreview({ csrf, name, byteCount, look }: FilePreviewProps): ReactNode {
  const { t } = useWords();
  const [ticket, setTicket] = useState<string>();
  const [refused, setRefused] = useState<string>();
  if (byteCount > PREVIEW_BYTES_MAX || byteCount === 0) return null;
  const ask = async () => {
    setRefused(undefined);
    const reply = await fetchTicket(csrf, look);
    if (reply.ok) setTicket(reply.value);
    else setRefused(reply.fault.code);
  };
  return (
    <>
      {ticket === undefined ? (
        <button type="button" className="quiet-button" onClick={() => void ask()}>
          {t('preview.look')} <span className="unseen">{name}</span>
        </button>
      ) : (
        <button type="button" className="quiet-button" onClick={() => setTicket(undefined)}>
          {t('preview.close')} <span className="unseen">{name}</span>
        </button>
      )}
      {refused !== undefined && (
        <span className="soft" role="alert">
          {' '}
          {t(refused === 'attachment.no-preview' ? 'preview.none' : 'preview.failed')}
        </span>
      )}
      {ticket !== undefined && (
        <iframe
          className="file-preview"
          // Nothing is allowed: no script, no form, no origin.
          sandbox=""
          referrerPolicy="no-referrer"
          title={t('preview.of', { name })}
          src={`/api/previews?${new URLSearchParams({ ticket })}`}
        />
      )}
    </>
  );
}

function fetchTicket(csrf: string, { path, body }: Look): Promise<Reply<string>> {
  return callNode({ method: 'POST', path, csrf, body }, (json) => textOf(asObject(json) ?? {}, 'ticket'));
}

/** As the node shows them. */
const PREVIEW_BYTES_MAX = 8_388_608;
