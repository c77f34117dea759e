// SPDX-License-Identifier: Apache-2.0
// A session at a node's officer's edge: sign in, call methods, sign out. A fault names the option of the command line.
import {
  type AnswerOf,
  type Download,
  type DownloadMethod,
  type InputOf,
  type JsonMethod,
  type LineMethod,
  type LineOf,
  NodeClient,
  type UploadMethod,
} from '@iims/client/node-client';
import { NodeFault } from '@iims/client/node-fault';
import { IimsError } from '@iims/wire/errors';
import type { Verdict } from '@iims/wire/verdict';
import { sendToNode } from './send-to-node.ts';
import { RemoteFault } from './terminal.ts';

export type { Download };

export interface Credentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Each throws `RemoteFault` with what the node said, or `node.unreachable`. */
export interface NodeSession {
  call<N extends JsonMethod>(name: N, input: InputOf<N>): Promise<AnswerOf<N>>;
  /** Lines of an answer that comes line by line. */
  lines<N extends LineMethod>(name: N, input: InputOf<N>): AsyncGenerator<LineOf<N>>;
  query(check: InputOf<'POST /api/query'>): Promise<Verdict>;
  /** A method by its path, with its query string if it has one; what it answers, the caller knows. */
  get(path: string): Promise<object>;
  post(path: string, body: object): Promise<object>;
  postBytes(path: string, body: Uint8Array): Promise<object>;
  /** A POST that is answered with bytes, and how many there are. */
  download(path: string, body: object): Promise<Download>;
  /** A large attachment, from a mebibyte on. */
  save(input: { readonly id: string; readonly attachment: number; readonly fromSegment: number }): Promise<Download>;
  /** Waits for longer than other calls: a source may take its time to show that it does not answer. */
  testConnector(name: string): Promise<AnswerOf<'POST /api/connectors/test'>>;
  /** Waits for as long as a mail may be read. */
  completeMail(mail: string): Promise<AnswerOf<'POST /api/mails/complete'>>;
  /** The file of an imported mail, or an attachment of it. */
  saveMail(input: InputOf<'GET /api/mails/save'>): Promise<Download>;
  /** Waits for longer than other calls: the node makes gigabytes durable. */
  completeUpload(uploadId: string, sha256: string): Promise<void>;
  signOut(): Promise<void>;
}

export async function signIn({ url, user, password }: Credentials): Promise<NodeSession> {
  const client = new NodeClient(checkUrl(url), sendToNode);
  const call: NodeSession['call'] = (name, input) => told(client.call(name, input, bounded()));
  await told(client.signIn(user, password, bounded()));
  return {
    call,
    lines: (name, input) => toldLines(client.lines(name, input)),
    query: (check) => call('POST /api/query', check),
    get: (path) => {
      const { pathname, searchParams } = new URL(path, url);
      return call(`GET ${pathname}` as JsonMethod, Object.fromEntries(searchParams) as never) as Promise<object>;
    },
    post: (path, body) => call(`POST ${path}` as JsonMethod, body as never) as Promise<object>,
    postBytes: (path, body) => {
      const { pathname, searchParams } = new URL(path, url);
      const input = Object.fromEntries(searchParams) as never;
      return told(client.upload(`POST ${pathname}` as UploadMethod, input, body, bounded())) as Promise<object>;
    },
    download: (path, body) => told(client.download(`POST ${path}` as DownloadMethod, body as never)),
    save: ({ id, attachment, fromSegment }) =>
      told(
        client.download('GET /api/attachments/save', {
          id,
          attachment: `${attachment}`,
          fromSegment: `${fromSegment}`,
        }),
      ),
    testConnector: (name) =>
      told(client.call('POST /api/connectors/test', { name }, { signal: AbortSignal.timeout(LONG_CALL_TIMEOUT_MS) })),
    completeMail: (mail) =>
      told(client.call('POST /api/mails/complete', { mail }, { signal: AbortSignal.timeout(LONG_CALL_TIMEOUT_MS) })),
    saveMail: (input) => told(client.download('GET /api/mails/save', input)),
    completeUpload: async (uploadId, sha256) => {
      const signal = AbortSignal.timeout(LONG_CALL_TIMEOUT_MS);
      await told(client.call('POST /api/uploads/complete', { uploadId, sha256 }, { signal }));
    },
    signOut: () => told(client.signOut(bounded())),
  };
}

function bounded(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
}

async function told<T>(called: Promise<T>): Promise<T> {
  try {
    return await called;
  } catch (fault) {
    throw inOwnWords(fault);
  }
}

async function* toldLines<T>(lines: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* lines;
  } catch (fault) {
    throw inOwnWords(fault);
  }
}

/** The node names the field of its own request; the caller knows the option. */
function inOwnWords(fault: unknown): unknown {
  if (!(fault instanceof NodeFault)) return fault;
  const { code, field } = fault.told;
  const option = code === 'json.too-large' ? 'input' : OPTION_OF_FIELD.get(field ?? '');
  return new RemoteFault({ ...fault.told, ...(option === undefined ? {} : { field: option }) });
}

const OPTION_OF_FIELD: ReadonlyMap<string, string> = new Map([
  ['caseRef', 'case'],
  ['alertId', 'id'],
  ['reviewOn', 'review-on'],
  ['manifest', 'file'],
]);

function checkUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return parsed;
  throw new IimsError('input.invalid', {
    message: 'The address of the node is not a URL.',
    field: 'node',
    rule: 'http://host:port or https://host:port',
    fix: 'Give the address that the node printed when it started.',
  });
}

const CALL_TIMEOUT_MS = 15_000;
const LONG_CALL_TIMEOUT_MS = 180_000;
