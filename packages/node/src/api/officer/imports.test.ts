// SPDX-License-Identifier: Apache-2.0
// An import over the edge, from the announcement to the hit and back, and what is refused on the way.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { until } from '@iims/wire/until.fixture';
import type { Verdict } from '@iims/wire/verdict';
import { IMPORTS_FOLDER, STORE_FILE } from '../../data-directory.ts';
import { ADD_CSV, ALT_CSV, COMMENTS_CSV, SDN_CSV, UN_XML } from '../../registers/formats/list-files.fixture.ts';
import type { ImportStatus } from '../../registers/import/import-status.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

let edge: TestEdge;
let operator: SignedIn;
before(async () => {
  edge = await openTestEdge();
  operator = await edge.signIn('operator');
});
after(() => edge.close());

const person = (number: number, surname: string, more: object = {}): string =>
  JSON.stringify({
    id: String(number),
    kind: 'person',
    category: 'wanted-arrest',
    legalBasis: 'Code of criminal procedure, 190',
    offenceCategory: 'fraud',
    action: 'arrest',
    handling: 'H1',
    names: [{ surname, given: 'IVAN' }],
    birthDates: ['1980-02-29'],
    ...more,
  });

describe('an import', () => {
  it('is answered from after its approval, not before, and not after it was taken back', async () => {
    const first = await upload(
      { register: 'wanted', kind: 'person' },
      `${person(1, 'FIRST')}\n${person(2, 'SECOND')}\n`,
    );
    assert.deepEqual(first.preview?.differences, { added: 2, changed: 0, removed: 0, same: 0 });
    assert.equal(await hitsOf('FIRST'), 0);
    assert.equal((await approve(first)).standing, 'applied');
    assert.equal(await hitsOf('FIRST'), 1);

    const again = await upload({ register: 'wanted' }, `${person(2, 'SECOND', { sex: 'M' })}\n${person(3, 'THIRD')}\n`);
    assert.deepEqual(again.preview?.differences, { added: 1, changed: 1, removed: 1, same: 0 });
    await approve(again);
    assert.deepEqual([await hitsOf('FIRST'), await hitsOf('THIRD')], [0, 1]);
    const same = await upload({ register: 'wanted' }, `${person(2, 'SECOND', { sex: 'M' })}\n${person(3, 'THIRD')}\n`);
    assert.deepEqual(same.preview?.differences, { added: 0, changed: 0, removed: 0, same: 2 });
    await post('abandon', { importId: same.importId });

    const back = await edge.post('/api/registers/revert', operator, { register: 'wanted' });
    assert.deepEqual(back.json, { register: 'wanted', alerts: 2 });
    assert.deepEqual([await hitsOf('FIRST'), await hitsOf('THIRD')], [1, 0]);
    await edge.post('/api/registers/revert', operator, { register: 'wanted' });
    assert.deepEqual([await hitsOf('FIRST'), await hitsOf('THIRD')], [0, 1]);
  });

  it('fills a register that can be withdrawn from use: then nothing of it shows, and nothing is called a no-hit', async () => {
    await approve(await upload({ register: 'withdrawn', kind: 'vehicle' }, `${STOLEN_CAR}\n`));
    const stand = async (verb: string) =>
      (await edge.post(`/api/registers/${verb}`, operator, { register: 'withdrawn' })).json;
    const ask = async (plate: string) => {
      const officer = await edge.signIn('officer');
      const asked = { input: plate, purpose: 'road-check', caseRef: 'TEST-1' };
      const { json } = await edge.post('/api/query', officer, asked);
      const { verdict, complete, states } = json as Verdict;
      const { outcome, reason, behind, hits } = states.find(({ state }) => state === 'GEO')!;
      return [verdict, complete, outcome, reason, behind, hits.length];
    };
    const shown = async () => {
      const { registers } = (await edge.get('/api/registers', operator)).json as { registers: Shown[] };
      const { source, behind, listed, askedBy } = registers.find(({ id }) => id === 'withdrawn')!;
      return { source, behind, listed, askedBy };
    };
    assert.deepEqual(await ask('GG123GG'), ['hit', true, 'hit', undefined, undefined, 1]);
    assert.deepEqual(await shown(), { source: 'current', behind: undefined, listed: false, askedBy: [] });
    assert.deepEqual(await stand('withdraw'), { register: 'withdrawn', source: 'withdrawn' });
    const open = ['incomplete', false, 'unavailable', 'source-withdrawn', 1, 0];
    assert.deepEqual(await ask('GG123GG'), open);
    assert.deepEqual(await ask('GG999GG'), open);
    assert.equal((await shown()).behind, 'source-withdrawn');
    await stand('resume');
    assert.deepEqual(await ask('GG123GG'), ['hit', true, 'hit', undefined, undefined, 1]);
    assert.deepEqual(await ask('GG999GG'), ['no-hit', true, 'no-hit', undefined, undefined, 0]);
    const events = (await edge.entries()).filter(({ event }) => event === 'register.source-standing');
    assert.deepEqual(
      events.map(({ body }) => [body.register, body.standing, body.by]),
      [
        ['withdrawn', 'withdrawn', 'operator'],
        ['withdrawn', 'current', 'operator'],
      ],
    );
  });

  it('leaves nothing on the disk that can be read, and nothing at all when it has ended', async () => {
    const secret = 'VERYSECRETNAME';
    const previewed = await upload({ register: 'sealed', kind: 'person' }, `${person(1, secret)}\n`);
    const folder = join(edge.directory, IMPORTS_FOLDER, previewed.importId);
    assert.deepEqual(readdirSync(folder).sort(), ['alerts.sealed', 'keys.sealed', 'source.sealed']);
    const files = [
      ...readdirSync(folder).map((name) => join(folder, name)),
      join(edge.directory, STORE_FILE),
      join(edge.directory, `${STORE_FILE}-wal`),
    ];
    for (const file of files) if (existsSync(file)) assert.ok(!readFileSync(file).includes(secret), file);
    await approve(previewed);
    await untilGone(folder);
  });

  it('takes the two public lists, with the reasons for what it does not take', async () => {
    const un = await upload({ register: 'un-list', format: 'un-consolidated' }, UN_XML);
    assert.deepEqual(countsOf(un), { read: 2, accepted: 1, refused: 1, reasons: { 'other-kind': 1 } });
    await approve(un);
    const texts = [ALT_CSV, ADD_CSV, COMMENTS_CSV, SDN_CSV];
    const files = ['alt.csv', 'add.csv', 'sdn_comments.csv', 'sdn.csv'].map((name, i) => ({
      name,
      bytes: utf8(texts[i]!).length,
    }));
    const sdn = await upload({ register: 'sdn-list', format: 'ofac-sdn', files }, texts.join(''));
    assert.deepEqual(countsOf(sdn), { read: 4, accepted: 2, refused: 2, reasons: { 'other-kind': 1, columns: 1 } });
    assert.deepEqual(sdn.preview?.refusals, [
      { line: 2, reason: 'other-kind' },
      { line: 4, reason: 'columns' },
    ]);
    await approve(sdn);
    const [hit] = await askFor('MUSTERFRAU', 'ERIKA MARIA', '1974-08-12');
    assert.deepEqual([hit?.alertId, hit?.category, hit?.action], ['GEO-SDN-36', 'sanctioned', 'contact-owner']);
  });

  it('refuses rows that are not this register’s to hold', async () => {
    const rows = [
      person(1, 'GOOD'),
      person(1, 'TWICE'),
      person(0, 'FOREIGN', { id: 'UKR-STD-1' }),
      person(0, 'TAKEN', { id: 'GEO-WANTED-2' }),
      person(2, 'KIND', { kind: 'object' }),
      person(3, '', {}),
      person(4, 'CONTRADICTION', { action: 'seize-plate' }),
      person(0, 'FORM', { id: 'whatever' }),
      person(0, 'NOID', { id: undefined }),
      '{"id":1,"id":2}',
    ];
    const { preview } = await upload({ register: 'rows', kind: 'person' }, rows.join('\n'));
    assert.deepEqual(preview?.refusals, [
      { line: 2, reason: 'id-twice' },
      { line: 3, reason: 'other-state' },
      { line: 4, reason: 'id-of-another-register' },
      { line: 5, reason: 'other-kind' },
      { line: 6, reason: 'field', field: 'names.0.surname' },
      { line: 7, reason: 'contradiction', field: 'action-of-other-category' },
      { line: 8, reason: 'id-form' },
      { line: 9, reason: 'no-id' },
      { line: 10, reason: 'json' },
    ]);
  });

  it('refuses a broken file whole, with its line, and changes nothing', async () => {
    const broken: readonly [object, string | Uint8Array, string, string][] = [
      [{ format: 'csv' }, 'id,kind\n1,person\n2,"per\n', 'import.quotes', 'line 3'],
      [{ format: 'csv' }, Uint8Array.of(0x69, 0x64, 0x0a, 0xca, 0xe8), 'import.encoding', 'line 2'],
      [{ format: 'jsonl' }, `${person(9, 'A')}\n\0`, 'import.encoding', 'line 2'],
      [
        { format: 'un-consolidated' },
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST/>',
        'import.markup',
        'line 1',
      ],
      [{ format: 'jsonl' }, '\n\n', 'import.empty', 'file'],
      [
        { format: 'jsonl' },
        Array.from({ length: 1_001 }, (_, i) => person(i, 'SAME')).join('\n'),
        'import.key-crowded',
        'line 1001',
      ],
    ];
    for (const [about, content, code, field] of broken) {
      const status = await upload({ register: 'wanted', ...about }, content);
      assert.deepEqual([status.standing, status.refusal?.code, status.refusal?.field], ['refused', code, field], code);
      await untilGone(join(edge.directory, IMPORTS_FOLDER, status.importId));
    }
    assert.equal(await hitsOf('THIRD'), 1);
  });

  it('checks every step: order of parts, the whole, the standing, one at a time', async () => {
    const content = utf8(`${person(1, 'STEP')}\n`);
    const begun = await begin({ register: 'steps', kind: 'person' }, content);
    const second = await post('begin', announcement({ register: 'steps', kind: 'person' }, content));
    assert.equal(second.code, 'import.under-way');
    assert.equal((await part(begun.importId, 5, content)).code, 'import.out-of-step');
    assert.equal((await post('preview', { importId: begun.importId })).code, 'import.incomplete');
    assert.equal((await post('approve', { importId: begun.importId })).code, 'import.standing');
    assert.deepEqual((await part(begun.importId, 0, content.subarray(0, 9))).json, { received: 9 });
    assert.deepEqual((await part(begun.importId, 0, content)).json, { received: content.length });
    assert.equal((await part(begun.importId, content.length, Uint8Array.of(1))).code, 'import.out-of-step');
    assert.equal((await post('abandon', { importId: begun.importId })).status, 200);
    assert.equal((await post('abandon', { importId: begun.importId })).code, 'import.standing');
    assert.equal((await part(begun.importId, 0, content)).code, 'import.not-found');

    const other = await begin({ register: 'steps', kind: 'person' }, content);
    await part(
      other.importId,
      0,
      content.map((byte) => byte ^ 1),
    );
    assert.equal((await post('preview', { importId: other.importId })).code, 'import.incomplete');
    await post('abandon', { importId: other.importId });
  });

  it('refuses what cannot begin', async () => {
    const tries: readonly [object, string, string | undefined][] = [
      [{ register: '../../etc' }, 'input.invalid', 'register'],
      [{ register: 'wanted', kind: 'vehicle' }, 'input.invalid', 'register'],
      [{ register: 'wanted', format: 'excel' }, 'input.invalid', 'format'],
      [{ register: 'wanted', files: [{ name: '../sdn.csv', bytes: 1 }], format: 'ofac-sdn' }, 'input.invalid', 'files'],
      [{ register: 'wanted', files: [{ name: 'x', bytes: 2 ** 31 + 1 }] }, 'import.too-large', 'files'],
      [{ register: 'wanted', files: [{ name: 'x', bytes: 0 }] }, 'import.empty', 'files'],
      [{ register: 'wanted', format: 'csv', mapping: { columns: { a: 'toString' } } }, 'import.mapping', 'toString'],
      [{ register: 'wanted', encoding: 'windows-1251' }, 'input.invalid', 'encoding'],
    ];
    for (const [about, code, field] of tries) {
      const answer = await post('begin', { ...announcement(about, utf8('x')), ...about });
      assert.deepEqual(
        [answer.code, (answer.json as { error?: { field?: string } }).error?.field],
        [code, field],
        JSON.stringify(about),
      );
    }
    const body = await edge.post('/api/imports/part?importId=x&offset=0', operator, { json: true });
    assert.ok(body.status >= 400 && body.status < 500);
  });

  it('reads columns in any script under a mapping, and begins the next import with it', async () => {
    const mapping = {
      columns: { Номер: 'id', გვარი: 'names.0.surname', Ad: 'names.0.given' },
      constants: { kind: 'person', category: 'missing', legalBasis: 'Act 1', action: 'protect', handling: 'H1' },
      dateFormat: 'DD.MM.YYYY',
    };
    const text = 'Номер;გვარი;Ad\n1;МАТЧАК;İLQAR\n';
    const status = await upload({ register: 'scripts', format: 'csv', mapping }, text);
    assert.equal(status.preview?.accepted, 1, JSON.stringify(status));
    await approve(status);
    const { registers } = (await edge.get('/api/registers', operator)).json as { registers: Record<string, object>[] };
    const held = registers.find(({ id }) => String(id) === 'scripts');
    assert.deepEqual(held?.lastImport, { format: 'csv', mapping });
  });

  it('exports what imports again as the same', async () => {
    const text = (await edge.get('/api/registers/export?register=wanted', operator)).text;
    assert.equal(text.trim().split('\n').length, 2);
    const again = await upload({ register: 'wanted' }, text);
    assert.deepEqual(again.preview?.differences, { added: 0, changed: 0, removed: 0, same: 2 });
    await post('abandon', { importId: again.importId });
    assert.equal((await edge.get('/api/registers/export?register=none', operator)).code, 'register.unknown');
  });

  it('exports what the State issued, too', async () => {
    const entries = [
      { id: '1', plate: 'AA001AA', standing: 'valid', holder: { surname: 'SYNTHETIC', given: 'ANNA' } },
      { id: '2', plate: 'BB002BB', standing: 'withdrawn' },
    ];
    const about = { register: 'cars', format: 'jsonl', kind: 'vehicle', positive: { completeFor: [] } };
    await approve(await upload(about, entries.map((entry) => JSON.stringify(entry)).join('\n')));
    const { text } = await edge.get('/api/registers/export?register=cars', operator);
    assert.deepEqual(
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { plate: string }).plate),
      ['AA001AA', 'BB002BB'],
    );
    const again = await upload(about, text);
    assert.deepEqual(again.preview?.differences, { added: 0, changed: 0, removed: 0, same: 2 });
    await post('abandon', { importId: again.importId });
  });

  it('is told in the log step by step, and never whom it is about', async () => {
    const entries = (await edge.entries()).filter(
      ({ event }) => event.startsWith('import.') || event.startsWith('register.'),
    );
    const events = new Set(entries.map(({ event }) => event));
    for (const event of ['begun', 'quarantined', 'previewed', 'refused', 'approved', 'applied', 'abandoned']) {
      assert.ok(events.has(`import.${event}` as never), event);
    }
    assert.ok(events.has('register.reverted') && events.has('register.exported'));
    assert.doesNotMatch(JSON.stringify(entries.map(({ body }) => body)), /FIRST|MUSTER|VERYSECRET/);
  });
});

