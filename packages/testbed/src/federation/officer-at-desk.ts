// SPDX-License-Identifier: Apache-2.0
// An officer of a scenario: signs in at the node's own edge and asks as the officer's page does.
import { assert } from '@iims/wire/assert';
import type { Verdict } from '@iims/wire/verdict';

export interface ReceiptsAtDesk {
  readonly receipts?: readonly { readonly state: string; readonly standing: string; readonly file: string }[];
  readonly error?: { readonly code: string };
}

export interface PastQueryAtDesk {
  readonly label: string;
  readonly ended?: readonly { readonly state: string; readonly alertId: string; readonly by: string }[];
}

export interface AnswerAtDesk {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  /** Of a fault. */
  readonly code?: string;
}

export class OfficerAtDesk {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, headers: Record<string, string>) {
    this.#url = url;
    this.#headers = headers;
  }

  static async signIn(port: number, account: { user: string; password: string }): Promise<OfficerAtDesk> {
    const url = `http://127.0.0.1:${port}`;
    const response = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    assert(response.status === 200, 'the officer of a scenario signs in');
    const { session } = (await response.json()) as { session: { csrf: string } };
    return new OfficerAtDesk(url, {
      'content-type': 'application/json',
      accept: 'application/json',
      cookie: response.headers.getSetCookie()[0]!.split(';')[0]!,
      'x-csrf-token': session.csrf,
    });
  }

  /** The receipts of a query, or the fault as the edge gives it. */
  async receipts(queryId: string): Promise<ReceiptsAtDesk> {
    const response = await fetch(`${this.#url}/api/receipts?queryId=${queryId}`, { headers: this.#headers });
    return (await response.json()) as ReceiptsAtDesk;
  }

  /** The own latest queries, the newest first. */
  async history(): Promise<readonly PastQueryAtDesk[]> {
    const response = await fetch(`${this.#url}/api/history`, { headers: this.#headers });
    return ((await response.json()) as { queries: readonly PastQueryAtDesk[] }).queries;
  }

  /** What partners signed when an alert ended, and how its owner sees them. */
  async deletionReceipts(register: string, alertId: string): Promise<{ standings: string[]; files: string[] }> {
    const get = async (path: string) => {
      const response = await fetch(`${this.#url}${path}?register=${register}&alertId=${alertId}`, {
        headers: this.#headers,
      });
      return (await response.json()) as Record<string, readonly Record<string, string>[]>;
    };
    const { told } = await get('/api/alerts/told');
    const { receipts } = await get('/api/alerts/told/receipts');
    return {
      standings: told!.map(({ state, standing }) => `${state} ${standing}`),
      files: receipts!.map(({ file }) => file!),
    };
  }

  /** Any other method, with JSON or bytes as its body, or as a GET; the answer is for the caller to read. */
  call(path: string, body?: object | Uint8Array): Promise<Response> {
    const isBytes = body instanceof Uint8Array;
    return fetch(`${this.#url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...this.#headers, ...(isBytes ? { 'content-type': 'application/octet-stream' } : {}) },
      ...(body === undefined ? {} : { body: isBytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
  }

  /** Any other act of the officer's edge, as an operator: its status. */
  async act(path: string, body: object): Promise<number> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** What such a method answers in JSON, and the code of a fault. */
  async answerOf(path: string, body?: object): Promise<AnswerAtDesk> {
    const response = await this.call(path, body);
    const json = (await response.json()) as Record<string, unknown>;
    const code = (json.error as { code?: string } | undefined)?.code;
    return { status: response.status, json, ...(code === undefined ? {} : { code }) };
  }

  /** The whole verdict, or the fault as the edge gives it. */
  async ask(input: string): Promise<Verdict & { readonly queryId: string }> {
    const response = await fetch(`${this.#url}/api/query`, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify({ input, purpose: 'border-check', caseRef: 'SCENARIO-1' }),
    });
    return (await response.json()) as Verdict & { readonly queryId: string };
  }
}
