// SPDX-License-Identifier: Apache-2.0
// What every alert says, whatever it is about (spec/alert.md, 1).
import { z } from 'zod';
import {
  ACTIONS,
  type Action,
  CAUTIONS,
  type Category,
  type Caution,
  FACT_LABELS,
  type FactLabel,
  HANDLING_CODES,
  type HandlingCode,
  INFORMATION_GRADES,
  type InformationGrade,
  LINK_KINDS,
  type LinkKind,
  OFFENCE_CATEGORIES,
  type OffenceCategory,
  SOURCE_GRADES,
  type SourceGrade,
} from './code-lists.ts';
import { CODE_CHARACTERS_MAX, CODES_MAX, calendarDateSchema, lineSchema, timeSchema } from './query.ts';
import { FACT_CHARACTERS_MAX, FACTS_MAX } from './verdict.ts';

/** The fields that alerts of all kinds share. */
export interface EveryAlert {
  /** Given by the owner, unique in the State: `UKR-STD-000417`. */
  readonly id: string;
  readonly category: Category;
  /** Who entered it and is asked after a hit. */
  readonly authority: string;
  readonly legalBasis: string;
  /** In words. */
  readonly offence?: string;
  readonly offenceCategory?: OffenceCategory;
  readonly action: Action;
  readonly cautions: readonly Caution[];
  readonly handling: HandlingCode;
  readonly grading?: Grading;
  /** The officer's screen never shows it; the owner is told instead. */
  readonly covert: boolean;
  /** Day of entry, YYYY-MM-DD. */
  readonly since: string;
  /** Day by which the owner must confirm or delete it, YYYY-MM-DD. */
  readonly reviewOn: string;
  /** Day on which the owner last confirmed it, YYYY-MM-DD. */
  readonly revalidatedOn?: string;
  readonly links?: readonly AlertLink[];
  readonly provenance?: Provenance;
  readonly facts: readonly AlertFact[];
}

/** How far the source and what it says may be relied on. */
export interface Grading {
  readonly source: SourceGrade;
  readonly information: InformationGrade;
  /** The grade in the source's own scheme, kept since conversion loses meaning. */
  readonly original?: string;
}

/** Another alert of the same State that belongs to this one. */
export interface AlertLink {
  readonly to: string;
  readonly kind: LinkKind;
}

/** Where an alert came from, when it was not typed in. */
export interface Provenance {
  /** Name of the list or system: `UN consolidated list`. */
  readonly source: string;
  /** What the source calls it. */
  readonly sourceId?: string;
  /** Milliseconds since 1970. */
  readonly importedAt: number;
}

/** One thing that the owner chose to tell with a hit. */
export interface AlertFact {
  readonly label: FactLabel;
  readonly value: string;
}

/** Other alerts that one alert may name. */
export const LINKS_MAX = 16;

export const alertIdSchema: z.ZodType<string> = z.string().regex(/^[A-Z]{3}-[A-Z0-9]{1,8}-[0-9]{1,12}$/);

/** The shape of EveryAlert without `category`, whose codes depend on the kind. */
export const everyAlertShape = {
  id: alertIdSchema,
  authority: lineSchema(CODE_CHARACTERS_MAX),
  legalBasis: lineSchema(FACT_CHARACTERS_MAX),
  offence: lineSchema(FACT_CHARACTERS_MAX).exactOptional(),
  offenceCategory: z.enum(OFFENCE_CATEGORIES).exactOptional(),
  action: z.enum(ACTIONS),
  cautions: z.array(z.enum(CAUTIONS)).max(CODES_MAX),
  handling: z.enum(HANDLING_CODES),
  grading: z
    .strictObject({
      source: z.enum(SOURCE_GRADES),
      information: z.enum(INFORMATION_GRADES),
      original: lineSchema(CODE_CHARACTERS_MAX).exactOptional(),
    })
    .exactOptional(),
  covert: z.boolean(),
  since: calendarDateSchema,
  reviewOn: calendarDateSchema,
  revalidatedOn: calendarDateSchema.exactOptional(),
  links: z
    .array(z.strictObject({ to: alertIdSchema, kind: z.enum(LINK_KINDS) }))
    .min(1)
    .max(LINKS_MAX)
    .exactOptional(),
  provenance: z
    .strictObject({
      source: lineSchema(CODE_CHARACTERS_MAX),
      sourceId: lineSchema(CODE_CHARACTERS_MAX).exactOptional(),
      importedAt: timeSchema,
    })
    .exactOptional(),
  facts: z.array(z.strictObject({ label: z.enum(FACT_LABELS), value: lineSchema(FACT_CHARACTERS_MAX) })).max(FACTS_MAX),
};