function announcement(about: object, content: Uint8Array): object {
  return {
    format: 'jsonl',
    files: [{ name: 'list', bytes: content.length }],
    sha256: createHash('sha256').update(content).digest('hex'),
    ...about,
  };
}

async function begin(about: object, content: Uint8Array): Promise<ImportStatus> {
  const answer = await post('begin', announcement(about, content));
  assert.equal(answer.status, 200, answer.text);
  return answer.json as ImportStatus;
}

/** Sends a file and waits until it has been read. */
async function upload(about: object, text: string | Uint8Array): Promise<ImportStatus> {
  const content = typeof text === 'string' ? utf8(text) : text;
  const { importId } = await begin(about, content);
  for (let offset = 0; offset < content.length; offset += PART_BYTES) {
    const answer = await part(importId, offset, content.subarray(offset, offset + PART_BYTES));
    assert.equal(answer.status, 200, answer.text);
  }
  assert.equal((await post('preview', { importId })).status, 200);
  return settled(importId, ['previewed', 'refused']);
}

async function approve({ importId }: ImportStatus): Promise<ImportStatus> {
  const answer = await post('approve', { importId });
  assert.equal(answer.status, 200, answer.text);
  return settled(importId, ['applied']);
}

async function settled(importId: string, standings: readonly string[]): Promise<ImportStatus> {
  return until(
    async () => {
      const { imports } = (await edge.get(`/api/imports?importId=${importId}`, operator)).json as {
        imports: ImportStatus[];
      };
      assert.equal(imports[0]?.fault, undefined);
      // What is shown is not over before its thread is.
      return standings.includes(imports[0]!.standing) && imports[0]!.rows === undefined && imports[0]!;
    },
    `the import is ${standings.join(' or ')}`,
  );
}

