// SPDX-License-Identifier: Apache-2.0
// What a kind of message is: its form, who writes it, which clock its answer runs against, and what may answer it.
import type { z } from 'zod';
import { type Fields, fieldsSchema, type ValuesOf } from './message-field.ts';

/** The clocks of answers, by name. */
export const MESSAGE_CLOCKS = ['hit-confirmation', 'information-request', 'core-data', 'any-request'] as const;
export type MessageClock = (typeof MESSAGE_CLOCKS)[number];

/** One kind of message. */
export interface MessageKindOf<Kind extends string, F extends Fields> {
  readonly kind: Kind;
  /**
   * An officer writes it in a form; it is made when an officer forwards a message, or when a second person has reviewed it; or a
   * node sends it by itself, and nobody is shown it as mail.
   */
  readonly writtenBy: 'officer' | 'forwarding' | 'review' | 'node';
  /** The clock of its answer. Without one nobody is late. */
  readonly clock?: MessageClock;
  /** Kinds that may answer it, in the order in which they are offered. */
  readonly replies: readonly string[];
  /** Whether it answers what it replies to. A question back, or word of a delay, does not. */
  readonly answers: boolean;
  /** The fields in the order in which a form shows them. */
  readonly form: F;
  /** What binds: the fields of the form, and how they belong together. */
  readonly fields: z.ZodType<ValuesOf<F>>;
}

/** How fields belong together. */
interface FieldRule<F extends Fields> {
  /** The field that is named where the rule is broken. */
  readonly field: keyof F & string;
  readonly rule: string;
  holds(values: ValuesOf<F>): boolean;
}

/** Makes a kind: the schema follows from the form and the rules. */
export function messageKind<const Kind extends string, F extends Fields>({
  rules = [],
  ...kind
}: Omit<MessageKindOf<Kind, F>, 'fields'> & { readonly rules?: readonly FieldRule<F>[] }): MessageKindOf<Kind, F> {
  let fields: z.ZodType<ValuesOf<F>> = fieldsSchema(kind.form);
  for (const { field, rule, holds } of rules) fields = fields.refine(holds, { path: [field], error: rule });
  return { ...kind, fields };
}

/** Length of a subject, a place, a name of a body: one line of a letter. */
export const LINE_CHARACTERS_MAX = 200;
/** Length of a few sentences. */
export const SHORT_TEXT_CHARACTERS_MAX = 2_000;
/** Length of a text of several pages. */
export const LONG_TEXT_CHARACTERS_MAX = 20_000;
