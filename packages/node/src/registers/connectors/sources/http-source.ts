// SPDX-License-Identifier: Apache-2.0
// A service that gives JSON over HTTP: one list a page, with what the file says of pages and changes. No redirect is followed, nothing is unpacked.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { IimsError } from '@iims/wire/errors';
import { type JsonValue, parseStrictJson } from '@iims/wire/strict-json';
import { request as plainRequest } from '../../../plain-request.ts';
import { type HttpPlan, invalid, type SecretPlace } from '../connector-file.ts';
import { readAuthority, readSecret } from '../read-secret.ts';
import { cellText, valueAt } from './json-path.ts';
import {
  type OpenSource,
  PAGE_BYTES_MAX,
  PAGE_MS_MAX,
  rowOf,
  type Source,
  type SourcePage,
  type SourceRow,
  type StepTold,
  tooLarge,
  tooSlow,
  type Wanted,
} from './source.ts';
import { broken, sourceFault } from './source-fault.ts';

export function httpSource(plan: HttpPlan): Source {
  return {
    async open(columns, told) {
      const token = plan.token === undefined ? undefined : await readToken(plan.token);
      const ca = plan.ca === undefined ? undefined : await readAuthority(plan.ca);
      const source = new Service(plan, columns, { token, ca });
      await source.probe(told);
      return source;
    },
  };
}

/** Another character would end its header, or be refused by the runtime in words of its own. */
async function readToken(place: SecretPlace): Promise<string> {
  const token = await readSecret('token', place);
  if (TOKEN.test(token)) return token;
  throw invalid('source.token', 'one line of letters, digits and other visible characters of ASCII');
}

/** What a service says about its list, to be sent back next time. */
interface Position {
  readonly etag?: string;
  readonly modified?: string;
  readonly since?: string;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

class Service implements OpenSource {
  readonly #plan: HttpPlan;
  readonly #columns: readonly string[];
  readonly #keys: { readonly token: string | undefined; readonly ca: string | undefined };

  constructor(
    plan: HttpPlan,
    columns: readonly string[],
    keys: { readonly token: string | undefined; readonly ca: string | undefined },
  ) {
    this.#plan = plan;
    this.#columns = columns;
    this.#keys = keys;
  }

  /** Asks once, so that a service that is away or refuses is known before a refresh begins. */
  async probe(told: StepTold): Promise<void> {
    told('read-only', 'unused');
    const reply = await this.#ask(this.#plan.url, {}, told);
    checkStatus(reply);
    told('sign-in', 'passed');
    const [first] = listOf(readBody(reply), this.#plan.rows);
    if (first !== undefined && valueAt(first, this.#plan.id) === undefined) throw noColumn(this.#plan.id);
    told('columns', 'passed');
  }

  async *pages({ what, position }: Wanted): AsyncGenerator<SourcePage> {
    const { changes, page } = this.#plan;
    const known = readPosition(position);
    const url = new URL(this.#plan.url);
    if (what === 'changes' && changes !== undefined) url.searchParams.set(changes.parameter, known.since ?? '');
    const conditions = what === 'whole' && changes === undefined ? conditionsOf(known) : {};
    for (const seen = new Set<string>(); ; ) {
      const reply = await this.#ask(url.href, conditions);
      if (reply.status === 304 && Object.keys(conditions).length > 0) return yield { rows: [], isUnchanged: true };
      checkStatus(reply);
      const body = readBody(reply);
      const next = page && markOf(body, page.next);
      const isLast = next === undefined || next === '';
      // Where pages follow, the first alone does not tell whether the list changed.
      const reached = this.#positionOf(body, page === undefined ? reply.headers : {}, known);
      const rows = listOf(body, this.#plan.rows).map((row) => this.#row(row));
      yield { rows, ...(isLast && reached !== undefined && { position: reached }) };
      if (isLast) return;
      if (seen.has(next)) throw broken();
      seen.add(next);
      url.searchParams.set(page!.parameter, next);
    }
  }

  async close(): Promise<void> {}

  /** Undefined where changes are to follow and the service has never said from where: then everything is read again. */
  #positionOf(
    body: JsonValue,
    { etag, 'last-modified': modified }: IncomingHttpHeaders,
    known: Position,
  ): string | undefined {
    const { changes } = this.#plan;
    const since = changes && (markOf(body, changes.position) || known.since);
    if (changes !== undefined && since === undefined) return undefined;
    return JSON.stringify({
      ...(etag !== undefined && { etag }),
      ...(modified !== undefined && { modified }),
      ...(since !== undefined && { since }),
    } satisfies Position);
  }

  #row(row: JsonValue): SourceRow {
    const { id, removed } = this.#plan;
    const removedBy = removed?.values.includes(cellText(valueAt(row, removed.column))) ?? false;
    return rowOf(
      this.#columns.map((path) => cellText(valueAt(row, path))),
      { id: cellText(valueAt(row, id)), removedBy },
    );
  }

  async #ask(url: string, conditions: Readonly<Record<string, string>>, told?: StepTold): Promise<Reply> {
    const { token, ca } = this.#keys;
    const headers = {
      accept: 'application/json',
      'user-agent': 'iims',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...conditions,
    };
    try {
      return await send(url, { headers, ca }, told);
    } catch (thrown) {
      throw sourceFault(thrown, 'connect');
    }
  }
}

function send(
  url: string,
  { headers, ca }: { readonly headers: Record<string, string>; readonly ca: string | undefined },
  told?: StepTold,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = {
      headers,
      agent: false as const,
      maxHeaderSize: HEADER_BYTES_MAX,
      ...(ca === undefined ? {} : { ca }),
    };
    const request = url.startsWith('https:') ? tlsRequest(url, options) : plainRequest(url, options);
    const late = tooSlow(`an answer comes within ${PAGE_MS_MAX / 1_000} s`);
    const slow = setTimeout(() => {
      // First, since what breaks off because of it would be told as the source's doing.
      reject(late);
      request.destroy(late);
    }, PAGE_MS_MAX);
    request.once('close', () => {
      clearTimeout(slow);
      // Where the service turned to another protocol there is neither an answer nor a fault.
      if (request.listenerCount('response') > 0) reject(broken());
    });
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        told?.('address', 'passed');
        if (request.protocol === 'http:') told?.('tls', 'unused');
      });
      socket.once('secureConnect', () => told?.('tls', 'passed'));
    });
    request.once('error', reject);
    request.once('response', (response) => {
      // Also where what follows never ends.
      if (response.statusCode === 200) told?.('sign-in', 'passed');
      collect(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        (fault) => {
          request.destroy();
          reject(fault instanceof IimsError ? fault : broken());
        },
      );
    });
    request.end();
  });
}

