// SPDX-License-Identifier: Apache-2.0
// A query from the officer's side: entry, own register and all partners in parallel, outcomes as they come, verdict, closing entry.
import { FanOut, type FanOutEffect, type FanOutInput, type StateResult } from '@iims/exchange/fan-out';
import { equalBytes } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import type { Purpose } from '@iims/wire/code-lists';
import type { Detection } from '@iims/wire/detect';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { passingMemory } from '@iims/wire/passing-bytes';
import { asksByPartOfPlate } from '@iims/wire/plate-pattern';
import type { Answer, Question } from '@iims/wire/query';
import { stateAskedForHolder } from '@iims/wire/registered-vehicle';
import { detectWithSecondKey } from '@iims/wire/second-key';
import { isPartial, type StateOutcome, tellsOfData, type Verdict, verdictOf } from '@iims/wire/verdict';
import type { Officer } from '../access/authorise.ts';
import type { Quotas } from '../access/quotas.ts';
import type { Clock, Random } from '../clock.ts';
import { type ProvenAnswer, packAnswerProofs } from '../partner/answer-proofs.ts';
import type { PartnerReply } from '../partner/link.ts';
import type { PartnerLinks } from '../partner/links.ts';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import type { PlateSearch } from '../registers/plate-list.ts';
import { listRegisters } from '../store/alerts.ts';
import type { KeptProofs } from '../store/answer-proofs.ts';
import type { Store } from '../store/store.ts';
import { holdersTold } from './holders-told.ts';
import { COVERT_NAMED_MAX, type PersonSearch } from './lookup.ts';
import type { ManifestPlaces } from './manifest-places.ts';
import { readRegisters } from './read-registers.ts';

export interface Asking {
  readonly state: StateCode;
  readonly authority: string;
  readonly exercise: boolean;
  readonly store: Store;
  readonly partners: Pick<PartnerLinks, 'states' | 'ask'>;
  readonly persons: PersonSearch;
  readonly plates: PlateSearch;
  readonly ownDecisions: OwnDecisions;
  readonly clock: Clock;
  readonly random: Random;
  /** The name under which partners see an officer; only this State can resolve it. */
  readonly pseudonym: (user: string) => string;
  /** Told of the partners that answered with a hit, when the query is closed and their receipts are awaited. */
  readonly onHits?: (states: readonly StateCode[]) => void;
  /** Told of the closing entry of a query to which no partner showed an alert, when it is durable, and whether an own covert one was met. */
  readonly onNothingShown?: (index: number, metCovert: boolean) => void;
  readonly quotas: Pick<Quotas, 'admitOfficer' | 'admitByOwnRight' | 'refusing'>;
  /** Queries of all officers of this node that are under way. */
  readonly underWay: { count: number };
  /** What other work gives way to. */
  readonly queries: Pick<QueriesUnderWay, 'during'>;
  /** What lists of travellers share. */
  readonly manifestPlaces: ManifestPlaces;
}

/** What the own State has decided about partners' alerts: an answer as its officers see it. */
export interface OwnDecisions {
  applyTo(outcome: StateOutcome): StateOutcome;
}

export interface Check {
  /** What an officer scanned or typed, or what was read already from a list of travellers. */
  readonly input: string | Pick<Detection, 'subjects' | 'label'>;
  readonly purpose: Purpose;
  readonly caseRef: string;
  /** Index of the entry of the list that the query belongs to. */
  readonly manifest?: number;
  /** A document's number or a date of birth, added to what was asked before. */
  readonly secondKey?: string;
}

/** What is told while a query runs, in this order: asked, each State once, verdict. */
export type QueryReport =
  | {
      readonly type: 'asked';
      readonly queryId: QueryId;
      readonly logIndex: number;
      readonly asked: readonly StateCode[];
    }
  | ({ readonly type: 'state' } & StateOutcome)
  | ({ readonly type: 'verdict'; readonly queryId: QueryId } & Verdict);

