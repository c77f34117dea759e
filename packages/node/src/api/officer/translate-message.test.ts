// SPDX-License-Identifier: Apache-2.0
// Having a message translated on the real server, by a service that listens: what leaves, what stands against it, and what is an answer.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { translateTexts } from '../../translation/translate-texts.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const REQUEST = {
  requestingBody: 'Nat. Police 0481',
  actionAsked: 'Перевірити',
  aim: 'Мета',
  reason: 'Причина',
  legalActs: 'Закон',
  persons: [{ name: 'ШЕВЧЕНКО Григорій', birthDate: '1974-08-12', document: 'FB 123456' }],
  facts: 'Автомобіль у Батумі',
};

describe('translating a message', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  const asked: { body: string; authorization: string | undefined }[] = [];
  let answer = (body: string): { status: number; text: string } => ({ status: 200, text: echo(body) });
  const echo = (body: string) =>
    JSON.stringify({
      texts: (JSON.parse(body) as { texts: string[] }).texts.map((text) => `<b>${text}</b>`),
      from: 'uk',
      engine: 'Echo 1',
    });
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ body, authorization: request.headers.authorization });
      const { status, text } = answer(body);
      response.writeHead(status, { location: '/elsewhere' }).end(text);
    });
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/translate`;
    edge = await openTestEdge({
      partners: { UKR: 1 },
      translation: {
        service: { name: 'Bureau MT', runBy: 'bureau' },
        translate: (texts, to) => translateTexts({ url }, { texts, to, token: 'secret' }),
      },
    });
    operator = await edge.signIn('operator');
  });
  after(async () => {
    server.close();
    await edge.close();
  });

  const translate = (id: string, more: object = {}) =>
    edge.post('/api/messages/translate', operator, { id, to: 'en', ...more });
  const open = async (id: string) =>
    (await edge.post('/api/messages/open', operator, { id })).json as { translation?: object };
  const fault = ({ json }: { json: unknown }) => {
    const { code, rule } = (json as { error: { code: string; rule?: string } }).error;
    return rule === undefined ? [code] : [code, rule];
  };
  const lastEntry = async () => {
    const { event, body } = (await edge.entries()).at(-1)!;
    return [event, body.messageId, body.rule ?? body.to];
  };
  const free = (handling: object) =>
    receiveMessage(edge, UKR, {
      kind: 'free-message',
      fields: { subject: 'Тема', text: 'Текст' },
      handling: handling as never,
    });

  it('sends the texts alone, once somebody has opened the message, and keeps nothing', async () => {
    const id = await receiveMessage(edge, UKR, { kind: 'information-request', fields: REQUEST });
    assert.deepEqual(fault(await translate(id)), ['translation.unopened']);
    assert.deepEqual((await open(id)).translation, { by: 'Bureau MT' });
    const { status, json, text } = await translate(id);
    assert.equal(status, 200, text);
    const texts = [REQUEST.actionAsked, REQUEST.aim, REQUEST.reason, REQUEST.legalActs, REQUEST.facts];
    assert.deepEqual(asked, [
      { body: JSON.stringify({ version: 1, to: 'en', texts }), authorization: 'Bearer secret' },
    ]);
    const fields = ['actionAsked', 'aim', 'reason', 'legalActs', 'facts'];
    assert.deepEqual(json, {
      id,
      to: 'en',
      by: 'Bureau MT',
      from: 'uk',
      engine: 'Echo 1',
      texts: fields.map((field, at) => ({ of: 'message', field, text: `<b>${texts[at]}</b>` })),
    });
    assert.deepEqual(await lastEntry(), ['message.translated', id, 'en']);
  });

  it('gives nothing away against the handling, and enters the attempt', async () => {
    asked.length = 0;
    for (const [handling, rule] of [
      [{ code: 'H0', tlp: 'TLP:RED' }, 'tlp-red'],
      [{ code: 'H3', condition: 'Ask first' }, 'h3-condition'],
      [{ code: 'H0', classification: 'restricted' }, 'restricted-in-clear'],
      [{ code: 'H0', purpose: 'investigation' }, 'purpose-limit'],
    ] as const) {
      const id = await free(handling);
      assert.deepEqual((await open(id)).translation, { by: 'Bureau MT', refused: rule });
      assert.deepEqual(fault(await translate(id)), ['handling.refused', rule]);
      assert.deepEqual(await lastEntry(), ['message.translation-refused', id, rule]);
    }
    assert.deepEqual(asked, []);
    const limited = await free({ code: 'H2', purpose: 'investigation' });
    await open(limited);
    assert.equal((await translate(limited, { purpose: 'investigation' })).status, 200);
    Object.assign(edge.edge.translation!.service, { runBy: 'state' });
    const inside = await free({ code: 'H2' });
    await open(inside);
    assert.deepEqual(fault(await translate(inside)), ['handling.refused', 'h2-dissemination']);
    Object.assign(edge.edge.translation!.service, { runBy: 'bureau' });
  });

  it('enters no translation of what says nothing', async () => {
    const wrong = await free({ code: 'H0' });
    const fields = { messageId: wrong, ground: 'sent-in-error' } as const;
    const id = await receiveMessage(edge, UKR, { kind: 'recall', fields, handling: { code: 'H0' } });
    await open(id);
    asked.length = 0;
    assert.deepEqual(fault(await translate(id))[0], 'translation.nothing');
    const ofThis = (await edge.entries()).filter(({ body }) => body.messageId === id).map(({ event }) => event);
    assert.ok(!ofThis.includes('message.translated'), `${ofThis}`);
    assert.deepEqual(asked, []);
  });

  it('takes nothing for a translation that is none', async () => {
    const id = await free({ code: 'H0' });
    await open(id);
    const one = JSON.stringify('x');
    for (const [status, text] of [
      [500, echo('{"texts":["a","b"]}')],
      [302, ''],
      [200, 'no JSON'],
      [200, `{"texts":[${one}]}`],
      [200, `{"texts":[${one},${one},${one}]}`],
      [200, `{"texts":[${one},"a\\u202eb"]}`],
      [200, `{"texts":[${one},"a\\u0000b"]}`],
      [200, `{"texts":[${one},"${'long '.repeat(300)}"]}`],
      [200, `{"texts":[${one},${one}],"more":1}`],
      [200, `{"texts":[${one},${one}],"engine":"${' '.repeat(1_100_000)}"}`],
    ] as const) {
      answer = () => ({ status, text });
      assert.deepEqual(fault(await translate(id))[0], 'translation.answer', text.slice(0, 60));
    }
    answer = (body) => ({ status: 200, text: echo(body) });
    assert.equal((await translate(id)).status, 200);
  });

  it('is bounded, and says so', async () => {
    const id = await free({ code: 'H0' });
    await open(id);
    edge.edge.translation!.underWay.count = 4;
    assert.deepEqual(fault(await translate(id)), ['access.busy']);
    edge.edge.translation!.underWay.count = 0;
    await assert.rejects(translateTexts({ url: 'http://127.0.0.1:1/' }, { texts: ['a'], to: 'en', token: undefined }), {
      code: 'translation.unreachable',
    });
    await assert.rejects(
      translateTexts({ url: 'https://169.254.1.1/' }, { texts: ['a'], to: 'en', token: undefined }),
      { code: 'translation.unreachable' },
    );
  });
});
