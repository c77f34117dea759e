// SPDX-License-Identifier: Apache-2.0
// What must hold of two nodes that died and went on: every message that its sender was told of was released once, has come once and in
// order, was told of, looked at once, opened, and is gone where it was recalled; nothing came that was not sent; both logs are whole.
import assert from 'node:assert/strict';
import { verifyNode } from '@iims/node/audit/verify-node';
import { openContent } from '@iims/node/store/messages';
import { listWaitingMessages } from '@iims/node/store/waiting-messages';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { GEO, type TestFederation, UKR } from '../federation/test-federation.ts';
import type { Story } from './story.ts';
import type { ToldProgram } from './told-program.ts';

/** Reads the logs of nodes that do not run. */
export async function checkWholeAfter(
  federation: TestFederation,
  stories: readonly Story[],
  program: ToldProgram,
): Promise<void> {
  const idsOf = async (state: typeof GEO, event: string, isMeant: (body: Body) => boolean = () => true) =>
    (await federation.entries(state, event)).filter(({ body }) => isMeant(body)).map(({ body }) => body.messageId);
  const sentBy = async (state: typeof GEO) =>
    (await federation.entries(state)).filter(({ event }) => SENT.has(event)).map(({ body }) => body.messageId);
  const isMail = ({ kind }: Body) => kind === 'free-message';
  const isOfOfficers = ({ kind }: Body) => MESSAGE_KINDS[kind as MessageKind].writtenBy !== 'node';

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
    assert.deepEqual(ids, await sentBy(from), `${to} has what ${from} sent, and nothing else`);
    assert.deepEqual(await idsOf(to, 'message.quarantined'), [], `${to} understood all`);
    const receipted = await idsOf(from, 'message.receipted');
    assert.equal(new Set(receipted).size, receipted.length, `${from} has taken no receipt twice`);
    assert.deepEqual(new Set(receipted), new Set(ids), `${from} holds a receipt for each`);
    assert.equal((await verifyNode({ directory: federation.directoryOf(to) })).ok, true, `the log of ${to} is whole`);
  }

  const [proposed, released] = [await idsOf(GEO, 'message.proposed'), await idsOf(GEO, 'message.released')];
  const waiting = (await federation.readStore(GEO, listWaitingMessages)).map(({ id }) => id);
  assert.deepEqual([...released, ...waiting].sort(), [...proposed].sort(), 'each was released once, or waits still');
  const checked = await idsOf(UKR, 'message.checked');
  assert.equal(new Set(checked).size, checked.length, 'none was looked at twice');
  const announced = (await federation.entries(UKR, 'message.received')).filter(({ body }) => isOfOfficers(body));
  const callsOfMail = announced.map(({ index }) => `${UKR}-${index}`);
  assert.deepEqual(
    [...new Set(program.calls)],
    callsOfMail,
    'all that came was told of, in its order and under one id',
  );

  const arrived = new Set(await idsOf(UKR, 'message.received', isMail));
  const opened = new Set(await idsOf(UKR, 'message.opened'));
  for (const { id, next } of stories) {
    assert.equal(next, undefined, `the story of ${id} is told to its end`);
    assert.ok(arrived.has(id) && checked.includes(id) && opened.has(id), `${id} is not lost`);
    await federation.readStore(UKR, (reader) =>
      assert.rejects(openContent(reader, id!), { code: 'message.deleted' }, `${id} is gone`),
    );
  }
}

/** The entries of a message that leaves: of one that a second person released, the other. */
const SENT: ReadonlySet<string> = new Set(['message.stored', 'message.released']);

type Body = Readonly<Record<string, unknown>>;
