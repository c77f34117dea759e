// SPDX-License-Identifier: Apache-2.0
// The head of an HTTP/1.1 answer, of which a stream needs the status and the length: read strictly, and refused where it is of any
// other form than a node's (spec/transport.md).
import { IimsError } from '@iims/wire/errors';

export interface AnswerHead {
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
}

/** The head and what came behind it; undefined while it is not whole. @throws IimsError `partner.connection-lost` */
export function readAnswerHead(
  bytes: Uint8Array,
): { readonly head: AnswerHead; readonly rest: Uint8Array } | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES_MAX)).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) {
    if (bytes.length >= HEAD_BYTES_MAX) throw badHead(`at most ${HEAD_BYTES_MAX} bytes`);
    return undefined;
  }
  const [first = '', ...fields] = text.slice(0, end).split('\r\n');
  const status = /^HTTP\/1\.1 ([2-5][0-9]{2})(?: |$)/.exec(first)?.[1];
  if (status === undefined) throw badHead('HTTP/1.1 with a status');
  const named = new Map<string, string>();
  for (const field of fields) {
    const [, name, value] = /^([A-Za-z0-9-]+):[ \t]*(.*?)[ \t]*$/.exec(field) ?? [];
    if (name === undefined || value === undefined) throw badHead('fields with a name');
    const key = name.toLowerCase();
    if (named.has(key) && SINGLE.has(key)) throw badHead(`one ${key}`);
    named.set(key, value);
  }
  const length = named.get('content-length') ?? '';
  if (named.has('transfer-encoding') || !/^[0-9]{1,12}$/.test(length)) throw badHead('a body of a length that is told');
  return { head: { status: Number(status), bytes: Number(length) }, rest: bytes.subarray(end + 4) };
}

function badHead(rule: string): IimsError {
  return new IimsError('partner.connection-lost', { message: 'The partner’s answer is no answer of a node.', rule });
}

const SINGLE: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
const HEAD_BYTES_MAX = 16_384;
