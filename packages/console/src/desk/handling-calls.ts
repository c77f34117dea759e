// SPDX-License-Identifier: Apache-2.0
// Passing a message on, and taking one back.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, listOf, oneOf, textOf } from '../api/read-json.ts';

/** `handling.refused` with its rule where the handling stands against it and no release is asked for. */
export function passOn(
  { csrf }: Session,
  id: string,
  state: string,
  askRelease: string | undefined,
): Promise<Reply<'stored' | 'release-requested'>> {
  const body = { id, to: [{ state }], ...(askRelease === undefined ? {} : { askRelease }) };
  return callNode({ method: 'POST', path: '/api/messages/forward', csrf, body }, (json) => {
    const said = asObject(json);
    return said && oneOf(textOf(said, 'status'), ['stored', 'release-requested'] as const);
  });
}

/** States that were told, and those that could not be. */
export interface Recalled {
  readonly reached: readonly string[];
  readonly unreached: readonly string[];
}

export function takeBack({ csrf }: Session, id: string, ground: string): Promise<Reply<Recalled>> {
  return callNode({ method: 'POST', path: '/api/messages/recall', csrf, body: { id, ground } }, (json) => {
    const body = asObject(json);
    return (
      body && {
        reached: listOf(body, 'recalls', (one) => textOf(one, 'to')),
        unreached: listOf(body, 'unreached', (one) => textOf(one, 'to')),
      }
    );
  });
}
