// SPDX-License-Identifier: Apache-2.0
// An alert: what a register holds about one document, person, vehicle or object that may be hit (spec/alert.md).
import { z } from 'zod';
import {
  type AlertOfficialDocument,
  type AlertTravelDocument,
  alertOfficialDocumentSchema,
  alertTravelDocumentSchema,
} from './alert-document.ts';
import { type AlertObject, alertObjectSchema } from './alert-object.ts';
import { type AlertPerson, alertPersonSchema } from './alert-person.ts';
import { type AlertVehicle, alertVehicleSchema } from './alert-vehicle.ts';
import type { EveryAlert } from './every-alert.ts';
import { validate } from './validate.ts';

/** What a register holds under one id: the subject, why it is sought, and what to do. */
export type Alert = EveryAlert & AlertSubject;

/** Whom or what an alert is about, by kind. */
export type AlertSubject = AlertTravelDocument | AlertOfficialDocument | AlertPerson | AlertVehicle | AlertObject;

/** @throws IimsError `input.invalid` naming the field */
export function parseAlert(value: unknown): Alert {
  return validate(alertSchema, value);
}

/** The schema of an alert. Unknown fields and codes are refused: the owner writes its own register. */
export const alertSchema: z.ZodType<Alert> = z.compile(
  z.discriminatedUnion('kind', [
    alertTravelDocumentSchema,
    alertOfficialDocumentSchema,
    alertPersonSchema,
    alertVehicleSchema,
    alertObjectSchema,
  ]),
);
