// SPDX-License-Identifier: Apache-2.0
// Communication checks: sent over the real road, and their result read from the messages that came back (spec/directory.md, 6 to 9).
import { type ContactPoint, isValidOn } from '@iims/wire/contact-point';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { isOfKind, type Message } from '@iims/wire/message';
import type { DueCheck } from '../store/check-schedules.ts';
import { answersToCheck, listChecks } from '../store/directory-messages.ts';
import { type MessageRow, type MessageStatus, messageRow, openContent, openIfKept } from '../store/messages.ts';
import { deliveriesOf } from '../store/outbox.ts';
import type { Reader } from '../store/sql.ts';
import type { DirectoryKeeping } from './keep-own-directory.ts';
import { readDirectory } from './read-directory.ts';

/** A contact point by its State and id. */
export interface PointNamed {
  readonly state: StateCode;
  readonly id: string;
}

export interface CheckToStart {
  /** All valid contact points of these, but of a State that `points` names those alone. */
  readonly states: readonly StateCode[];
  readonly points: readonly PointNamed[];
  readonly withinMs: number;
  readonly text?: string;
}

export interface CheckStarter {
  readonly account: string;
  readonly now: number;
  /** Its place in the run of a schedule, which ends with it. */
  readonly planned?: Pick<DueCheck, 'schedule' | 'place'>;
}

export type PointStanding = 'on-time' | 'late' | 'waiting' | 'silent';

export interface CheckedPoint extends PointNamed {
  readonly standing: PointStanding;
  readonly answeredAt?: number;
  readonly remarks?: string;
  /** How far the check has come with its State. */
  readonly delivery: MessageStatus;
}

export interface CheckResult {
  readonly id: string;
  readonly startedAt: number;
  readonly answerBy: number;
  readonly text?: string;
  readonly points: readonly CheckedPoint[];
}

/** @throws IimsError `input.invalid` (no such contact point, one that is not valid any more, or a State without a valid one), and what sending throws */
export async function startCheck(
  { reader, send }: DirectoryKeeping,
  { states, points, withinMs, text }: CheckToStart,
  { account, now, planned }: CheckStarter,
): Promise<{ readonly id: string; readonly index: number; readonly points: readonly PointNamed[] }> {
  const asked = await pointsToAsk(reader, { states, points }, new Date(now).toISOString().slice(0, 10));
  const addressed = [...new Set(asked.map(({ state }) => state))];
  const { id, index } = await send(
    {
      kind: 'communication-check',
      to: addressed.map((state) => ({ state })),
      caseRef: `COMCHECK-${new Date(now).toISOString().slice(0, 16).replace(/[-T:]/g, '')}`,
      urgency: 'routine',
      handling: { code: 'H0', tlp: 'TLP:GREEN' },
      fields: { points: asked, answerBy: now + withinMs, ...(text === undefined ? {} : { text }) },
      attachments: [],
    },
    { account },
    planned === undefined ? {} : { planned },
  );
  return { id, index, points: asked };
}

/** @throws IimsError `message.not-found` where this State has sent no such check */
export async function checkResult(reader: Reader, id: string, now: number): Promise<CheckResult> {
  const row = await messageRow(reader, id);
  if (row.kind === 'communication-check' && row.direction === 'out') {
    return resultOf(reader, row, await openContent(reader, id), now);
  }
  throw new IimsError('message.not-found', { message: 'There is no such communication check.', field: 'id' });
}

/** The checks that the own State has sent and that are still kept, the latest first; those before one of them alone. @throws IimsError `message.not-found` */
export async function latestChecks(
  reader: Reader,
  own: StateCode,
  { now, limit, beforeId }: { readonly now: number; readonly limit: number; readonly beforeId?: string },
): Promise<CheckResult[]> {
  const before = beforeId === undefined ? {} : { before: (await messageRow(reader, beforeId)).no };
  const rows = await listChecks(reader, own, { ...before, limit });
  const results: CheckResult[] = [];
  for (const row of rows) {
    const check = await openIfKept(reader, row.id);
    if (check !== undefined) results.push(await resultOf(reader, row, check, now));
  }
  return results;
}

