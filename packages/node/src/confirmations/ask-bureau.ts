// SPDX-License-Identifier: Apache-2.0
// An officer hands a hit of another State to the own bureau, which alone may write (spec/ask-to-confirm.md). What the request says of
// the hit is what that State signed, and not what a browser tells.
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Urgency } from '@iims/wire/message';
import { parseAnswer } from '@iims/wire/query';
import type { Clock, Random } from '../clock.ts';
import { unpackAnswerProofs } from '../partner/answer-proofs.ts';
import { findAnswerProofs } from '../store/answer-proofs.ts';
import { type AskedHit, askedForHit } from '../store/asked-confirmations.ts';
import { readEntryRows } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

export interface AskingBureau {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** What an officer asks to have confirmed. */
export interface HitNamed {
  readonly queryId: QueryId;
  readonly state: StateCode;
  readonly register: string;
  readonly alertId: string;
  readonly urgency: Urgency;
  readonly found?: string;
}

/**
 * Resolves to the id of the request when it is durable; that of the first where the officer has asked for the same hit before.
 * @throws IimsError `confirmation.no-hit`, `confirmation.too-many`, `store.*`
 */
export async function askBureau(
  { store, clock, random }: AskingBureau,
  named: HitNamed,
  user: string,
): Promise<{ readonly id: string; readonly index: number }> {
  const { queryId, state, register, alertId, urgency, found } = named;
  const asked = await signedHit(store.reader, named, user);
  const id = uuidV7(clock.now(), random(10));
  const about = { user, queryId, state, register, alert: alertId, urgency };
  const said = { ...asked, ...(found === undefined ? {} : { found }) };
  const request = { id: uuidToBytes(id), user, state, urgency, asked: said };
  try {
    const entry = { event: 'confirmation.asked', body: { ...about, asked: id } } as const;
    const { index } = await store.write(entry, { name: 'ask-confirmation', args: { request } });
    return { id, index };
  } catch (fault) {
    const kept = fault instanceof IimsError && fault.code === 'confirmation.asked-already';
    const first = kept ? await askedForHit(store.reader, request) : undefined;
    if (first === undefined) throw fault;
    // Of the request that is kept, and not of one that nobody will find.
    const { index } = await store.write({
      event: 'confirmation.asked',
      body: { ...about, asked: uuidFromBytes(first), again: true },
    });
    return { id: uuidFromBytes(first), index };
  }
}

/** The hit in the answer that is kept of the officer's own query. */
async function signedHit(
  reader: Reader,
  { queryId, state, register, alertId }: HitNamed,
  user: string,
): Promise<AskedHit> {
  const kept = await findAnswerProofs(reader, uuidToBytes(queryId));
  if (kept === undefined) throw noHit();
  const { askedIndex, byState } = unpackAnswerProofs(kept);
  const proof = byState.get(state);
  const [row] = await readEntryRows(reader, askedIndex, 1);
  if (proof === undefined || row?.content.kind !== 'open') throw noHit();
  const question = decodeCbor(row.content.body) as { readonly user?: unknown; readonly caseRef?: unknown };
  const { hits } = parseAnswer(decodeCbor(proof.content));
  const hit = hits.find((one) => one.register === register && one.alertId === alertId);
  if (question.user !== user || typeof question.caseRef !== 'string' || hit === undefined) throw noHit();
  const { category, subjectKind, action, authority, band } = hit;
  return {
    queryId,
    askedIndex,
    caseRef: question.caseRef,
    hit: { register, alertId, category, subjectKind, action, authority, band },
  };
}

function noHit(): IimsError {
  return new IimsError('confirmation.no-hit', {
    message: 'No answer that is kept of this query shows this alert.',
    field: 'alertId',
    rule: 'a hit of another State in a query of the same account',
    fix: 'Ask again, and hand on what the answer shows.',
  });
}
