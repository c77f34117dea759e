// SPDX-License-Identifier: Apache-2.0
// One call of the own node's officer edge. What may go wrong is a value (`Fault`), so that each screen must say it.
import { asObject, textOf } from './read-json.ts';

/** Why a call gave nothing: the node's own code, or one of `LOCAL_FAULTS` when the node said nothing readable. */
export interface Fault {
  readonly code: string;
  readonly message?: string;
  readonly field?: string;
  /** What was not kept, in the node's words. */
  readonly rule?: string;
  readonly fix?: string;
  /** The node's State, where a refusal names it (before anybody is signed in). */
  readonly state?: string;
  /** When the same call may be worth repeating, in milliseconds since 1970. */
  readonly retryAt?: number;
}

export const LOCAL_FAULTS = {
  /** No connection to the own node. */
  unreachable: 'console.node-unreachable',
  /** The node answered, but not in the form that the console knows. */
  unreadable: 'console.answer-unreadable',
  /** The stream of answers ended before the verdict. */
  brokenOff: 'console.answer-broken-off',
  /** Whoever asked ended it. */
  stopped: 'console.stopped',
  /** No verdict within the time that the console waits. */
  tooSlow: 'console.answer-too-slow',
} as const;

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export interface NodeCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly csrf?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Instead of a body in JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

const sendByBrowser: Send = (path, init) => fetch(path, init);

/** Calls the node and reads its JSON answer with `read`, which returns undefined for a form it does not know. */
export async function callNode<T>(
  call: NodeCall,
  read: (json: unknown) => T | undefined,
  send: Send = sendByBrowser,
): Promise<Reply<T>> {
  const opened = await openCall(call, send);
  if (!opened.ok) return opened;
  const value = read(await jsonOf(opened.value));
  return value === undefined ? { ok: false, fault: { code: LOCAL_FAULTS.unreadable } } : { ok: true, value };
}

/** Calls the node and hands back the response once its status is good; its body is still to be read. */
export async function openCall(call: NodeCall, send: Send = sendByBrowser): Promise<Reply<Response>> {
  let response: Response;
  try {
    response = await send(call.path, requestOf(call));
  } catch {
    return { ok: false, fault: { code: LOCAL_FAULTS.unreachable } };
  }
  return response.ok ? { ok: true, value: response } : { ok: false, fault: await faultOf(response) };
}

/** The fault in the node's error form `{"error":{code,message,field?,rule?,fix?}}`. */
export function readFault(json: unknown): Fault | undefined {
  const body = asObject(json);
  const error = asObject(body?.error);
  const code = error === undefined ? undefined : textOf(error, 'code');
  if (body === undefined || error === undefined || code === undefined) return undefined;
  const [message, field, fix] = [textOf(error, 'message'), textOf(error, 'field'), textOf(error, 'fix')];
  const [rule, state] = [textOf(error, 'rule'), textOf(body, 'state')];
  return {
    code,
    ...(message === undefined ? {} : { message }),
    ...(field === undefined ? {} : { field }),
    ...(rule === undefined ? {} : { rule }),
    ...(fix === undefined ? {} : { fix }),
    ...(state === undefined ? {} : { state }),
  };
}

function requestOf(call: NodeCall): RequestInit {
  const headers: Record<string, string> = { accept: call.accept ?? 'application/json' };
  if (call.csrf !== undefined) headers['x-csrf-token'] = call.csrf;
  const body = call.bytes ?? (call.body && JSON.stringify(call.body));
  if (body !== undefined) headers['content-type'] = call.bytes ? 'application/octet-stream' : 'application/json';
  return {
    method: call.method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body === undefined ? {} : { body }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
}

async function faultOf(response: Response): Promise<Fault> {
  const fault = readFault(await jsonOf(response)) ?? { code: LOCAL_FAULTS.unreadable };
  const waitSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return waitSeconds > 0 ? { ...fault, retryAt: Date.now() + waitSeconds * 1000 } : fault;
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
