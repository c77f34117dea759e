// SPDX-License-Identifier: Apache-2.0
// What must hold of two nodes that died and went on: every message that its sender was told of has come once and in order, was opened,
// and is gone where it was recalled; nothing came that was not sent; both logs are whole.
import assert from 'node:assert/strict';
import { verifyNode } from '@iims/node/audit/verify-node';
import { openContent } from '@iims/node/store/messages';
import { GEO, type TestFederation, UKR } from '../federation/test-federation.ts';
import type { Story } from './story.ts';

/** Reads the logs of nodes that do not run. */
export async function checkWholeAfter(federation: TestFederation, stories: readonly Story[]): Promise<void> {
  const idsOf = async (state: typeof GEO, event: string, isMeant: (body: Body) => boolean = () => true) =>
    (await federation.entries(state, event)).filter(({ body }) => isMeant(body)).map(({ body }) => body.messageId);
  const isMail = ({ kind }: Body) => kind === 'free-message';

  for (const [to, from] of [
    [UKR, GEO],
    [GEO, UKR],
  ] as const) {
    const received = await federation.entries(to, 'message.received');
    const ids = received.map(({ body }) => body.messageId);
    assert.equal(new Set(ids).size, ids.length, `${to} has taken none twice`);
    const sequences = received.map(({ body }) => body.sequence);
    assert.deepEqual(
      sequences,
      sequences.map((_, n) => n + 1),
      `${to} has them in order, without a gap`,
    );
    assert.deepEqual(ids, await idsOf(from, 'message.stored'), `${to} has what ${from} sent, and nothing else`);
    assert.deepEqual(await idsOf(to, 'message.quarantined'), [], `${to} understood all`);
    const receipted = await idsOf(from, 'message.receipted');
    assert.equal(new Set(receipted).size, receipted.length, `${from} has taken no receipt twice`);
    assert.deepEqual(new Set(receipted), new Set(ids), `${from} holds a receipt for each`);
    assert.equal((await verifyNode({ directory: federation.directoryOf(to) })).ok, true, `the log of ${to} is whole`);
  }

  const arrived = new Set(await idsOf(UKR, 'message.received', isMail));
  const opened = new Set(await idsOf(UKR, 'message.opened'));
  for (const { id, next } of stories) {
    assert.equal(next, undefined, `the story of ${id} is told to its end`);
    assert.ok(arrived.has(id) && opened.has(id), `${id} is not lost`);
    await federation.readStore(UKR, (reader) =>
      assert.rejects(openContent(reader, id!), { code: 'message.deleted' }, `${id} is gone`),
    );
  }
}

type Body = Readonly<Record<string, unknown>>;
