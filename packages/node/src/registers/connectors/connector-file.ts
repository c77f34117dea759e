// SPDX-License-Identifier: Apache-2.0
// What a connector's file says (spec/connector.md, 1 to 3). It is written on the node's machine: nothing that comes over a network adds an address.
import { isIP, isIPv4 } from 'node:net';
import { sha256 } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import { SUBJECT_KINDS, type SubjectKind } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import { type CsvMapping, checkMapping } from '../formats/csv-mapping.ts';
import { positiveOf, positiveSchema, registerIdSchema } from '../import/announcement.ts';
import { REMOVALS_PERCENT } from '../import/check-vanishing.ts';

const path = z.string().min(1).max(4_096).startsWith('/');
/** Where a secret is read; never the secret. */
const secret = z.union([
  z.strictObject({ file: path }),
  z.strictObject({ credential: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/) }),
]);
/** A column of a database or a path into a row of JSON. A zero would end a name early. */
const column = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !name.includes('\0'), { error: 'no zero bytes' });
const removed = z.strictObject({ column, values: z.array(z.string().max(200)).min(1).max(20) });

const database = {
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535).exactOptional(),
  database: z.string().min(1).max(200),
  user: z.string().min(1).max(200),
  password: secret.exactOptional(),
  ca: path.exactOptional(),
  /** `view` or `schema.view`. */
  view: column,
  id: column,
  changed: z
    .strictObject({
      column,
      unit: z.enum(['time', 'number']),
      /** Seconds, or as many numbers. */
      overlap: z.int().min(0).max(1_000_000).default(300),
    })
    .exactOptional(),
  removed: removed.exactOptional(),
};

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('postgresql'), ...database }),
  z.strictObject({ kind: z.literal('mysql'), ...database }),
  z.strictObject({
    kind: z.literal('http'),
    url: z
      .string()
      .max(2_000)
      .refine(isPlainUrl, { error: 'https, or http on a loopback address; no user, password or fragment' }),
    token: secret.exactOptional(),
    ca: path.exactOptional(),
    rows: column,
    page: z.strictObject({ parameter: column, next: column }).exactOptional(),
    id: column,
    changes: z.strictObject({ parameter: column, position: column }).exactOptional(),
    removed: removed.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('folder'), path }),
]);

const fileSchema = z
  .strictObject({
    register: registerIdSchema,
    kind: z.enum(SUBJECT_KINDS),
    idCode: z.string().regex(/^[A-Z0-9]{1,8}$/, { error: '1 to 8 capital letters and digits' }),
    source,
    mapping: z.unknown().optional(),
    everySeconds: z.int().min(5).max(86_400).default(300),
    wholeEverySeconds: z.int().min(60).max(604_800).default(86_400),
    unavailableAfterSeconds: z.int().min(30).max(2_678_400).default(3_600),
    failuresMax: z.int().min(1).max(100).default(5),
    removalsPercent: z.int().min(0).max(100).default(REMOVALS_PERCENT),
    /** The source is of what the State issued or registered. */
    positive: positiveSchema.exactOptional(),
  })
  .refine((file) => file.source.kind === 'folder' || file.mapping !== undefined, {
    error: 'which column goes where',
    path: ['mapping'],
  })
  .refine(({ positive, source: from }) => positive === undefined || !tellsOfRows(from), {
    error: 'a positive register is read whole: no changed, changes or removed',
    path: ['positive'],
  });

/** A register that may be complete is not put together from single rows: one that was missed would be called never issued. */
function tellsOfRows(from: z.output<typeof source>): boolean {
  return (['changed', 'changes', 'removed'] as const).some((field) => field in from);
}

export type SourcePlan = z.output<typeof source>;
export type DatabasePlan = Extract<SourcePlan, { kind: 'postgresql' | 'mysql' }>;
export type HttpPlan = Extract<SourcePlan, { kind: 'http' }>;
export type SecretPlace = z.output<typeof secret>;

/** A connector as its file says it. */
export interface ConnectorPlan extends Omit<z.output<typeof fileSchema>, 'mapping'> {
  readonly name: string;
  readonly mapping: CsvMapping | undefined;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
}

/** @throws IimsError `connector.invalid` naming the field */
export function parseConnectorFile(name: string, bytes: Uint8Array): ConnectorPlan {
  const parsed = fileSchema.safeParse(readJson(bytes));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(issue?.path.join('.') || 'file', issue?.message ?? 'see spec/connector.md');
  }
  const { mapping: said, ...plan } = parsed.data;
  if (plan.positive !== undefined) checkPositive(plan.positive, plan.kind);
  const mapping = said === undefined ? undefined : checkMapping(said, plan.positive ? 'issued' : 'alerts');
  const isMapped = mapping === undefined || Object.values(mapping.columns).includes('id');
  if (!isMapped) throw invalid('mapping.columns', 'a column for id');
  const { source: from } = plan;
  // The driver of MySQL compares a certificate with a name alone, never with an address.
  const isUnproven =
    from.kind === 'mysql' && isIP(from.host) !== 0 && (from.ca !== undefined || !isLoopback(from.host));
  if (isUnproven) throw invalid('source.host', 'with TLS a name, which the certificate bears');
  return { ...plan, name, mapping, digest: toHex(sha256(bytes)) };
}

function checkPositive(positive: z.output<typeof positiveSchema>, kind: SubjectKind): void {
  try {
    positiveOf(positive, kind);
  } catch (fault) {
    throw fault instanceof IimsError
      ? invalid(fault.field ?? 'positive', fault.rule ?? 'see spec/import.md, 24')
      : fault;
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, { bytesMax: CONNECTOR_FILE_BYTES_MAX });
  } catch (fault) {
    // The place of a fault is told in characters, never what stands there.
    throw fault instanceof IimsError ? invalid('file', `${fault.message} ${fault.rule ?? ''}`.trim()) : fault;
  }
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** What never leaves the machine: a name other than `localhost` may lead anywhere tomorrow. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

export function invalid(field: string, rule: string): IimsError {
  return new IimsError('connector.invalid', {
    message: 'The file of the connector breaks a rule.',
    field,
    rule,
    fix: 'Correct the file in the folder connectors of the data directory; see spec/connector.md.',
  });
}

export const CONNECTOR_FILE_BYTES_MAX = 65_536;
