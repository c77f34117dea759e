// SPDX-License-Identifier: Apache-2.0
// The report at a change of shifts: what is open and by when, what nobody has opened, and what has not arrived.
import { CLOCK_STAGES, type ClockStage } from '@iims/exchange/clocks';
import type { StateCode } from '@iims/wire/identifiers';
import type { Urgency } from '@iims/wire/message';
import type { MessageKind } from '@iims/wire/message-kinds';
import { missingMessages } from '../store/inbox.ts';
import { undeliverableDeliveries, unopenedMessages } from '../store/message-handover.ts';
import { messageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import { listOpenRequests, type OpenRequest } from './open-requests.ts';

/** Plain data for JSON; times are ISO 8601. Counts are of what is listed. */
export interface Handover {
  readonly at: string;
  readonly counts: Readonly<Record<Exclude<ClockStage, 'answered' | 'answered-late'>, number>> & {
    /** Requests that the own State is to answer, whatever their stage. */
    readonly toAnswer: number;
    readonly unopened: number;
    readonly undeliverable: number;
  };
  readonly requests: readonly OpenRequest[];
  readonly unopened: readonly MessageLeft[];
  /** A message to several States once for each that has not got it. */
  readonly undeliverable: readonly (MessageLeft & { readonly refused?: string })[];
  /** Numbers of partners' sequences that have not come, each span with both ends. */
  readonly missing: readonly { readonly state: StateCode; readonly spans: readonly (readonly number[])[] }[];
  /** Whether there is more than is listed of anything: `HANDOVER_LISTED_MAX` of each. */
  readonly isCut: boolean;
}

export interface MessageLeft {
  readonly id: string;
  /** Who sent it, or who has not got it. */
  readonly state: StateCode;
  readonly kind: MessageKind;
  readonly urgency: Urgency;
  readonly at: string;
  readonly caseRef?: string;
}

export async function composeHandover(reader: Reader, now: number): Promise<Handover> {
  const open = await listOpenRequests(reader, now, { limit: HANDOVER_LISTED_MAX, overdueOnly: false });
  const unopened = await unopenedMessages(reader, HANDOVER_LISTED_MAX);
  const undeliverable = await undeliverableDeliveries(reader, HANDOVER_LISTED_MAX);
  const missing = await missingMessages(reader);
  const inStage = (stage: ClockStage) => open.requests.filter((request) => request.stage === stage).length;
  const [notStarted, running, dueSoon, overdue, escalated, paused] = CLOCK_STAGES.map(inStage) as number[];
  return {
    at: new Date(now).toISOString(),
    counts: {
      overdue: overdue!,
      escalated: escalated!,
      'due-soon': dueSoon!,
      running: running!,
      paused: paused!,
      'not-started': notStarted!,
      toAnswer: open.requests.filter(({ direction }) => direction === 'in').length,
      unopened: unopened.length,
      undeliverable: undeliverable.length,
    },
    requests: open.requests,
    unopened: await Promise.all(unopened.map((id) => left(reader, id))),
    undeliverable: await Promise.all(
      undeliverable.map(async ({ id, ...delivery }) => ({ ...(await left(reader, id)), ...delivery })),
    ),
    missing: missing.map(({ state, missing: spans }) => ({ state, spans })),
    isCut: open.isCut || Math.max(unopened.length, undeliverable.length) === HANDOVER_LISTED_MAX,
  };
}

async function left(reader: Reader, id: string): Promise<MessageLeft> {
  const { state, kind, urgency, at, summary } = await messageRow(reader, id);
  return {
    id,
    state,
    kind,
    urgency,
    at: new Date(at).toISOString(),
    ...(summary === undefined ? {} : { caseRef: summary.caseRef }),
  };
}

/** Of each kind of thing. */
export const HANDOVER_LISTED_MAX = 500;
