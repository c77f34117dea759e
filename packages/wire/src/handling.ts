// SPDX-License-Identifier: Apache-2.0
// What its sender says may be done with information, and what that lets a receiver do. The rules bind the receiving node
// (spec/handling.md). Codes: Europol's H0 to H3, TLP 2.0, PAP, and gradings; our own classifications.

import { z } from 'zod';
import {
  CLASSIFICATIONS,
  type Classification,
  HANDLING_CODES,
  type HandlingCode,
  PAP_LABELS,
  type PapLabel,
  PURPOSES,
  type Purpose,
  TLP_LABELS,
  type TlpLabel,
} from './code-lists.ts';
import { GRADES, type SentGrading, SHARING_GRADES } from './grading.ts';
import { calendarDateSchema, lineSchema } from './query.ts';

/** How a message may be handled. */
export interface Handling {
  readonly code: HandlingCode;
  /** The restriction in words: with H3, and there always. */
  readonly condition?: string;
  readonly tlp?: TlpLabel;
  readonly pap?: PapLabel;
  readonly classification?: Classification;
  readonly grading?: SentGrading;
  /** Its last day, YYYY-MM-DD in UTC. */
  readonly expiresOn?: string;
  /** It may be used for this alone. */
  readonly purpose?: Purpose;
}

export const CONDITION_CHARACTERS_MAX = 500;

const gradingSchema: z.ZodType<SentGrading> = z
  .union([
    z.strictObject({
      scheme: z.literal('4x4'),
      source: z.enum(GRADES['4x4'].source),
      information: z.enum(GRADES['4x4'].information),
    }),
    z.strictObject({
      scheme: z.literal('6x6'),
      source: z.enum(GRADES['6x6'].source),
      information: z.enum(GRADES['6x6'].information),
    }),
    z.strictObject({
      scheme: z.literal('3x5x2'),
      source: z.enum(GRADES['3x5x2'].source),
      information: z.enum(GRADES['3x5x2'].information),
      sharing: z.enum(SHARING_GRADES),
    }),
  ])
  .meta({ id: 'Grading' });

export const handlingSchema: z.ZodType<Handling> = z
  .strictObject({
    code: z.enum(HANDLING_CODES),
    condition: lineSchema(CONDITION_CHARACTERS_MAX).exactOptional(),
    tlp: z.enum(TLP_LABELS).exactOptional(),
    pap: z.enum(PAP_LABELS).exactOptional(),
    classification: z.enum(CLASSIFICATIONS).exactOptional(),
    grading: gradingSchema.exactOptional(),
    expiresOn: calendarDateSchema.exactOptional(),
    purpose: z.enum(PURPOSES).exactOptional(),
  })
  .refine(({ code, condition }) => (code === 'H3') === (condition !== undefined), {
    path: ['condition'],
    error: 'a condition in words with H3, and with no other code',
  })
  .refine(({ code, grading }) => grading?.sharing !== 'C' || code === 'H3', {
    path: ['code'],
    error: 'H3 with its condition, where sharing is permitted with conditions',
  })
  .meta({ id: 'Handling' });

/** What somebody may want to do with information that he was sent. */
export const HANDLING_ACTS = ['show', 'forward', 'export', 'use-in-court', 'use-for', 'take-measure'] as const;
export type HandlingAct = (typeof HANDLING_ACTS)[number];

/** Who has the information afterwards, the narrowest first. Clients are other authorities of the State that rely on the organisation. */
export const AUDIENCES = ['addressees', 'own-organisation', 'clients', 'member-states', 'public'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What may be noticed of a measure, the least first. */
export const MEASURES = ['unnoticeable', 'cross-check', 'active'] as const;
export type Measure = (typeof MEASURES)[number];

export interface HandlingContext {
  /** The receiver's day in UTC, YYYY-MM-DD. */
  readonly today: string;
  /** Whether the State that acts is the one whose information it is. */
  readonly isOriginator: boolean;
  /** Whether the originator allowed exactly this act, for this message, recipient and purpose. */
  readonly isReleased: boolean;
  /** For `show`, `forward` and `export`; absent: everybody. */
  readonly audience?: Audience;
  /** What for; absent: nobody said. */
  readonly purpose?: Purpose;
  /** For `take-measure`; absent: an active one. */
  readonly measure?: Measure;
  /** For `export`: whether the file stays sealed; absent: it does not. */
  readonly isSealed?: boolean;
}

/** Why something may not be done. */
export const HANDLING_RULES = [
  'expired',
  'h1-court',
  'h2-dissemination',
  'h3-condition',
  'tlp-red',
  'tlp-amber-strict',
  'tlp-amber',
  'tlp-green',
  'tlp-none',
  'restricted-in-clear',
  'purpose-limit',
  'crime-only',
  'pap-red',
  'pap-amber',
] as const;
export type HandlingRule = (typeof HANDLING_RULES)[number];

export type HandlingDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** The first rule against it, in the order of `HANDLING_RULES`. */
      readonly because: HandlingRule;
      /** Who can allow it; absent where nobody can any more. */
      readonly ask?: 'originator';
    };