async function collect(response: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += part.length;
    if (bytes > PAGE_BYTES_MAX) throw tooLarge(`an answer has at most ${PAGE_BYTES_MAX} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function checkStatus({ status }: Reply): void {
  if (status === 200) return;
  if (status === 401 || status === 403) {
    throw new IimsError('connector.sign-in', {
      message: 'The service does not accept the node.',
      field: 'source.token',
      fix: 'Check the token, and what the service lets it read.',
    });
  }
  throw new IimsError('connector.answer', {
    message: 'The service answers with another status than 200.',
    field: 'source.url',
    rule: status >= 300 && status < 400 ? 'no redirect is followed' : 'status 200',
    fix: 'Check the address in the file, and the log of the service.',
  });
}

function readBody({ headers, body }: Reply): JsonValue {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isJson = type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'));
  if (!isJson) throw noList('a content type of JSON');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw noList('an answer that is not packed');
  try {
    return parseStrictJson(body, { bytesMax: PAGE_BYTES_MAX });
  } catch {
    throw noList('JSON that can be read in one way only (spec/strict-json.md)');
  }
}

/** `.` is the answer itself. */
function listOf(body: JsonValue, path: string): readonly JsonValue[] {
  const list = path === '.' ? body : valueAt(body, path);
  if (!Array.isArray(list)) throw noColumn('rows');
  return list;
}

/** A page or a position by which the service knows where to go on: it is sent back to it. */
function markOf(body: JsonValue, path: string): string {
  const mark = cellText(valueAt(body, path));
  if (mark.length > MARK_CHARACTERS_MAX) throw tooLarge(`a position has at most ${MARK_CHARACTERS_MAX} characters`);
  return mark;
}

function noList(rule: string): IimsError {
  return new IimsError('connector.answer', {
    message: 'The service does not answer with a list in JSON.',
    field: 'source.url',
    rule,
    fix: 'Check the address in the file, and the service.',
  });
}

function noColumn(field: string): IimsError {
  return new IimsError('connector.columns', {
    message: 'The answer has not the list, or its rows not the id, that the file names.',
    field: `source.${field === 'rows' ? 'rows' : 'id'}`,
    fix: 'Compare the file with what the service answers; it may have changed.',
  });
}

function conditionsOf({ etag, modified }: Position): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag };
  return modified === undefined ? {} : { 'if-modified-since': modified };
}

/** The node wrote it itself. */
function readPosition(position: string | undefined): Position {
  return position === undefined ? {} : (JSON.parse(position) as Position);
}

const TOKEN = /^[\x21-\x7e]+$/;
const HEADER_BYTES_MAX = 16_384;
/** As long as the address itself may be. */
const MARK_CHARACTERS_MAX = 2_000;
