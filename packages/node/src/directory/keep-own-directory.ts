// SPDX-License-Identifier: Apache-2.0
// Changes the own State's directory: the next number of it goes, whole, to every partner that can be sent to (spec/directory.md, 1 and 4).
import { contactPointFault } from '@iims/wire/contact-point';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { reachablePartners } from '../messages/reachable-partners.ts';
import {
  type MessageAuthor,
  type MessageDoor,
  type MessageDraft,
  type MessageEnds,
  sendMessage,
} from '../messages/send.ts';
import { partnersOf } from '../partner/links.ts';
import type { Reader } from '../store/sql.ts';
import { type Directory, readDirectory } from './read-directory.ts';

export interface DirectoryKeeping {
  readonly own: StateCode;
  readonly reader: Reader;
  readonly send: (
    draft: MessageDraft,
    by: MessageAuthor,
    ends?: Pick<MessageEnds, 'planned'>,
  ) => Promise<{ readonly id: string; readonly index: number }>;
  readonly partners: () => readonly StateCode[];
  /** Partners that a message can be sealed to now: neither suspended nor expired. */
  readonly reachable: () => readonly StateCode[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a node keeps its directory with. */
export function directoryKeeping(door: MessageDoor): DirectoryKeeping {
  const { own, store, trust, clock } = door;
  return {
    own,
    reader: store.reader,
    send: (draft, by, ends) => sendMessage(door, draft, by, ends),
    partners: () => partnersOf(trust(), own),
    reachable: () => reachablePartners(door),
    now: () => clock.now(),
  };
}

export type DirectoryContent = Pick<Directory, 'points' | 'measures'>;

/** @throws IimsError `input.invalid` (a contact point that does not hold), `message.recipient` (no partner), `store.*` */
export async function keepOwnDirectory(
  keeping: DirectoryKeeping,
  content: DirectoryContent,
  account: string,
): Promise<{ readonly number: number; readonly messageId: string; readonly index: number }> {
  const fault = contactPointFault(content.points);
  if (fault !== undefined) {
    const [field, rule] = fault;
    throw new IimsError('input.invalid', {
      message: 'A contact point does not hold.',
      field,
      rule,
      fix: 'Correct the field, and send the whole directory again.',
    });
  }
  const before = await readDirectory(keeping.reader, keeping.own);
  const number = (before?.number ?? 0) + 1;
  const { id, index } = await sendDirectory(keeping, { ...content, number }, { account });
  return { number, messageId: id, index };
}

/** The whole of it, to every partner that can be reached. @throws IimsError `message.recipient` where there is none */
export function sendDirectory(
  { send, reachable }: DirectoryKeeping,
  { number, points, measures }: DirectoryContent & { readonly number: number },
  by: MessageAuthor,
): Promise<{ readonly id: string; readonly index: number }> {
  const states = reachable();
  if (states.length === 0) {
    throw new IimsError('message.recipient', {
      message: 'There is no partner to whom the directory could be sent.',
      field: 'to',
      rule: 'at least one partner that is neither suspended nor expired',
      fix: 'See on the page of partners what is wrong.',
    });
  }
  return send(
    {
      kind: 'directory',
      to: states.map((state) => ({ state })),
      caseRef: DIRECTORY_CASE,
      urgency: 'routine',
      handling: { code: 'H0', tlp: 'TLP:GREEN' },
      fields: { number, points, ...(measures.length === 0 ? {} : { measures }) },
      attachments: [],
    },
    by,
  );
}

/** Every message has a case. */
const DIRECTORY_CASE = 'DIRECTORY';