/** Answer of one State with the digest that both logs hold. The own State's has none: it did not travel. */
interface Heard {
  readonly answer: Omit<Answer, 'questionHash' | 'queryId'>;
  readonly digest: Uint8Array | undefined;
  /** What shows it later; of a partner's answer alone. */
  readonly proof?: ProvenAnswer;
  /** Own alerts that matched and that not even the own officer sees; the closing entry tells their owner. */
  readonly covertAlertIds?: readonly string[];
}

/**
 * Asks every State at once and reports as they answer. Resolves to the verdict when its closing entry is durable.
 * Throws `input.*` or `mrz.*` for what cannot be read, `query.quota` and `query.busy` at the bounds, before anything is asked.
 */
export async function ask(
  node: Asking,
  officer: Officer,
  check: Check,
  report: (line: QueryReport) => void,
): Promise<Verdict> {
  await node.quotas.admitOfficer(officer.user);
  if (node.underWay.count >= QUERIES_UNDER_WAY_MAX) {
    throw new IimsError('query.busy', { message: 'Too many queries are under way.', fix: 'Ask again in a moment.' });
  }
  node.underWay.count += 1;
  try {
    return await node.queries.during(() => runQuery(node, officer, check, report));
  } finally {
    node.underWay.count -= 1;
  }
}

async function runQuery(
  node: Asking,
  officer: Officer,
  check: Check,
  report: (line: QueryReport) => void,
): Promise<Verdict> {
  const { question, label } = composeQuestion(node, officer, check);
  const isByOwnRight = asksByPartOfPlate(question) || stateAskedForHolder(question) !== undefined;
  if (isByOwnRight) await node.quotas.admitByOwnRight(officer.user);
  const questionBytes = encodeCbor(question, passingMemory);
  const partners = node.partners.states();
  const { index: logIndex } = await node.store.write(
    {
      event: 'query.asked',
      body: {
        user: officer.user,
        queryId: question.id,
        purpose: question.purpose,
        caseRef: question.caseRef,
        question: questionBytes,
        label,
        asked: partners,
        ...(check.manifest === undefined ? {} : { manifest: check.manifest }),
      },
    },
    {
      name: 'ask-query',
      args: { queryId: question.id, user: officer.user, kind: question.subjects[0]!.kind },
    },
  );
  report({ type: 'asked', queryId: question.id, logIndex, asked: [node.state, ...partners] });

  const outcomes = new Map<StateCode, StateOutcome>();
  const { results, elapsedMs } = await fanOut(node, question, questionBytes, partners, (result) => {
    const outcome = node.ownDecisions.applyTo(toStateOutcome(result));
    outcomes.set(result.state, outcome);
    report({ type: 'state', ...outcome });
  });

  const states = results.map(({ state }) => outcomes.get(state)!);
  const verdict: Verdict = { ...verdictOf(states), states, elapsedMs: Math.round(elapsedMs * 10) / 10, logIndex };
  const hits = results.flatMap((result) => (isHitOfPartner(result) ? [result.state] : []));
  const { index: closedIndex } = await node.store.write(
    {
      event: 'query.closed',
      body: {
        queryId: question.id,
        askedIndex: logIndex,
        user: officer.user,
        verdict: verdict.verdict,
        complete: verdict.complete,
        outcomes: results.map((result) => toLoggedOutcome(result, outcomes.get(result.state)!)),
      },
    },
    {
      name: 'close-query',
      args: {
        logIndex,
        verdict: verdict.verdict,
        complete: verdict.complete,
        ...proofsOf(question.id, logIndex, results),
        ...(hits.length > 0 && { hits }),
      },
    },
  );
  report({ type: 'verdict', queryId: question.id, ...verdict });
  if (hits.length > 0) node.onHits?.(hits);
  else node.onNothingShown?.(closedIndex, results.some(metCovert));
  return verdict;
}

function composeQuestion(node: Asking, officer: Officer, check: Check): { question: Question; label: string } {
  const askedAt = node.clock.now();
  const referenceYear = new Date(askedAt).getUTCFullYear();
  const { subjects, label } =
    typeof check.input === 'string'
      ? detectWithSecondKey(check.input, check.secondKey ?? '', { referenceYear })
      : check.input;
  const question: Question = {
    id: uuidV7(askedAt, node.random(10)),
    subjects,
    purpose: check.purpose,
    caseRef: check.caseRef,
    askedAt,
    asker: { state: node.state, authority: node.authority, officer: node.pseudonym(officer.user) },
    exercise: node.exercise,
  };
  return { question, label };
}

