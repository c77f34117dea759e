// SPDX-License-Identifier: Apache-2.0
// The entries of a register of vehicles, read strictly (spec/vehicle-registration.md, 1).
import { z } from 'zod';
import { alertIdSchema } from './every-alert.ts';
import { ISSUER_STANDINGS } from './issued.ts';
import { calendarDateSchema, numberSchema, vehicleHolderSchema, vehicleMarksShape } from './query.ts';
import type { RegisteredVehicle } from './registered-vehicle.ts';
import { validate } from './validate.ts';

/** @throws IimsError `input.invalid` naming the field */
export function parseRegisteredVehicle(value: unknown): RegisteredVehicle {
  return validate(registeredVehicleSchema, value);
}

const registeredVehicleSchema: z.ZodType<RegisteredVehicle> = z.compile(
  z.strictObject({
    id: alertIdSchema,
    kind: z.literal('vehicle'),
    plate: numberSchema,
    vin: numberSchema.exactOptional(),
    ...vehicleMarksShape,
    validUntil: calendarDateSchema.exactOptional(),
    standing: z.enum(ISSUER_STANDINGS),
    holder: vehicleHolderSchema.exactOptional(),
  }),
);
