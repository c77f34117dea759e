// SPDX-License-Identifier: Apache-2.0
// An attachment of a message for somebody who looks at it in the page: small ones and large ones alike (spec/attachment.md, 23).
import { IimsError } from '@iims/wire/errors';
import { PREVIEW_BYTES_MAX } from '@iims/wire/preview-form';
import { refuseExpired } from '../messages/message-desk.ts';
import { messageRow, openContent } from '../store/messages.ts';
import { noPreview } from './previews.ts';
import { type Saving, saveAttachment } from './save-attachment.ts';

/**
 * The entry is durable when it resolves.
 * @throws IimsError `attachment.no-preview` (too large, or of a message that nobody has opened), and as `saveAttachment`
 */
export async function showAttachment(
  saving: Saving,
  { id, attachment: place }: { readonly id: string; readonly attachment: number },
  account: string,
): Promise<Uint8Array> {
  const { store } = saving.door;
  await refuseExpired(saving.door, id);
  const { state, direction, openedAt } = await messageRow(store.reader, id);
  // Whoever opens a message tells its sender; nothing of it is seen before.
  if (direction === 'in' && openedAt === undefined) throw noPreview('a message that was opened');
  const { attachments, largeAttachments = [] } = await openContent(store.reader, id);
  const named = [...attachments, ...largeAttachments].find((one) => one.id === place);
  if (named === undefined) throw notFound();
  const length = typeof named.bytes === 'number' ? named.bytes : named.bytes.length;
  if (length > PREVIEW_BYTES_MAX) throw noPreview(`at most ${PREVIEW_BYTES_MAX} bytes`);
  if (typeof named.bytes !== 'number') {
    const body = { messageId: id, place, state, sha256: named.sha256, by: account };
    await store.write({ event: 'attachment.shown', body });
    return named.bytes;
  }
  const { segments } = await saveAttachment(
    saving,
    { id, attachment: place, fromSegment: 0 },
    account,
    'attachment.shown',
  );
  const pieces: Uint8Array[] = [];
  // The next segment overwrites this one.
  for await (const segment of segments) pieces.push(segment.slice());
  return Buffer.concat(pieces);
}

function notFound(): IimsError {
  return new IimsError('attachment.not-found', {
    message: 'The message has no such attachment.',
    field: 'attachment',
    rule: 'the place of one that the message names',
  });
}
