// SPDX-License-Identifier: Apache-2.0
// What the State's positive registers say of the documents and vehicles that a question asks about and that this State issued or registered. Whether they are
// read depends on the question alone; what they say stands beside hit and no-hit (spec/alert.md, 15 and 16).
import { assert } from '@iims/wire/assert';
import { decodeCbor } from '@iims/wire/cbor';
import { OFFICIAL_DOCUMENT_TYPES, TRAVEL_DOCUMENT_TYPES } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import { ISSUED_MAX, type Issued, type IssuedDocument, issuedKey, issuedStanding } from '@iims/wire/issued';
import type { Question } from '@iims/wire/query';
import { type RegisteredVehicle, registrationKeys, VEHICLE_REGISTRATION } from '@iims/wire/registered-vehicle';
import type { Subject } from '@iims/wire/subject';
import { isDoubtful } from '@iims/wire/verdict';
import { isSpoken, whyBehind } from '../registers/source-standing.ts';
import { findIssued, type IssuedRow, type PositiveRegister } from '../store/issued-documents.ts';
import type { Reader } from '../store/sql.ts';
import { dayOf } from './day.ts';

export interface IssuedOptions {
  /** The State whose registers these are: only its own documents are in them. */
  readonly state: StateCode;
  /** Which of them the asker may read. */
  readonly rights: (registers: readonly PositiveRegister[]) => readonly PositiveRegister[];
  /** Milliseconds since 1970: by this day documents expire. */
  readonly now: number;
}

type AskedDocument = Extract<Subject, { kind: 'travel-document' | 'official-document' | 'vehicle' }>;

export interface IssuedSaid {
  /** At most ISSUED_MAX, in the order of the subjects; of more the gravest. Empty where nothing is known. */
  readonly issued: readonly Issued[];
  /** The registers that were asked, those that are behind their source among them. */
  readonly asked: readonly PositiveRegister[];
}

/** Throws only what the store throws. */
export async function readIssued(
  reader: Reader,
  question: Question,
  { state, rights, now }: IssuedOptions,
): Promise<IssuedSaid> {
  const asked = question.subjects
    .filter((subject) => isOwnDocument(subject, state))
    .map((subject) => ({ subject, keys: keysOf(subject) }));
  if (asked.length === 0) return { issued: [], asked: [] };
  const keysAsked = asked.flatMap(({ keys }) => keys);
  const { registers, readable, rows, vanished } = await findIssued(reader, keysAsked, rights);
  const spoken = readable.filter(isSpoken);
  const unread = registers.filter((register) => !spoken.includes(register));
  const today = dayOf(now);
  const issued: Issued[] = [];
  for (const { subject, keys } of asked) {
    const documentType = typeNamed(question, subject);
    const rowsOf = ({ id }: PositiveRegister) => rows.filter((row) => row.register === id && keys.includes(row.key));
    const ofKind = spoken.filter(({ kind }) => kind === subject.kind);
    // What stands in one register was issued, whatever another lacks.
    const isHeld = ofKind.some((register) => rowsOf(register).length > 0);
    // What stood in one was issued, and nobody has looked at why it is there no more.
    const goneFrom = ({ id }: PositiveRegister) =>
      vanished.filter((one) => one.register === id && keys.includes(one.key)).map(({ key }) => key);
    const isVanished = ofKind.some((register) => goneFrom(register).length > 0);
    const mayStandElsewhere =
      isVanished ||
      unread.some((register) => mayHold(register, subject.kind, documentType)) ||
      ofKind.some(mayLackRows);
    for (const register of ofKind) {
      const gone = goneFrom(register);
      const said = isHeld
        ? standingsOf(rowsOf(register), subject, today)
        : gone.length > 0
          ? gone.map((key) => unknownUnder(key, subject))
          : missing(register, documentType, { now, mayStandElsewhere });
      issued.push(...said.map((one) => ({ register: register.id, ...one, asOf: Math.min(register.checkedAt, now) })));
    }
  }
  const ofKind = readable.filter(({ kind }) => asked.some(({ subject }) => subject.kind === kind));
  return { issued: withOneHolder(gravest(issued)), asked: ofKind };
}

/** Whether a document of the type may stand in the register: by what it holds at all, never by what is asked, so that nothing of it shows. */
function mayHold({ kind, heldTypes }: PositiveRegister, askedKind: string, documentType: string | undefined): boolean {
  if (kind !== askedKind) return false;
  return documentType === undefined || heldTypes === undefined || heldTypes.includes(documentType);
}

/**
 * Whether a row of its list may have been refused: that document was issued and stands nowhere. What vanished unseen leaves the types
 * uncounted too, but its numbers are known; and a list of which a row was refused is complete for nothing.
 */
function mayLackRows({ heldTypes, completeFor }: PositiveRegister): boolean {
  return heldTypes === undefined && completeFor.length === 0;
}

