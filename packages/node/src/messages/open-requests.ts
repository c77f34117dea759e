// SPDX-License-Identifier: Apache-2.0
// The board of requests: what is to be answered here, and what others are to answer, with the time by which (spec/clocks.md).
import { type ClockStage, type ClockStanding, standingAt } from '@iims/exchange/clocks';
import type { StateCode } from '@iims/wire/identifiers';
import type { Urgency } from '@iims/wire/message';
import type { MessageClock } from '@iims/wire/message-kind';
import type { MessageKind } from '@iims/wire/message-kinds';
import { CONFIRMATION_REQUESTS_MAX } from '@iims/wire/message-kinds/hit-confirmation';
import { type ClockRow, openClocks } from '../store/message-clocks.ts';
import { messageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';

/** A request that nobody has answered, towards one State. Plain data for JSON; times are ISO 8601. */
export interface OpenRequest {
  readonly id: string;
  /** `in`: the own State is to answer; `out`: the other one is. */
  readonly direction: 'in' | 'out';
  readonly state: StateCode;
  readonly kind: MessageKind;
  readonly urgency: Urgency;
  /** Absent where its period has ended. */
  readonly caseRef?: string;
  readonly clock: MessageClock;
  readonly stage: ClockStage;
  /** Absent before it has arrived, and while it is paused. */
  readonly due?: string;
  /** Of a hit confirmation the number of the request that runs; and of the one that may be sent, once it is due. */
  readonly request: number;
  readonly nextRequest?: number;
  readonly paused?: { readonly since: string; readonly reason: string; readonly until?: string };
}

export interface OpenRequests {
  /** The first due first; those that are under way or paused stand last. */
  readonly requests: readonly OpenRequest[];
  /** Whether there are more than are listed. */
  readonly isCut: boolean;
}

/** Open requests; with `overdueOnly` those whose time has passed. */
export async function listOpenRequests(
  reader: Reader,
  now: number,
  { limit, overdueOnly }: { readonly limit: number; readonly overdueOnly: boolean },
): Promise<OpenRequests> {
  // What is overdue stands before what is not, so that one more than is shown says whether there are more.
  const rows = await openClocks(reader, limit + 1);
  const requests: OpenRequest[] = [];
  let isCut = false;
  for (const row of rows) {
    const standing = standingAt(row.story, now);
    if (overdueOnly && standing.stage !== 'overdue' && standing.stage !== 'escalated') continue;
    if (requests.length === limit) {
      isCut = true;
      break;
    }
    requests.push(await shown(reader, row, standing));
  }
  return { requests, isCut };
}

async function shown(reader: Reader, row: ClockRow, standing: ClockStanding): Promise<OpenRequest> {
  const { summary } = await messageRow(reader, row.messageId);
  const { stage, request, dueAt, paused } = standing;
  return {
    id: row.messageId,
    direction: row.direction,
    state: row.counterpart,
    kind: row.kind,
    urgency: row.story.urgency,
    ...(summary === undefined ? {} : { caseRef: summary.caseRef }),
    clock: row.story.clock,
    stage,
    ...(dueAt === undefined || paused !== undefined ? {} : { due: iso(dueAt) }),
    request,
    ...nextRequestOf(row, standing),
    ...(paused === undefined ? {} : { paused: shownPause(paused) }),
  };
}

function nextRequestOf(
  { direction, story }: ClockRow,
  { stage, request }: ClockStanding,
): { readonly nextRequest?: number } {
  const mayRepeat = direction === 'out' && story.clock === 'hit-confirmation' && request < CONFIRMATION_REQUESTS_MAX;
  return mayRepeat && (stage === 'overdue' || stage === 'escalated') ? { nextRequest: request + 1 } : {};
}

function shownPause({ since, reason, until }: NonNullable<ClockStanding['paused']>) {
  return { since: iso(since), reason, ...(until === undefined ? {} : { until: iso(until) }) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
