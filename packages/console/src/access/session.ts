// SPDX-License-Identifier: Apache-2.0
// The session of the person at the screen: sign in, sign out, and what the node says about it.
import { callNode, type Fault, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, oneOf, textOf, textsOf } from '../api/read-json.ts';

const ROLES = ['officer', 'operator', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export interface Session {
  readonly state: string;
  readonly user: string;
  readonly role: Role;
  /** What the person may do; the node decides again each time. */
  readonly permissions: readonly string[];
  readonly csrf: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly purposes: readonly string[];
  /** Alpha-3 codes of the partner States, the own State left out. */
  readonly partners: readonly string[];
  readonly post?: string;
  readonly exercise: boolean;
}

export function fetchSession(): Promise<Reply<Session>> {
  return callNode({ method: 'GET', path: '/api/session' }, readSession);
}

export function signIn(user: string, password: string): Promise<Reply<Session>> {
  return callNode({ method: 'POST', path: '/api/login', body: { user, password } }, readSession);
}

export function signOut(session: Session): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/logout', csrf: session.csrf, body: {} }, () => true);
}

/** Whether a fault means that nobody is signed in any more. */
export function endsSession(fault: Fault): boolean {
  return fault.code === 'access.not-signed-in' || fault.code === 'access.csrf';
}

export function readSession(json: unknown): Session | undefined {
  const body = asObject(json);
  const session = asObject(body?.session);
  return session === undefined ? undefined : sessionOf(session);
}

function sessionOf(session: JsonObject): Session | undefined {
  const [state, user, csrf] = [textOf(session, 'state'), textOf(session, 'user'), textOf(session, 'csrf')];
  const role = oneOf(textOf(session, 'role'), ROLES);
  const expiresAt = Date.parse(textOf(session, 'expiresAt') ?? '');
  if (state === undefined || user === undefined || csrf === undefined || role === undefined) return undefined;
  if (Number.isNaN(expiresAt)) return undefined;
  const post = textOf(session, 'post');
  return {
    state,
    user,
    role,
    permissions: textsOf(session, 'permissions'),
    csrf,
    expiresAt,
    purposes: textsOf(session, 'purposes'),
    partners: textsOf(session, 'partners').filter((partner) => partner !== state),
    exercise: session.exercise === true,
    ...(post === undefined ? {} : { post }),
  };
}
