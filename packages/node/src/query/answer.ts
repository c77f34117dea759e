// SPDX-License-Identifier: Apache-2.0
// Answering a partner's frame of questions: judge, look up, write the entry, and only then let the answers go.
import { sha256 } from '@iims/crypto/primitives';
import type { NoRight } from '@iims/crypto/trust-lookup';
import { judgeQuestion } from '@iims/exchange/replay';
import { assert } from '@iims/wire/assert';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { isQueryId, type QueryId, type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { passingMemory } from '@iims/wire/passing-bytes';
import { asksByPartOfPlate } from '@iims/wire/plate-pattern';
import { type Answer, parseQuestion, type Question } from '@iims/wire/query';
import { stateAskedForHolder } from '@iims/wire/registered-vehicle';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';
import type { QuotaRefusal, Quotas } from '../access/quotas.ts';
import type { Clock } from '../clock.ts';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import type { PlateSearch } from '../registers/plate-list.ts';
import { listRegisters, type RegisterRow } from '../store/alerts.ts';
import { findAnsweredQuery } from '../store/answered-queries.ts';
import { listPositiveRegisters } from '../store/issued-documents.ts';
import type { Store } from '../store/store.ts';
import { alertsShown } from './alerts-shown.ts';
import { holdersTold } from './holders-told.ts';
import { COVERT_NAMED_MAX, type PersonSearch } from './lookup.ts';
import { type RegistersSaid, readRegisters } from './read-registers.ts';
import { registersAsked } from './sources.ts';

/** Which of the node's registers a State may ask for a purpose; the State's own document says so. */
export type Rights = <R extends Pick<RegisterRow, 'id' | 'kind'>>(
  asker: StateCode,
  purpose: Question['purpose'],
  registers: readonly R[],
) => readonly R[];

/** The same of its registers of documents that it issued. */
export type IssuedRights = <R extends { readonly id: string }>(
  asker: StateCode,
  purpose: Question['purpose'],
  registers: readonly R[],
) => readonly R[];

export interface Answering {
  /** Whose registers these are. */
  readonly state: StateCode;
  readonly store: Store;
  readonly persons: PersonSearch;
  readonly plates: PlateSearch;
  readonly clock: Clock;
  readonly rights: Rights;
  readonly issuedRights: IssuedRights;
  /** Why a State may not ask a register for a purpose. */
  readonly whyNoRight: (asker: StateCode, purpose: Question['purpose'], register: string) => NoRight;
  /** The same of a right that is granted by its name alone. */
  readonly whyNoNamedRight: (asker: StateCode, purpose: Question['purpose'], name: string) => NoRight;
  readonly quotas: Pick<Quotas, 'admitQuestion'>;
  /** What other work gives way to. */
  readonly queries: Pick<QueriesUnderWay, 'during'>;
  /** Told of the entry of an answer that shows no alert, when it is durable, and whether a covert one was met. */
  readonly onNothingShown?: (index: number, metCovert: boolean) => void;
}

export interface AskedFrame {
  readonly id: QueryId;
  /** The State whose node signed the frame. */
  readonly asker: StateCode;
  readonly exercise: boolean;
  readonly items: readonly AskedItem[];
}

/** One question: its bytes as they arrived and the salted hash that binds the answer to it. */
export interface AskedItem {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** An answer as it fills its slot, and the entry that stands for it. */
export interface AnsweredItem {
  readonly slot: Uint8Array;
  readonly logIndex: number;
}

/** One answer for each question, in order. Every entry is durable when this resolves. Throws only what the store throws. */
export async function answerFrame(node: Answering, frame: AskedFrame): Promise<AnsweredItem[]> {
  return node.queries.during(async () => {
    const registers = judgedOnce(node, frame.asker, await listRegisters(node.store.reader));
    return Promise.all(frame.items.map((item) => answerQuestion(node, frame, item, registers)));
  });
}

/** What the questions of a frame share: one State asks them, and mostly for one purpose. */
interface FrameRegisters {
  readonly all: readonly RegisterRow[];
  /** Those that the asker may read for a purpose. */
  readable(purpose: Question['purpose']): readonly RegisterRow[];
}

function judgedOnce(node: Answering, asker: StateCode, all: readonly RegisterRow[]): FrameRegisters {
  const judged = new Map<string, readonly RegisterRow[]>();
  const readable = (purpose: Question['purpose']) => {
    let registers = judged.get(purpose);
    if (registers === undefined) {
      registers = node.rights(asker, purpose, all);
      judged.set(purpose, registers);
    }
    return registers;
  };
  return { all, readable };
}

async function answerQuestion(
  node: Answering,
  frame: AskedFrame,
  item: AskedItem,
  registers: FrameRegisters,
): Promise<AnsweredItem> {
  const parsed = readQuestion(item.bytes);
  const over =
    parsed.kind === 'question'
      ? node.quotas.admitQuestion(
          frame.asker,
          parsed.question.asker.officer,
          rightsNeeded(node.state, parsed.question).length > 0,
        )
      : node.quotas.admitQuestion(frame.asker);
  if (over) return refusedForQuota(node, frame, item, parsed, await over);
  if (parsed.kind === 'unreadable') {
    return withoutAnswer(node, frame, item, { queryId: parsed.id ?? frame.id, ...refused('question-unreadable') });
  }
  const { question } = parsed;
  const asked = { officer: question.asker.officer, purpose: question.purpose, caseRef: question.caseRef };
  const without = (ground: Ground) => withoutAnswer(node, frame, item, { queryId: question.id, asked, ...ground });
  if (question.asker.state !== frame.asker || question.exercise !== frame.exercise) {
    return without(refused('frame-differs'));
  }
  // What tells one question from every other: its id, and the SHA-256 of its bytes as they arrived.
  const identity = { queryId: uuidToBytes(question.id), questionDigest: sha256(item.bytes) };
  const judged = judgeQuestion({
    askedAt: question.askedAt,
    now: node.clock.now(),
    questionDigest: identity.questionDigest,
    answered: await findAnsweredQuery(node.store.reader, frame.asker, identity.queryId),
  });
  if (judged.kind === 'repeated') return repeat(node, frame, item, question, judged.answer);
  if (judged.kind !== 'first') return without(refused(judged.kind));

  const readable = registers.readable(question.purpose);
  const noRight = () => groundOf(node, frame, question, registers.all, readable);
  if (readable.length === 0 && !(await mayReadIssued(node, frame, question))) return without(refused(noRight()));
  const lacking = lackingRight(node, frame, question);
  if (lacking !== undefined) return without(refused(node.whyNoNamedRight(frame.asker, question.purpose, lacking)));
  // An alert or a question that the look-up stumbles over costs its own query an answer, and no neighbour in the frame.
  const { state, store, persons, plates, clock } = node;
  let read: RegistersSaid;
  try {
    read = await readRegisters(
      {
        state,
        reader: store.reader,
        persons,
        plates,
        registers: readable,
        withheld: readable.length < registers.all.length ? withheldOf(registers.all, readable) : [],
        rights: (all) => node.issuedRights(frame.asker, question.purpose, all),
        now: clock.now(),
      },
      question,
    );
  } catch {
    return without({ outcome: 'unavailable', reason: 'register-failed' });
  }
  const { said, covertAlertIds } = read;
  // The same reads and writes as for any answer; what may not be read is unknown, and unknown is never shown as no-hit.
  const isUnknown = said.outcome === 'no-hit' && isWithheld(question, registers.all, readable);
  const says = isUnknown ? { ...withoutIssued(said), ...refused(noRight()) } : said;
  const answer: Answer = { questionHash: item.hash, queryId: question.id, ...says, repeated: false };
  const { content, slot, told } = toSlot(answer);
  const shown = alertsShown(told);
  try {
    const { index: logIndex } = await node.store.write(
      {
        event: 'query.answered',
        body: {
          ...asked,
          ...bindings(frame, question.id, item.hash, content),
          outcome: answer.outcome,
        },
        own: {
          covert: covertAlertIds.slice(0, COVERT_NAMED_MAX),
          covertCount: covertAlertIds.length,
          shown,
          ...holdersTold(told),
        },
      },
      {
        name: 'answer-query',
        args: { askerState: frame.asker, ...identity, answer: content },
      },
    );
    if (shown.length === 0) node.onNothingShown?.(logIndex, covertAlertIds.length > 0);
    return { slot, logIndex };
  } catch (fault) {
    // Two copies of one question came together and the other was first.
    if (!(fault instanceof IimsError && fault.code === 'query.id-used')) throw fault;
    return answerQuestion(node, frame, item, registers);
  }
}

function withoutIssued({ issued: _, ...said }: RegistersSaid['said']): RegistersSaid['said'] {
  return said;
}

/** A right to a register of what the State issued holds also for who has none to its alerts. */
async function mayReadIssued({ store, issuedRights }: Answering, { asker }: AskedFrame, { purpose }: Question) {
  return issuedRights(asker, purpose, await listPositiveRegisters(store.reader)).length > 0;
}

/** By a part of a plate, and for a holder of this State's vehicles, only with a right that stands in the document as one to a register of that name. */
function rightsNeeded(state: StateCode, question: Question): readonly string[] {
  return [
    ...(asksByPartOfPlate(question) ? [PARTIAL_PLATES_RIGHT] : []),
    ...(stateAskedForHolder(question) === state ? [VEHICLE_HOLDERS_RIGHT] : []),
  ];
}

function lackingRight({ state, issuedRights }: Answering, { asker }: AskedFrame, question: Question) {
  return rightsNeeded(state, question).find((id) => issuedRights(asker, question.purpose, [{ id }]).length === 0);
}

/** Whether a register that holds what is asked about must not be read for this asker and purpose. */
function isWithheld(question: Question, all: readonly RegisterRow[], readable: readonly RegisterRow[]): boolean {
  return readable.length < all.length && ofKindAsked(question, withheldOf(all, readable)).length > 0;
}

function withheldOf(all: readonly RegisterRow[], readable: readonly RegisterRow[]): readonly RegisterRow[] {
  return all.filter(({ id }) => !readable.some((register) => register.id === id));
}

/** Papers are also met in registers of persons, but these are not what decides. */
function ofKindAsked({ subjects }: Question, registers: readonly RegisterRow[]): readonly RegisterRow[] {
  return registers.filter(({ kind }) => subjects.some((subject) => subject.kind === kind));
}

/** Of several registers that are withheld the ground about which the asker can do most. */
function groundOf(
  node: Answering,
  { asker }: AskedFrame,
  question: Question,
  all: readonly RegisterRow[],
  readable: readonly RegisterRow[],
): NoRight {
  const withheld = withheldOf(all, readable);
  const ofKind = ofKindAsked(question, withheld);
  const deciding = ofKind.length > 0 ? ofKind : registersAsked(question, withheld);
  const grounds = deciding.map(({ id }) => node.whyNoRight(asker, question.purpose, id));
  return GROUNDS.find((ground) => grounds.includes(ground)) ?? 'no-right';
}

const GROUNDS: readonly NoRight[] = ['purpose-not-allowed', 'no-right', 'register-not-listed'];

/** Without an entry of its own: that of the spell of refusals stands for it, so that a flood does not fill the log. */
function refusedForQuota(
  { clock }: Answering,
  frame: AskedFrame,
  { hash }: AskedItem,
  parsed: ReadQuestion,
  { ground, logIndex }: QuotaRefusal,
): AnsweredItem {
  const queryId = (parsed.kind === 'question' ? parsed.question.id : parsed.id) ?? frame.id;
  const { slot } = toSlot(emptyAnswer({ queryId, questionHash: hash, asOf: clock.now(), ...refused(ground) }));
  return { slot, logIndex };
}

/** The first answer again, bound to this question and marked. */
async function repeat(
  node: Answering,
  frame: AskedFrame,
  item: AskedItem,
  question: Question,
  first: Uint8Array,
): Promise<AnsweredItem> {
  const answer: Answer = { ...(decodeCbor(first) as Answer), questionHash: item.hash, repeated: true };
  const { content, slot, told } = toSlot(answer);
  const { index: logIndex } = await node.store.write({
    event: 'query.answered',
    body: {
      officer: question.asker.officer,
      purpose: question.purpose,
      caseRef: question.caseRef,
      ...bindings(frame, question.id, item.hash, content),
      outcome: answer.outcome,
      repeated: true,
    },
    own: { ...NOTHING_OF_OWN, shown: alertsShown(told), ...holdersTold(told) },
  });
  return { slot, logIndex };
}

/** Why a question gets no look-up, or none that came to an end. Only what was looked up is kept for repetition. */
interface Ground {
  readonly outcome: 'refused' | 'unavailable';
  readonly reason: string;
}

function refused(reason: string): Ground {
  return { outcome: 'refused', reason };
}

async function withoutAnswer(
  node: Answering,
  frame: AskedFrame,
  item: AskedItem,
  {
    queryId,
    asked = {},
    ...ground
  }: Ground & { readonly queryId: QueryId; readonly asked?: Readonly<Record<string, string>> },
): Promise<AnsweredItem> {
  const answer = emptyAnswer({ questionHash: item.hash, queryId, asOf: node.clock.now(), ...ground });
  const { content, slot } = toSlot(answer);
  const { index: logIndex } = await node.store.write({
    event: 'query.answered',
    body: { ...asked, ...bindings(frame, queryId, item.hash, content), ...ground },
    own: NOTHING_OF_OWN,
  });
  return { slot, logIndex };
}

/** An answer for which no register was asked. */
function emptyAnswer(said: Pick<Answer, 'questionHash' | 'queryId' | 'outcome' | 'reason' | 'asOf'>): Answer {
  return { ...said, registers: 0, behind: 0, hits: [], more: false, repeated: false };
}

/** What ties an entry to the question as it came and the answer as it goes. The asker's closing entry holds the same digest. */
function bindings(frame: AskedFrame, queryId: QueryId, questionHash: Uint8Array, content: Uint8Array) {
  return { asker: frame.asker, queryId, questionHash, answerDigest: sha256(content), exercise: frame.exercise };
}

/** What leaves, and the answer that is in it: hits and holders that gave way were not told. */
interface FilledSlot {
  readonly content: Uint8Array;
  readonly slot: Uint8Array;
  readonly told: Answer;
}

/**
 * Fills the slot. Where not all fits, facts go first, the last of the hit with most of them, then whole hits, then what is said of a
 * vehicle beyond its standing. The last hit stays, and `more` says that something is left out.
 */
function toSlot(answer: Answer): FilledSlot {
  const content = encodeCbor(answer, passingMemory);
  const slot = fillSlot(content, ANSWER_SLOT_BYTES, passingMemory);
  if (slot) return { content, slot, told: answer };
  const most = Math.max(...answer.hits.map(({ facts }) => facts.length));
  if (most <= 0 && answer.hits.length <= 1) return toSlot({ ...answer, ...standingsAlone(answer), more: true });
  if (most <= 0) return toSlot({ ...answer, hits: answer.hits.slice(0, -1), more: true });
  const longest = answer.hits.findLastIndex(({ facts }) => facts.length === most);
  const hits = answer.hits.map((hit, at) => (at === longest ? { ...hit, facts: hit.facts.slice(0, -1) } : hit));
  return toSlot({ ...answer, hits });
}

/** With them one hit at its longest fits: `answer.test.ts` holds the bounds to it. */
function standingsAlone({ issued = [] }: Answer): Pick<Answer, 'issued'> {
  assert(
    issued.some(({ vehicle, holder }) => vehicle !== undefined || holder !== undefined),
    'an answer that tells of no vehicle fits with its last hit',
  );
  return { issued: issued.map(({ vehicle: _, holder: __, ...standing }) => standing) };
}

type ReadQuestion =
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'unreadable'; readonly id: QueryId | undefined };

/** Poison affects only itself: whatever reading stumbles over, this question alone is refused, under its id if that can be read. */
function readQuestion(bytes: Uint8Array): ReadQuestion {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
    return { kind: 'question', question: parseQuestion(value) };
  } catch {
    const id = (value as { id?: unknown } | null | undefined)?.id;
    return { kind: 'unreadable', id: typeof id === 'string' && isQueryId(id) ? id : undefined };
  }
}

/** As a register's id in a right (spec/plate-pattern.md, 4). */
const PARTIAL_PLATES_RIGHT = 'partial-plates';
/** Likewise (spec/vehicle-registration.md, 7). */
const VEHICLE_HOLDERS_RIGHT = 'vehicle-holders';
/** An entry that is opened to the asker shows whether it has an own part, so that each of this event has one. */
const NOTHING_OF_OWN = { covert: [], covertCount: 0, shown: [] };
