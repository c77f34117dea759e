// SPDX-License-Identifier: Apache-2.0
// A vehicle as the register of its State holds it, with its holder, who is told only to those who ask for it and may
// (spec/vehicle-registration.md). Without Zod: the officer's page loads this file.
import type { StandingAtIssuer } from './issued.ts';
import { canonicalNumber } from './number-form.ts';
import type { Question } from './query.ts';
import type { VehicleSubject } from './subject.ts';

/** What the eye compares with the car that stands there. */
export interface VehicleMarks {
  readonly make?: string;
  readonly model?: string;
  readonly colour?: string;
  /** Of manufacture, YYYY. */
  readonly year?: string;
}

/** In whose name a vehicle is registered: a person or a company. */
export type VehicleHolder = ({ readonly surname: string; readonly given: string } | { readonly company: string }) & {
  /** YYYY-MM-DD, or partial. */
  readonly birthDate?: string;
  readonly place?: string;
};

/** A vehicle that a State registered. */
export interface RegisteredVehicle extends VehicleMarks, StandingAtIssuer {
  readonly id: string;
  readonly kind: 'vehicle';
  readonly plate: string;
  /** 17 characters. */
  readonly vin?: string;
  readonly holder?: VehicleHolder;
}

/** The keys under which a registration is held, or asked for. They are met exactly or not at all. */
export function registrationKeys({ plate, vin }: Pick<VehicleSubject, 'plate' | 'vin'>): readonly string[] {
  return [
    ...(plate === undefined ? [] : [`issued|plate|${canonicalNumber(plate)}`]),
    ...(vin === undefined ? [] : [`issued|vin|${canonicalNumber(vin)}`]),
  ];
}

/** Of which State a question asks the holder of a vehicle; undefined where it asks for none. */
export function stateAskedForHolder({ subjects }: Pick<Question, 'subjects'>): string | undefined {
  for (const subject of subjects)
    if (subject.kind === 'vehicle' && subject.holder === true) return subject.registrationState;
  return undefined;
}

/** What a registration is called where documents have their type. */
export const VEHICLE_REGISTRATION = 'vehicle-registration';
/** Length of a make, model or colour, in UTF-16 code units. */
export const VEHICLE_MARK_CHARACTERS_MAX = 24;
/** Length of each part of a holder's name and of a place, in UTF-16 code units. */
export const HOLDER_CHARACTERS_MAX = 60;
