// SPDX-License-Identifier: Apache-2.0
// POST /keys/next-entry: makes the keys that are wanted and gives the entry that the State's officers put into its next document.
// What is revoked stays in force until they have signed it and it is brought.
import { fromUtf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import { z } from 'zod';
import { KEY_ID, KEY_ID_RULE } from '../../keys/key-id-text.ts';
import { KEY_USES, type KeyUse } from '../../keys/node-keys.ts';
import { type FreshKey, kemEpochsWanted, nextEntry, usesRevoked } from '../../trust/next-entry.ts';
import type { NodeEntryJson } from '../../trust/node-identity.ts';
import { type AdminEdge, adminMethod } from './method.ts';

export const nextEntryOfNode = adminMethod({
  verb: 'POST',
  path: '/keys/next-entry',
  input: z.strictObject({
    uses: z.array(z.enum(KEY_USES as [KeyUse, ...KeyUse[]])).max(KEY_USES.length),
    revoke: z.array(z.string().regex(KEY_ID, { error: KEY_ID_RULE })).max(64),
    leadMs: z
      .int()
      .min(0)
      .max(30 * 24 * 3_600_000),
  }),
  async run({ edge, input: { uses, revoke, leadMs } }) {
    const listed = edge.ownKeys.listed();
    const unknown = revoke.find((keyId) => ![...listed.keys()].some((name) => name.endsWith(` ${keyId}`)));
    if (unknown !== undefined) throw unknownKey();
    const change = { entry: entryInForce(edge), revoked: new Set(revoke), now: edge.clock.now() };
    const wanted = new Set([...uses, ...usesRevoked(change)].filter((use) => use !== 'kem'));
    // A call that is repeated takes the keys that wait from the last one; where keys are revoked those may be stolen too.
    const waiting = revoke.length === 0 ? [...(await edge.ownKeys.waiting())] : [];
    const fresh: FreshKey[] = [];
    const take = async (use: KeyUse) => {
      const place = waiting.findIndex((key) => key.use === use);
      fresh.push(place < 0 ? await edge.ownKeys.make(use) : waiting.splice(place, 1)[0]!);
    };
    for (const use of wanted) await take(use);
    for (let missing = kemEpochsWanted(change); missing > 0; missing--) await take('kem');
    return {
      entry: nextEntry(change, fresh, leadMs),
      made: fresh.map(({ use, keyId }) => ({ use, keyId })),
    };
  },
});

function entryInForce({ trust, state, nodeId }: AdminEdge): NodeEntryJson {
  const document = trust.current().states.get(state)?.document;
  // Accepted before: it is read as the JSON it is, so that bytes stay base64.
  const body = document && (JSON.parse(fromUtf8(document.body)) as StateBodyJson);
  const entry = body?.nodes.find((node) => node.nodeId === nodeId);
  if (entry !== undefined) return entry;
  throw new IimsError('trust.unknown-state', {
    message: 'No document in force describes this node.',
    field: 'state',
    fix: "Bring the State's document first.",
  });
}

function unknownKey(): IimsError {
  return new IimsError('input.invalid', {
    message: 'A key to revoke is no key of this node.',
    field: 'revoke',
    rule: 'the id of a key that the document in force lists for this node, as `iims keys list` shows it',
    fix: 'Take the whole id from `iims keys list` on the node of the key.',
  });
}
