// SPDX-License-Identifier: Apache-2.0
// The files that go beside a message: what they are, how they stand, and a link that saves one that is here. The browser writes it to
// the disk as it comes; what is looked at stands in a frame that may do nothing. Used by desk/message-card.tsx.
import type { ReactNode } from 'react';
import { type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FilePreview } from './file-preview.tsx';
import { FILE_DELIVERY_STANDINGS, FILE_STANDINGS } from './file-standings.ts';

export interface LargeFile {
  readonly id: number;
  readonly name: string;
  readonly byteCount: number;
  readonly standing: (typeof FILE_STANDINGS)[number];
  /** Of an own one, at each State that it was sent to. */
  readonly deliveries: readonly { readonly to: string; readonly standing: (typeof FILE_DELIVERY_STANDINGS)[number] }[];
}

export function largeFileOf(file: JsonObject): LargeFile | undefined {
  const [id, byteCount, name] = [numberOf(file, 'id'), numberOf(file, 'bytes'), textOf(file, 'name')];
  const standing = oneOf(textOf(file, 'standing'), FILE_STANDINGS);
  if (id === undefined || byteCount === undefined || name === undefined || standing === undefined) return undefined;
  const deliveries = listOf(file, 'deliveries', (delivery) => {
    const [to, at] = [textOf(delivery, 'to'), oneOf(textOf(delivery, 'standing'), FILE_DELIVERY_STANDINGS)];
    return to === undefined || at === undefined ? undefined : { to, standing: at };
  });
  return { id, name, byteCount, standing, deliveries };
}

export function LargeFiles({
  csrf,
  messageId,
  files,
}: {
  readonly csrf: string;
  readonly messageId: string;
  readonly files: readonly LargeFile[];
}): ReactNode {
  const { t, state } = useWords();
  return (
    <ul className="message-files">
      {files.map(({ id, name, byteCount, standing, deliveries }) => (
        <li key={id}>
          <bdi>{name}</bdi>{' '}
          <span className="soft number">{t('desk.file-bytes', { size: groupDigits(byteCount) })}</span>{' '}
          {standing === 'kept' || standing === 'whole' ? (
            <>
              <a
                className="quiet-button"
                href={`/api/attachments/save?${new URLSearchParams({ id: messageId, attachment: String(id) })}`}
                download=""
              >
                {t('desk.save')}
              </a>{' '}
              <FilePreview
                csrf={csrf}
                name={name}
                byteCount={byteCount}
                look={{ path: '/api/attachments/show', body: { id: messageId, attachment: id } }}
              />
            </>
          ) : (
            <strong>{t(`desk.file-${standing}`)}</strong>
          )}
          {deliveries.map(({ to, standing: at }) => (
            <span key={to} className="soft">
              {' · '}
              <bdi>{state(to)}</bdi>: {t(`desk.file-${at}`)}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
