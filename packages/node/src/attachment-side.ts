// SPDX-License-Identifier: Apache-2.0
// Puts together the road of large attachments: uploads of officers, what fetches those of partners, and what gives own ones to them.
import { join } from 'node:path';
import { printUnknownFault } from './api/officer/fault.ts';
import { type AttachmentDesk, attachmentDesk } from './attachments/attachment-desk.ts';
import { AttachmentFolder } from './attachments/attachment-folder.ts';
import { AttachmentFetching } from './attachments/fetch-attachments.ts';
import type { GivingAttachments } from './attachments/give-attachment.ts';
import { judgeArrival } from './attachments/judge-arrival.ts';
import type { AttachmentKeeping } from './attachments/keep-attachments.ts';
import { passOnAttachments } from './attachments/pass-on-attachments.ts';
import { notHere, openWholeFile } from './attachments/save-attachment.ts';
import { Uploads } from './attachments/uploads.ts';
import { systemClock, systemRandom } from './clock.ts';
import { ATTACHMENTS_FOLDER } from './data-directory.ts';
import type { FilesHere } from './export/gather-files.ts';
import type { PassingOn } from './messages/forward.ts';
import type { MessageDoor } from './messages/send.ts';
import type { NodeParts } from './node-parts.ts';
import type { PartnerLinks } from './partner/links.ts';
import { attachmentsOf } from './store/attachments.ts';
import type { Reader } from './store/sql.ts';

export interface AttachmentSide {
  /** For the officers' edge. */
  readonly desk: AttachmentDesk;
  readonly uploads: Uploads;
  readonly fetching: AttachmentFetching;
  /** For whoever forwards. */
  readonly passing: PassingOn;
  /** For the partners' edge. */
  readonly giving: GivingAttachments;
  readonly keeping: AttachmentKeeping;
  /** For whoever exports. */
  readonly files: FilesHere;
}

/** Nothing is fetched until `fetching.start`. */
export function openAttachments(parts: NodeParts, links: PartnerLinks, door: MessageDoor): AttachmentSide {
  const { directory, config, store, trust, ownKeys } = parts;
  const folder = new AttachmentFolder(join(directory, ATTACHMENTS_FOLDER), store.reader);
  const uploads = new Uploads(door, folder);
  const judge = {
    exercise: config.exercise,
    trust: trust.current,
    kemKey: ownKeys.kemKey.bind(ownKeys),
    queries: parts.queries,
    clock: systemClock,
  };
  const fetching = new AttachmentFetching({
    store,
    folder,
    stream: (state, call) => links.stream(state, call),
    verify: (arrival, signal) => judgeArrival(judge, arrival, signal),
    onFault: printUnknownFault,
    clock: systemClock,
    random: systemRandom,
  });
  return {
    desk: attachmentDesk({ door, folder }, uploads),
    uploads,
    fetching,
    passing: passOnAttachments(store.reader, folder),
    giving: { store, folder, clock: systemClock },
    keeping: { door, folder, uploads },
    files: filesHere(store.reader, folder),
  };
}

/** Large files of messages, as they lie here, for whoever exports them. */
export function filesHere(reader: Reader, folder: AttachmentFolder): FilesHere {
  return {
    async open({ row: { no }, message }, announced) {
      const row = (await attachmentsOf(reader, no)).find(({ place }) => place === announced.id);
      if (row === undefined) throw notHere('ended');
      return openWholeFile(reader, folder, { message, row, announced });
    },
  };
}
