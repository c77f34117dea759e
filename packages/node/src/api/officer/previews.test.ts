// SPDX-License-Identifier: Apache-2.0
// What is looked at in the page: decided by bytes, an entry before, once and by whoever asked, and under a policy that lets it do nothing.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { toBase64, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { Answered } from './http-exchange.fixture.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const MARKUP = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
const GIF = Buffer.from('47494638396101000100800000000000ffffff2c00000000010001000002024401003b', 'hex');

describe('looking at attachments', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  let sent: string;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
    await edge.addUser('colleague', 'operator');
    operator = await edge.signIn('operator');
    const files = [utf8(MARKUP), GIF, Uint8Array.of(0x50, 0x4b, 3, 4, 0)].map((bytes, place) => ({
      name: `${place}.png`,
      mediaType: 'image/svg+xml',
      sha256: hash('sha256', bytes),
      content: toBase64(bytes),
    }));
    const { json, text } = await edge.post('/api/messages/send', operator, {
      to: [{ state: UKR }],
      kind: 'free-message',
      caseRef: 'GEO-1',
      fields: { subject: 'a', text: 'b' },
      attachments: files,
    });
    sent = (json as { id: string }).id;
    assert.ok(sent, text);
  });
  after(() => edge.close());

  const show = (attachment: number, id = sent) => edge.post('/api/attachments/show', operator, { id, attachment });
  const codeOf = ({ json }: Answered) => (json as { error: { code: string } }).error.code;
  const ticketOf = ({ json, text }: Answered) => {
    const { ticket } = json as { ticket?: string };
    assert.ok(ticket !== undefined, text);
    return ticket;
  };
  const look = (ticket: string, session = operator) => edge.get(`/api/previews?ticket=${ticket}`, session);

  it('shows markup as text and a picture as what its bytes are, whatever they are called, under a policy of its own', async () => {
    for (const [attachment, type, kind] of [
      [1, 'text/plain; charset=utf-8', 'text'],
      [2, 'text/html; charset=utf-8', 'picture'],
    ] as const) {
      const asked = await show(attachment);
      assert.equal((asked.json as { kind: string }).kind, kind);
      const { status, headers, text } = await look(ticketOf(asked));
      assert.equal(status, 200);
      assert.equal(headers['content-type'], type);
      const policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";
      assert.deepEqual(
        [headers['content-security-policy'], headers['x-content-type-options'], headers['content-disposition']],
        [policy, 'nosniff', 'inline'],
      );
      assert.deepEqual([headers['x-frame-options'], headers['cache-control']], ['SAMEORIGIN', 'no-store']);
      if (kind === 'text') assert.equal(text, MARKUP);
      else
        assert.match(
          text,
          new RegExp(`^<!doctype html><style>[^<]+</style><img alt="" src="data:image/gif;base64,${toBase64(GIF)}">$`),
        );
    }
    const entries = (await edge.entries()).filter(({ event }) => event === 'attachment.shown');
    assert.deepEqual(
      entries.map(({ body }) => [body.messageId, body.place, body.by]),
      [
        [sent, 1, 'operator'],
        [sent, 2, 'operator'],
      ],
    );
  });

  it('shows nothing else, nothing of a message that nobody has opened, and nothing that is not there', async () => {
    assert.equal(codeOf(await show(3)), 'attachment.no-preview');
    assert.equal(codeOf(await show(4)), 'attachment.not-found');
    const came = await receiveMessage(edge, UKR, { kind: 'free-message', fields: { subject: 'a', text: 'b' } });
    assert.equal(codeOf(await show(1, came)), 'attachment.no-preview');
  });

  it('is looked at once, within a minute, by the account that asked', async () => {
    const colleague = await edge.signIn('colleague');
    const ticket = ticketOf(await show(1));
    assert.equal(codeOf(await look(ticket, colleague)), 'attachment.not-found');
    assert.equal((await look(ticket)).status, 200);
    assert.equal(codeOf(await look(ticket)), 'attachment.not-found');
    const late = ticketOf(await show(1));
    edge.forward(61_000);
    assert.equal(codeOf(await look(late)), 'attachment.not-found');
    const first = ticketOf(await show(1));
    for (let more = 0; more < 8; more += 1) await show(1);
    assert.equal(codeOf(await look(first)), 'attachment.not-found');
  });
});