/** The shell around the pure fan-out: carries out its effects and feeds it what happens, until it closes. */
function fanOut(
  node: Asking,
  question: Question,
  questionBytes: Uint8Array,
  partners: readonly StateCode[],
  onResult: (result: StateResult<Heard>) => void,
): Promise<{ results: readonly StateResult<Heard>[]; elapsedMs: number }> {
  const { clock } = node;
  const machine = new FanOut<Heard>({ own: node.state, partners, sameAnswer });
  return new Promise((resolve, reject) => {
    let broken = false;
    /** A mistake of this program ends the one query that met it: not the node, and not another query of the same frame. */
    const step = (input: FanOutInput<Heard>): void => {
      if (broken) return;
      try {
        for (const effect of machine.step(input, clock.monotonic())) perform(effect);
      } catch (fault) {
        broken = true;
        clearTimeout(deadline);
        reject(fault);
      }
    };
    const perform = (effect: FanOutEffect<Heard>): void => {
      switch (effect.kind) {
        case 'ask':
          askPartner(effect.state, effect.attempt);
          break;
        case 'outcome':
          onResult(effect.result);
          break;
        case 'note':
          noteAnswer(node, question.id, effect.state, effect.note, effect.answer);
          break;
        case 'close':
          clearTimeout(deadline);
          resolve(effect);
          break;
      }
    };
    const askPartner = (state: StateCode, attempt: number): void => {
      const settle = (reply: PartnerReply): void => {
        if (reply.kind === 'failure') step({ kind: 'partner-failure', state, attempt, reason: reply.reason });
        else step({ kind: 'partner-answer', state, answer: heard(reply) });
      };
      node.partners.ask(state, { queryId: question.id, bytes: questionBytes, settle }, machine.deadlineAt);
    };
    let deadline: NodeJS.Timeout | undefined;
    // A timer may fire a little early; the query closes at its deadline, so it is set again until it has.
    const awaitDeadline = (): void => {
      deadline = setTimeout(
        () => {
          step({ kind: 'tick' });
          if (!machine.isClosed && !broken) awaitDeadline();
        },
        Math.max(0, machine.deadlineAt - clock.monotonic()),
      );
    };
    step({ kind: 'opened' });
    if (!broken) awaitDeadline();
    // Frames leave at the end of the turn: what the own register takes would hold them back, and partners work meanwhile.
    setImmediate(() => void askOwnRegister(node, question).then(step));
  });
}

async function askOwnRegister(node: Asking, question: Question): Promise<FanOutInput<Heard>> {
  try {
    const registers = await listRegisters(node.store.reader);
    // Nothing was read, and that must not look like "no hit".
    if (registers.length === 0) return { kind: 'own-failure', reason: 'register-failed' };
    const { said, covertAlertIds } = await readRegisters(
      {
        state: node.state,
        reader: node.store.reader,
        persons: node.persons,
        plates: node.plates,
        registers,
        rights: (all) => all,
        now: node.clock.now(),
      },
      question,
    );
    return {
      kind: 'own-answer',
      answer: { answer: { ...said, repeated: false }, digest: undefined, covertAlertIds },
    };
  } catch {
    return { kind: 'own-failure', reason: 'register-failed' };
  }
}

function heard({ answer, answerDigest, proof }: Extract<PartnerReply, { kind: 'answer' }>): Heard {
  return { answer, digest: answerDigest, proof };
}

function metCovert(result: StateResult<Heard>): boolean {
  return result.kind === 'answered' && (result.answer.covertAlertIds ?? []).length > 0;
}

/** The own State's answer did not travel: it has no proof, and needs no receipt. */
function isHitOfPartner(result: StateResult<Heard>): boolean {
  return result.kind === 'answered' && result.answer.proof !== undefined && result.answer.answer.outcome === 'hit';
}

