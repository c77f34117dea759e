// SPDX-License-Identifier: Apache-2.0
// What was found about the subjects of a message, as officers who may open it are shown it: with what has ended since left out.
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { mailRow, type ShownMessage, shownMessagesOf } from '../messages/shown-message.ts';
import { findAlert } from '../store/alerts.ts';
import { crossCheckMark, type EarlierMessage, type Findings, findingsOf } from '../store/cross-checks.ts';
import { endingOf } from '../store/message-holders.ts';
import { type MessageRow, messagesByNumber } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';

/** Plain data for JSON; times are ISO 8601. */
export interface RelatedMessages {
  /** `pending`: nobody has looked yet; `nothing-named`: there was nothing to look for, or it has ended. */
  readonly standing: 'checked' | 'pending' | 'nothing-named';
  readonly checkedAt?: string;
  /** What own registers said at that time; absent for who may not read alerts. */
  readonly registers?: Findings['outcome'];
  readonly alerts?: readonly (Findings['alerts'][number] & { readonly category: string })[];
  readonly earlier?: readonly (Pick<EarlierMessage, 'by' | 'isDuplicate'> & { readonly message: ShownMessage })[];
  readonly isCut?: boolean;
}

/** @throws IimsError `message.not-found` */
export async function relatedMessages(
  reader: Reader,
  id: string,
  { mayReadAlerts }: { readonly mayReadAlerts: boolean },
): Promise<RelatedMessages> {
  const row = await mailRow(reader, id);
  const found = await findingsOf(reader, row.no);
  if (found === undefined) return { standing: await standingOf(reader, row) };
  const { at, findings } = found;
  return {
    standing: 'checked',
    checkedAt: new Date(at).toISOString(),
    ...(mayReadAlerts ? { registers: findings.outcome, alerts: await alertsInForce(reader, findings) } : {}),
    earlier: await earlierShown(reader, findings),
    isCut: findings.isCut,
  };
}

async function standingOf(reader: Reader, { no, direction }: MessageRow): Promise<'pending' | 'nothing-named'> {
  return direction === 'in' && no >= (await crossCheckMark(reader)) ? 'pending' : 'nothing-named';
}

/** One that its owner has made covert since is shown to nobody. */
async function alertsInForce(reader: Reader, { alerts }: Findings): Promise<NonNullable<RelatedMessages['alerts']>> {
  const shown = [];
  for (const found of alerts) {
    const body = await findAlert(reader, found.register, found.alertId);
    const alert = body && (decodeCbor(body) as Alert);
    if (alert !== undefined && !alert.covert) shown.push({ ...found, category: alert.category });
  }
  return shown;
}

async function earlierShown(reader: Reader, { earlier }: Findings): Promise<NonNullable<RelatedMessages['earlier']>> {
  const rows = await messagesByNumber(
    reader,
    earlier.map(({ no }) => no),
  );
  const shown = [];
  for (const row of rows) {
    if (row.summary === undefined || (await endingOf(reader, row.no)) !== undefined) continue;
    const { by, isDuplicate } = earlier.find(({ no }) => no === row.no)!;
    for (const message of await shownMessagesOf(reader, [row])) shown.push({ by, isDuplicate, message });
  }
  return shown;
}
