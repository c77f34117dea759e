// SPDX-License-Identifier: Apache-2.0
// What a driver or a socket throws, as a fault of the catalogue. Its own text is left out, and so is the cause: both may name users,
// addresses and rows.
import { IimsError } from '@iims/wire/errors';
import { tooSlow } from './source.ts';

/** Where it happened, when the error itself does not tell. */
export type Phase = 'connect' | 'columns' | 'rows';

export function sourceFault(thrown: unknown, phase: Phase): IimsError {
  if (thrown instanceof IimsError) return thrown;
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  const said = typeof code === 'string' ? code : '';
  const text = typeof message === 'string' ? message : '';
  if (SIGN_IN_CODES.has(said)) return signIn();
  if (COLUMN_CODES.has(said)) return columns();
  if (SLOW_CODES.has(said) || SLOW_TEXT.test(text)) return tooSlow('10 s to connect, 30 s a page');
  if (said.startsWith('ERR_TLS') || said.startsWith('ERR_SSL') || TLS_CODES.has(said) || NO_TLS_TEXT.test(text)) {
    return noTls();
  }
  if (phase === 'columns') return columns();
  return phase === 'rows' ? broken() : unreachable();
}

function unreachable(): IimsError {
  return new IimsError('connector.unreachable', {
    message: 'The source does not answer at its address.',
    field: 'source',
    fix: 'Check host and port in the file, that the source runs, and what stands between.',
  });
}

function noTls(): IimsError {
  return new IimsError('connector.tls', {
    message: 'The source does not show a certificate that can be relied on.',
    field: 'source.ca',
    rule: 'TLS, a certificate for the host, issued by the authority in ca',
    fix: 'Turn TLS on at the source, and give the file of its authority as ca.',
  });
}

function signIn(): IimsError {
  return new IimsError('connector.sign-in', {
    message: 'The source does not accept the account.',
    field: 'source.password',
    fix: 'Check the user in the file, and the secret; the database must be open to the account.',
  });
}

function columns(): IimsError {
  return new IimsError('connector.columns', {
    message: 'The source has not the view or the columns that the file names.',
    field: 'mapping.columns',
    rule: 'every column of the mapping, and id, changed and removed, with a right to read them',
    fix: 'Compare the file with the source; it may have changed.',
  });
}

/** It ended in the middle, or said what nobody expected. */
export function broken(): IimsError {
  return new IimsError('connector.answer', {
    message: 'The source broke off, or answered what is no answer.',
    field: 'source',
    fix: 'Test the connector; look into the log of the source.',
  });
}

/** SQLSTATE of PostgreSQL, names of MySQL. */
const SIGN_IN_CODES: ReadonlySet<string> = new Set([
  '28000',
  '28P01',
  '3D000',
  'ER_ACCESS_DENIED_ERROR',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
]);
const COLUMN_CODES: ReadonlySet<string> = new Set([
  '42P01',
  '42501',
  '42703',
  '42883',
  '22007',
  '22P02',
  '3F000',
  'ER_NO_SUCH_TABLE',
  'ER_BAD_FIELD_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_VIEW_INVALID',
]);
const SLOW_CODES: ReadonlySet<string> = new Set([
  '57014',
  '25P03',
  'ETIMEDOUT',
  'ER_QUERY_TIMEOUT',
  'ER_STATEMENT_TIMEOUT',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);
const TLS_CODES: ReadonlySet<string> = new Set([
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'EPROTO',
]);
const SLOW_TEXT = /timeout/i;
const NO_TLS_TEXT = /does not support SSL/i;