/** Nobody waits for the files of an import that has ended. */
async function untilGone(place: string): Promise<void> {
  await until(() => !existsSync(place), 'the files of the import are gone');
}

function countsOf({ preview }: ImportStatus): object {
  const { read, accepted, refused, reasons } = preview!;
  return { read, accepted, refused, reasons };
}

const post = (step: string, body: object) => edge.post(`/api/imports/${step}`, operator, body);
const part = (importId: string, offset: number, bytes: Uint8Array) =>
  edge.postBytes(`/api/imports/part?importId=${importId}&offset=${offset}`, operator, bytes);

interface Found {
  readonly alertId: string;
  readonly category: string;
  readonly action: string;
}

async function askFor(surname: string, given: string, birthDate: string): Promise<readonly Found[]> {
  const officer = await edge.signIn('officer');
  const answer = await edge.post('/api/query', officer, {
    input: `${surname}, ${given} ${birthDate}`,
    purpose: 'border-check',
    caseRef: 'TEST-1',
  });
  const { states } = answer.json as { states: { state: string; hits: Found[] }[] };
  return states.find(({ state }) => state === 'GEO')?.hits ?? [];
}

async function hitsOf(surname: string): Promise<number> {
  return (await askFor(surname, 'IVAN', '1980-02-29')).length;
}

interface Shown {
  readonly id: string;
  readonly source: string;
  readonly behind?: string;
  readonly listed: boolean;
  readonly askedBy: readonly string[];
}

const STOLEN_CAR = JSON.stringify({
  id: '1',
  kind: 'vehicle',
  category: 'stolen-vehicle',
  legalBasis: 'Code of criminal procedure, 190',
  action: 'seize-vehicle',
  handling: 'H1',
  plate: 'GG123GG',
  registrationState: 'GEO',
});
const PART_BYTES = 200_000;
