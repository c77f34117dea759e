// SPDX-License-Identifier: Apache-2.0
// An alert on a vehicle or its plate (spec/alert.md, 10).
import { z } from 'zod';
import { VEHICLE_CATEGORIES } from './code-lists.ts';
import { everyAlertShape } from './every-alert.ts';
import { CODE_CHARACTERS_MAX, issuerSchema, lineSchema, numberSchema } from './query.ts';

/** A VIN, or a plate with its State, or both. */
export interface AlertVehicle {
  readonly kind: 'vehicle';
  readonly vin?: string;
  readonly plate?: string;
  readonly registrationState?: string;
  readonly make?: string;
  readonly model?: string;
  readonly colour?: string;
  /** Of manufacture, YYYY. */
  readonly year?: string;
}

const wordSchema = lineSchema(CODE_CHARACTERS_MAX).exactOptional();

export const alertVehicleSchema = z
  .strictObject({
    kind: z.literal('vehicle'),
    ...everyAlertShape,
    category: z.enum(VEHICLE_CATEGORIES),
    vin: numberSchema.exactOptional(),
    plate: numberSchema.exactOptional(),
    registrationState: issuerSchema.exactOptional(),
    make: wordSchema,
    model: wordSchema,
    colour: wordSchema,
    year: z
      .string()
      .regex(/^(?:19|20)[0-9]{2}$/)
      .exactOptional(),
  })
  .refine((vehicle) => vehicle.vin !== undefined || vehicle.plate !== undefined, { error: 'a VIN or a plate' })
  .refine((vehicle) => vehicle.plate === undefined || vehicle.registrationState !== undefined, {
    error: 'a plate with its State',
  });