/** In their order, and where an answer has no room for all, first what a person must look at: nothing valid hides what was taken back. */
function gravest(issued: readonly Issued[]): readonly Issued[] {
  if (issued.length <= ISSUED_MAX) return issued;
  const rank = (one: Issued): number => (isDoubtful(one) ? 0 : one.standing === 'unknown' ? 1 : 2);
  return issued.toSorted((one, other) => rank(one) - rank(other)).slice(0, ISSUED_MAX);
}

/** An answer has room for one, and a vehicle has one: what a second register says of it is told without. */
function withOneHolder(issued: readonly Issued[]): readonly Issued[] {
  const first = issued.findIndex(({ holder }) => holder !== undefined);
  return issued.map((one, at) => {
    const { holder: _, ...without } = one;
    return at === first ? one : without;
  });
}

function isOwnDocument(subject: Subject, state: StateCode): subject is AskedDocument {
  switch (subject.kind) {
    case 'travel-document':
    case 'official-document':
      return subject.issuingState === state;
    case 'vehicle':
      return subject.registrationState === state && subject.platePattern === undefined;
    default:
      return false;
  }
}

/** Where the type of a document is left open, a number of each type. */
function keysOf(subject: AskedDocument): readonly string[] {
  if (subject.kind === 'vehicle') return registrationKeys(subject);
  return typesAsked(subject).map((type) => issuedKey({ documentType: type, number: subject.number }));
}

function typesAsked({ kind, documentType }: Exclude<AskedDocument, { kind: 'vehicle' }>) {
  if (documentType !== undefined) return [documentType];
  return kind === 'travel-document' ? TRAVEL_DOCUMENT_TYPES : OFFICIAL_DOCUMENT_TYPES;
}

/** What a number is surely the number of. One that may be a plate or a document's is neither for sure; a vehicle may be held without its VIN. */
function typeNamed({ subjects }: Question, subject: AskedDocument): string | undefined {
  if (subject.kind !== 'vehicle') return subject.documentType;
  return subjects.length === 1 && subject.plate !== undefined ? VEHICLE_REGISTRATION : undefined;
}

type Said = Omit<Issued, 'register' | 'asOf'>;

/** What was loaded and cannot be read any more is unknown: neither not issued nor nothing. */
function standingsOf(rows: readonly IssuedRow[], subject: AskedDocument, today: string): readonly Said[] {
  const read = rows.flatMap(({ document }) => (document === undefined ? [] : [decodeCbor(document)]));
  if (read.length === 0) return rows.map(({ key }) => unknownUnder(key, subject));
  if (subject.kind !== 'vehicle') return read.map((one) => ofDocument(one as IssuedDocument, today));
  // A plate and a VIN may lead to one vehicle.
  const vehicles = new Map((read as RegisteredVehicle[]).map((vehicle) => [vehicle.id, vehicle]));
  return [...vehicles.values()].map((vehicle) => ofVehicle(vehicle, subject.holder === true, today));
}

/** The key tells the type, also where the question leaves it open. */
function unknownUnder(key: string, subject: AskedDocument): Said {
  if (subject.kind === 'vehicle') return { documentType: VEHICLE_REGISTRATION, standing: 'unknown' };
  const documentType = typesAsked(subject).find(
    (type) => issuedKey({ documentType: type, number: subject.number }) === key,
  );
  assert(documentType !== undefined, 'what was found stands under a key that was asked for');
  return { documentType, standing: 'unknown' };
}

function ofDocument(issued: IssuedDocument, today: string): Said {
  const { documentType, validUntil } = issued;
  return { documentType, standing: issuedStanding(issued, today), ...(validUntil === undefined ? {} : { validUntil }) };
}

/** Whether the asker may know the holder was judged before anything was read. */
function ofVehicle(registered: RegisteredVehicle, isHolderAsked: boolean, today: string): Said {
  const { id: _id, kind: _kind, plate: _plate, vin: _vin, standing: _, validUntil, holder, ...vehicle } = registered;
  return {
    documentType: VEHICLE_REGISTRATION,
    standing: issuedStanding(registered, today),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(Object.keys(vehicle).length === 0 ? {} : { vehicle }),
    ...(isHolderAsked && holder !== undefined ? { holder } : {}),
  };
}

/**
 * Not issued by `asOf`, where the register would hold it. Once that is long ago it is unknown: more and more of what is missing was
 * issued since, and whoever holds it must not stand there as a forger. It is unknown of every number alike, too, where another register
 * that was not read for this asker may hold such documents: neither may its holder stand there so, nor the asker learn that it is held; and
 * where a row was refused of one that was read.
 */
function missing(
  register: PositiveRegister,
  documentType: string | undefined,
  { now, mayStandElsewhere }: { readonly now: number; readonly mayStandElsewhere: boolean },
): readonly Said[] {
  if (documentType === undefined || !register.completeFor.includes(documentType)) return [];
  if (whyBehind(register, now) !== undefined) return [];
  // A comparison of a time to come was made by a clock that was wrong.
  const isComplete = Math.abs(now - register.checkedAt) <= register.completeMs;
  return [{ documentType, standing: isComplete && !mayStandElsewhere ? 'not-found' : 'unknown' }];
}