async function pointsToAsk(
  reader: Reader,
  { states, points }: Pick<CheckToStart, 'states' | 'points'>,
  today: string,
): Promise<PointNamed[]> {
  const known = new Map<StateCode, readonly ContactPoint[]>();
  for (const state of new Set([...states, ...points.map((point) => point.state)])) {
    const directory = await readDirectory(reader, state);
    known.set(state, directory?.points.filter((point) => isValidOn(point, today)) ?? []);
  }
  const strange = points.find(({ state, id }) => known.get(state)?.every((point) => point.id !== id));
  if (strange !== undefined) throw nobodyToAsk('points', `${strange.state}/${strange.id} is none`);
  const whole = [...new Set(states)].filter((state) => points.every((point) => point.state !== state));
  const ofWhole = whole.flatMap((state) => known.get(state)!.map(({ id }) => ({ state, id })));
  // Nobody is left out in silence: a State that cannot be asked is not one that was asked.
  const silent = whole.filter((state) => ofWhole.every((point) => point.state !== state));
  if (silent.length > 0) throw nobodyToAsk('states', `${silent.join(', ')}: none`);
  const asked = [...ofWhole, ...points.map(({ state, id }) => ({ state, id }))];
  if (asked.length === 0) throw nobodyToAsk('states', 'at least one');
  return asked;
}

function nobodyToAsk(field: 'states' | 'points', which: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'There is no such contact point to be asked.',
    field,
    rule: `contact points of the directories that partners have sent, which are valid today (${which})`,
    fix: 'Read the directory, and name contact points that stand in it.',
  });
}

async function resultOf(reader: Reader, { id, sentAt }: MessageRow, check: Message, now: number): Promise<CheckResult> {
  if (!isOfKind(check, 'communication-check')) throw new IimsError('store.failed', { message: 'A check is no check.' });
  const { answerBy, points, text } = check.fields;
  const deliveries = new Map((await deliveriesOf(reader, id)).map(({ state, status }) => [state, status]));
  const answers = await firstAnswers(reader, id);
  return {
    id,
    startedAt: sentAt,
    answerBy,
    ...(text === undefined ? {} : { text }),
    points: points.map(({ state, id: point }) => {
      const answer = answers.get(`${state}/${point}`);
      return {
        state,
        id: point,
        standing: standingOf(answer?.answeredAt, { answerBy, now }),
        ...answer,
        delivery: deliveries.get(state) ?? 'stored',
      };
    }),
  };
}

/** By State and contact point. Whoever answers for another State's point answers for nobody. */
async function firstAnswers(
  reader: Reader,
  checkId: string,
): Promise<ReadonlyMap<string, Pick<CheckedPoint, 'answeredAt' | 'remarks'>>> {
  const first = new Map<string, Pick<CheckedPoint, 'answeredAt' | 'remarks'>>();
  for (const { id, state, at } of await answersToCheck(reader, checkId, ANSWERS_OF_STATE_MAX)) {
    const answer = await openIfKept(reader, id);
    if (answer === undefined || !isOfKind(answer, 'communication-check-answer')) continue;
    const { point, remarks } = answer.fields;
    const name = `${state}/${point}`;
    if (!first.has(name)) first.set(name, { answeredAt: at, ...(remarks === undefined ? {} : { remarks }) });
  }
  return first;
}

function standingOf(
  answeredAt: number | undefined,
  { answerBy, now }: { readonly answerBy: number; readonly now: number },
): PointStanding {
  if (answeredAt !== undefined) return answeredAt <= answerBy ? 'on-time' : 'late';
  return now <= answerBy ? 'waiting' : 'silent';
}

/** Answers of one State to one check that are looked at: two for each contact point that a directory may have. It may send more, and they change nothing. */
const ANSWERS_OF_STATE_MAX = 128;