/** What is kept to prove the answers that counted. */
function proofsOf(id: QueryId, askedIndex: number, results: readonly StateResult<Heard>[]): { proofs?: KeptProofs } {
  const byState = new Map<StateCode, ProvenAnswer>();
  for (const result of results) {
    if (result.kind === 'answered' && result.answer.proof) byState.set(result.state, result.answer.proof);
  }
  if (byState.size === 0) return {};
  return { proofs: packAnswerProofs({ queryId: uuidToBytes(id), askedIndex, byState }) };
}

/** An answer that comes too late, twice or otherwise than before changes nothing, and is not forgotten. */
function noteAnswer(node: Asking, queryId: QueryId, state: StateCode, note: string, heard: Heard): void {
  const noted = node.store.write({
    event: 'query.late-answer',
    body: {
      queryId,
      state,
      note,
      outcome: heard.answer.outcome,
      ...(heard.digest ? { answerDigest: heard.digest } : {}),
    },
  });
  // Nobody waits for it: a store that takes nothing at the moment must not end the node over a note.
  noted.catch(() => undefined);
}

/** Answers are the same when they say the same; `repeated` and the question's salt differ between attempts. */
function sameAnswer(first: Heard, second: Heard): boolean {
  return equalBytes(encodeCbor(spoken(first)), encodeCbor(spoken(second)));
}

function spoken({ answer }: Heard): Record<string, unknown> {
  const { outcome, reason = '', asOf, changedOn = '', registers, behind, hits, more, issued = [] } = answer;
  return { outcome, reason, asOf, changedOn, registers, behind, hits, more, issued };
}

function toStateOutcome(result: StateResult<Heard>): StateOutcome {
  switch (result.kind) {
    case 'late':
      return { state: result.state, outcome: 'late', hits: [] };
    case 'unavailable':
      return { state: result.state, outcome: 'unavailable', reason: result.reason, hits: [] };
    case 'answered': {
      const { answer } = result.answer;
      return {
        state: result.state,
        outcome: answer.outcome,
        ...(answer.reason === undefined ? {} : { reason: answer.reason }),
        ...(tellsOfData(answer) && answer.registers > 0 ? ageOf(answer) : {}),
        registers: answer.registers,
        ...(isPartial(answer) ? { behind: answer.behind } : {}),
        hits: answer.hits,
        ...(answer.more ? { more: true } : {}),
        ...(answer.issued === undefined ? {} : { issued: answer.issued }),
      };
    }
  }
}

function ageOf({ asOf, changedOn }: Heard['answer']): Pick<StateOutcome, 'asOf' | 'changedOn'> {
  return { asOf: new Date(asOf).toISOString(), ...(changedOn === undefined ? {} : { changedOn }) };
}

function toLoggedOutcome(result: StateResult<Heard>, shown: StateOutcome): Record<string, unknown> {
  if (result.kind === 'late') return { state: result.state, outcome: 'late' };
  if (result.kind === 'unavailable') return { state: result.state, outcome: 'unavailable', reason: result.reason };
  const { answer, digest, covertAlertIds = [] } = result.answer;
  return {
    state: result.state,
    outcome: answer.outcome,
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    ...(isPartial(answer) ? { behind: answer.behind } : {}),
    hits: answer.hits.map((hit) => hit.alertId),
    ...(answer.hits.length === 0 ? {} : { registers: answer.hits.map((hit) => hit.register) }),
    ...notExecutedOf(shown),
    ...holdersTold(answer),
    ...(digest ? { answerDigest: digest } : {}),
    ...(covertAlertIds.length > 0
      ? { covert: covertAlertIds.slice(0, COVERT_NAMED_MAX), covertCount: covertAlertIds.length }
      : {}),
  };
}

/** Alerts whose action the own State has decided not to execute: what its officers were shown. */
function notExecutedOf({ hits }: StateOutcome): { notExecuted?: readonly string[] } {
  const declined = hits.flatMap(({ alertId, notExecuted }) => (notExecuted === undefined ? [] : [alertId]));
  return declined.length === 0 ? {} : { notExecuted: declined };
}

/** Queries of one node under way at once; the next officer is told to ask again. */
const QUERIES_UNDER_WAY_MAX = 512;
