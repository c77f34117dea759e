// SPDX-License-Identifier: Apache-2.0
// What the State's positive registers say of the documents that a question asks about and that this State issued. Whether they are
// read depends on the question alone; what they say stands beside hit and no-hit (spec/alert.md, 15 and 16).
import { decodeCbor } from '@iims/wire/cbor';
import { OFFICIAL_DOCUMENT_TYPES, TRAVEL_DOCUMENT_TYPES } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import { ISSUED_MAX, type Issued, type IssuedDocument, issuedKey, issuedStanding } from '@iims/wire/issued';
import type { Question } from '@iims/wire/query';
import type { Subject } from '@iims/wire/subject';
import { isSpoken, whyBehind } from '../registers/source-standing.ts';
import { findIssued, type IssuedRow, listPositiveRegisters, type PositiveRegister } from '../store/issued-documents.ts';
import type { Reader } from '../store/sql.ts';

export interface IssuedOptions {
  /** The State whose registers these are: only its own documents are in them. */
  readonly state: StateCode;
  /** Which of them the asker may read. */
  readonly rights: (registers: readonly PositiveRegister[]) => readonly PositiveRegister[];
  /** Milliseconds since 1970: by this day documents expire. */
  readonly now: number;
}

type AskedDocument = Extract<Subject, { kind: 'travel-document' | 'official-document' }>;

export interface IssuedSaid {
  /** At most ISSUED_MAX, in the order of the subjects. Empty where nothing is known. */
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
  const asked = question.subjects.filter((subject) => isOwnDocument(subject, state));
  if (asked.length === 0) return { issued: [], asked: [] };
  const readable = rights(await listPositiveRegisters(reader));
  const found = await findIssued(reader, asked.flatMap(keysOf));
  const today = new Date(now).toISOString().slice(0, 10);
  const issued: Issued[] = [];
  for (const subject of asked) {
    for (const register of readable) {
      if (!isSpoken(register) || register.kind !== subject.kind) continue;
      const rows = found.filter((row) => row.register === register.id && keysOf(subject).includes(row.key));
      const said = rows.length === 0 ? missing(register, subject, now) : rows.flatMap((row) => standingOf(row, today));
      issued.push(...said.map((one) => ({ register: register.id, ...one, asOf: register.checkedAt })));
    }
  }
  const ofKind = readable.filter(({ kind }) => asked.some((subject) => subject.kind === kind));
  return { issued: issued.slice(0, ISSUED_MAX), asked: ofKind };
}

function isOwnDocument(subject: Subject, state: StateCode): subject is AskedDocument {
  return (subject.kind === 'travel-document' || subject.kind === 'official-document') && subject.issuingState === state;
}

/** Where the type is left open, a number of each type. */
function keysOf({ kind, documentType, number }: AskedDocument): readonly string[] {
  const types = kind === 'travel-document' ? TRAVEL_DOCUMENT_TYPES : OFFICIAL_DOCUMENT_TYPES;
  return (documentType === undefined ? types : [documentType]).map((type) => issuedKey({ documentType: type, number }));
}

type Said = Omit<Issued, 'register' | 'asOf'>;

/** What was loaded and cannot be read any more is unknown, which is not the same as never issued. */
function standingOf({ document }: IssuedRow, today: string): readonly Said[] {
  if (document === undefined) return [];
  const issued = decodeCbor(document) as IssuedDocument;
  const { documentType, validUntil } = issued;
  return [
    {
      documentType,
      standing: issuedStanding(issued, today),
      ...(validUntil === undefined ? {} : { validUntil }),
    },
  ];
}

/** Never issued, where the register would hold it: one that is behind its source may lack what was issued since. */
function missing(register: PositiveRegister, { documentType }: AskedDocument, now: number): readonly Said[] {
  if (documentType === undefined || !register.completeFor.includes(documentType)) return [];
  if (whyBehind(register, now) !== undefined) return [];
  return [{ documentType, standing: 'not-found' }];
}
