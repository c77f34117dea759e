// SPDX-License-Identifier: Apache-2.0
// A message of a partner for tests of the officer's edge, brought as the partner's node would bring it.
import assert from 'node:assert/strict';
import { sealMessage } from '@iims/crypto/envelope';
import { VerifiedBatches } from '@iims/crypto/message-batch';
import { messageIdOf } from '@iims/crypto/message-id';
import { kemKeyAt, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { toHex } from '@iims/wire/bytes';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { encodeMessage, type Message, parseMessage } from '@iims/wire/message';
import { systemRandom } from '../../clock.ts';
import { receiveMessages } from '../../messages/receive.ts';
import { highestSequence } from '../../store/inbox.ts';
import { GEO, type TestEdge } from './officer-edge.fixture.ts';

type Said = Pick<Message, 'kind' | 'fields'> & Partial<Message>;

/** Its id, when the node has it. */
export async function receiveMessage(edge: TestEdge, state: StateCode, said: Said): Promise<string> {
  const sentAt = edge.edge.door.clock.now();
  const id = messageIdOf(state, sentAt, systemRandom(10));
  const from = { state, authority: 'Border Guard' };
  const usual = { to: [{ state: GEO }], caseRef: 'UKR-CASE', urgency: 'urgent', handling: { code: 'H1' } };
  const message = parseMessage({ version: 1, id, sentAt, from, author: 'o-1', attachments: [], ...usual, ...said });
  const keys = edge.keysOf(state);
  const envelope = sealMessage({
    header: {
      id: uuidToBytes(id),
      createdAt: sentAt,
      expiresAt: sentAt + 86_400_000,
      exercise: false,
      trustListVersion: trustListVersion(edge.trust),
    },
    about: { kind: 'message' },
    recipients: [kemKeyAt(nodesOf(edge.trust, GEO)[0]!, sentAt)!],
    signers: { ed25519: keys.signing[0]!.ed25519, mlDsa65: keys.signing[0]!.mldsa65 },
    content: encodeMessage(message),
    random: systemRandom,
  });
  const results = await receiveMessages(
    {
      own: GEO,
      exercise: false,
      store: edge.store,
      trust: () => edge.trust,
      signing: () => edge.keys.signing[0]!,
      kemKey: (keyId) => edge.keys.kem.get(toHex(keyId)),
      batches: new VerifiedBatches(),
      clock: edge.edge.door.clock,
      random: systemRandom,
      onReceived: {},
      onFault: (fault) => assert.fail(String(fault)),
    },
    state,
    [{ sequence: (await highestSequence(edge.store.reader, state)) + 1, envelope }],
  );
  assert.ok('receipt' in results[0]!, JSON.stringify(results));
  return id;
}