/**
 * Whether the information may be shown, forwarded, exported or used so.
 * What is not said in the context counts as the most that it could be.
 */
export function mayDo(handling: Handling, act: HandlingAct, context: HandlingContext): HandlingDecision {
  if (context.isOriginator) return ALLOWED;
  if (handling.expiresOn !== undefined && context.today > handling.expiresOn) {
    return { allowed: false, because: 'expired' };
  }
  if (context.isReleased) return ALLOWED;
  const because =
    codeAgainst(handling.code, act, context) ??
    tlpAgainst(handling.tlp, act, context) ??
    classificationAgainst(handling.classification, act, context) ??
    purposeAgainst(handling.purpose, act, context) ??
    papAgainst(handling.pap, act, context);
  return because === undefined ? ALLOWED : { allowed: false, because, ask: 'originator' };
}

/** H1 speaks of courts alone. What may not be disseminated may not be disclosed in court either; of H3 only its originator can judge. */
function codeAgainst(code: HandlingCode, act: HandlingAct, context: HandlingContext): HandlingRule | undefined {
  const leaves = act === 'use-in-court' || goesBeyond('own-organisation', act, context);
  switch (code) {
    case 'H0':
      return undefined;
    case 'H1':
      return act === 'use-in-court' ? 'h1-court' : undefined;
    case 'H2':
      return leaves ? 'h2-dissemination' : undefined;
    case 'H3':
      return leaves ? 'h3-condition' : undefined;
  }
}

/** A court is taken for the community: neither an own organisation, nor in itself a public channel. */
function tlpAgainst(tlp: TlpLabel | undefined, act: HandlingAct, context: HandlingContext): HandlingRule | undefined {
  const [widest, rule] = tlp === undefined ? NO_TLP : REACH_OF_TLP[tlp];
  const inCourt = act === 'use-in-court' && AUDIENCES.indexOf(widest) < AUDIENCES.indexOf('member-states');
  return inCourt || goesBeyond(widest, act, context) ? rule : undefined;
}

function classificationAgainst(
  classification: Classification | undefined,
  act: HandlingAct,
  context: HandlingContext,
): HandlingRule | undefined {
  if (classification !== 'restricted') return undefined;
  const inClear = act === 'export' && context.isSealed !== true;
  return inClear || goesBeyond('member-states', act, context) ? 'restricted-in-clear' : undefined;
}

/** To be shown is no use; whoever opens a message has not yet decided what for. */
function purposeAgainst(
  limit: Purpose | undefined,
  act: HandlingAct,
  { purpose }: HandlingContext,
): HandlingRule | undefined {
  if (act === 'show') return undefined;
  if (limit !== undefined && purpose !== limit) return 'purpose-limit';
  if (act === 'use-for' && purpose === undefined) return 'purpose-limit';
  return purpose !== undefined && BESIDE_CRIME.includes(purpose) && purpose !== limit ? 'crime-only' : undefined;
}

function papAgainst(pap: PapLabel | undefined, act: HandlingAct, context: HandlingContext): HandlingRule | undefined {
  if (act !== 'take-measure') return undefined;
  const measure = context.measure ?? 'active';
  if (pap === 'PAP:RED' && measure !== 'unnoticeable') return 'pap-red';
  if (pap === 'PAP:AMBER' && measure === 'active') return 'pap-amber';
  return undefined;
}

function goesBeyond(widest: Audience, act: HandlingAct, { audience = 'public' }: HandlingContext): boolean {
  return ACTS_THAT_REACH.includes(act) && AUDIENCES.indexOf(audience) > AUDIENCES.indexOf(widest);
}

const ALLOWED: HandlingDecision = { allowed: true };
const ACTS_THAT_REACH: readonly HandlingAct[] = ['show', 'forward', 'export'];
/** Purposes that are not in themselves the prevention or combat of crime. */
const BESIDE_CRIME: readonly Purpose[] = ['migration-check'];
const REACH_OF_TLP: Readonly<Record<TlpLabel, readonly [Audience, HandlingRule | undefined]>> = {
  'TLP:RED': ['addressees', 'tlp-red'],
  'TLP:AMBER+STRICT': ['own-organisation', 'tlp-amber-strict'],
  'TLP:AMBER': ['clients', 'tlp-amber'],
  'TLP:GREEN': ['member-states', 'tlp-green'],
  'TLP:CLEAR': ['public', undefined],
};
/** Nothing becomes public because somebody forgot a label. */
const NO_TLP: readonly [Audience, HandlingRule] = ['member-states', 'tlp-none'];
