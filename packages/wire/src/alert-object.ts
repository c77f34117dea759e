// SPDX-License-Identifier: Apache-2.0
// An alert on a thing: by its number, or a work of art by the fields of Object ID (spec/alert.md, 11 and 12).
import { z } from 'zod';
import { OBJECT_CATEGORIES, OBJECT_TYPES, type ObjectType } from './code-lists.ts';
import { everyAlertShape } from './every-alert.ts';
import { lineSchema, objectNumberSchema } from './query.ts';
import { FACT_CHARACTERS_MAX } from './verdict.ts';

/** A thing with a number of its own, or a work of art, which may lack one. */
export interface AlertObject {
  readonly kind: 'object';
  readonly objectType: ObjectType;
  readonly number?: string;
  readonly artwork?: Artwork;
}

/** Object ID, the international standard for describing works of art, without its photographs. */
export interface Artwork {
  readonly type?: string;
  readonly title?: string;
  readonly maker?: string;
  /** Date or period, in words. */
  readonly period?: string;
  readonly materials?: string;
  readonly measurements?: string;
  readonly inscriptions?: string;
  /** What it shows. */
  readonly subject?: string;
  /** Distinguishing features. */
  readonly features?: string;
}

const fieldSchema = lineSchema(FACT_CHARACTERS_MAX).exactOptional();

export const alertObjectSchema = z
  .strictObject({
    kind: z.literal('object'),
    ...everyAlertShape,
    category: z.enum(OBJECT_CATEGORIES),
    objectType: z.enum(OBJECT_TYPES),
    number: objectNumberSchema.exactOptional(),
    artwork: z
      .strictObject({
        type: fieldSchema,
        title: fieldSchema,
        maker: fieldSchema,
        period: fieldSchema,
        materials: fieldSchema,
        measurements: fieldSchema,
        inscriptions: fieldSchema,
        subject: fieldSchema,
        features: fieldSchema,
      })
      .exactOptional(),
  })
  .refine((object) => object.artwork === undefined || object.objectType === 'work-of-art', {
    error: 'the fields of a work of art with one only',
  })
  .refine((object) => object.number !== undefined || object.artwork !== undefined, {
    error: 'a number, or the fields of a work of art',
  });
