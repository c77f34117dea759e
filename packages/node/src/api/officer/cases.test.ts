// SPDX-License-Identifier: Apache-2.0
// Cases at the officer's edge: what the bureau keeps of one, who works on it, and that nothing of it stands in the log.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Answered } from './http-exchange.fixture.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

const CASE = 'GEO/2026-7';

describe('cases at the officer’s edge', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
    await edge.addUser('colleague', 'operator');
    operator = await edge.signIn('operator');
  });
  after(() => edge.close());

  const post = async (path: string, body: object) => {
    const answer = await edge.post(path, operator, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.json as Record<string, number>;
  };
  const refused = async (answer: Promise<Answered>, code: string, field?: string) => {
    const { error } = (await answer).json as { error: { code: string; field?: string } };
    assert.deepEqual([error.code, error.field], [code, field]);
  };
  const shown = async (caseRef = CASE) => {
    const { json, text, status } = await edge.get(`/api/cases/show?${new URLSearchParams({ caseRef })}`, operator);
    assert.equal(status, 200, text);
    return json as Record<string, unknown>;
  };
  const lists = async (which: string) => {
    const { json } = await edge.get(`/api/cases?which=${which}`, operator);
    return (json as { cases: { caseRef: string }[] }).cases.map(({ caseRef }) => caseRef);
  };

  it('shows messages and the own file of a case as one, and enters every act without its words', async () => {
    await refused(edge.get('/api/cases/show?caseRef=NONE', operator), 'case.not-found', 'caseRef');
    const message = {
      to: [{ state: 'UKR' }],
      kind: 'free-message',
      caseRef: CASE,
      fields: { subject: 'a', text: 'b' },
    };
    const { id } = await post('/api/messages/send', message);
    await post('/api/cases/open', { caseRef: CASE, title: 'a secret title' });
    await post('/api/cases/note', { caseRef: CASE, text: 'a secret note\nof two lines' });
    const due = '2026-12-01T10:00:00.000Z';
    const { task } = await post('/api/cases/task', {
      caseRef: CASE,
      text: 'a secret task',
      assignee: 'colleague',
      due,
    });
    await post('/api/cases/open', { caseRef: 'OTHER-1', title: 'another' });
    await post('/api/cases/link', { caseRef: CASE, other: 'OTHER-1', reason: 'same-person', words: 'secret words' });
    await post('/api/cases/assign', { caseRef: CASE, assignee: 'operator' });
    await post('/api/messages/assign', { id, assignee: 'colleague' });
    const { title, standing, assignee, openTasks, tasks, notes, links, thread } = await shown('geo/2026-7');
    assert.deepEqual([title, standing, assignee, openTasks], ['a secret title', 'open', 'operator', 1]);
    const [one] = tasks as Record<string, unknown>[];
    assert.deepEqual(
      [one!.task, one!.text, one!.assignee, one!.due, one!.by],
      [task, 'a secret task', 'colleague', due, 'operator'],
    );
    assert.equal((notes as { text: string }[])[0]!.text, 'a secret note\nof two lines');
    assert.equal((links as { other: string }[])[0]!.other, 'OTHER-1');
    const [sent] = thread as Record<string, unknown>[];
    assert.deepEqual([sent!.id, sent!.assignee, sent!.caseAssignee], [id, 'colleague', 'operator']);
    assert.deepEqual([await lists('mine'), (await lists('unassigned')).includes('OTHER-1')], [[CASE], true]);

    await refused(
      edge.post('/api/cases/close', operator, { caseRef: CASE, outcome: 'answered' }),
      'case.unfinished',
      'caseRef',
    );
    await post('/api/cases/change-task', { caseRef: CASE, task, done: true });
    await post('/api/cases/close', { caseRef: CASE, outcome: 'refused', ground: 'law-forbids' });
    assert.deepEqual(await lists('closed'), [CASE]);
    const entries = (await edge.entries()).filter(
      ({ event }) => event.startsWith('case.') || event === 'message.assigned',
    );
    assert.deepEqual(
      entries.filter(({ event }) => event !== 'case.read').map(({ event }) => event),
      [
        'case.opened',
        'case.noted',
        'case.task-added',
        'case.opened',
        'case.linked',
        'case.assigned',
        'message.assigned',
        'case.task-changed',
        'case.closed',
      ],
    );
    assert.ok(entries.every(({ body }) => body.user === 'operator' && !JSON.stringify(body).includes('secret')));
  });

  it('says of a request how far it is answered, also in part', async () => {
    const fields = { requestingBody: 'a', actionAsked: 'a', aim: 'a', reason: 'a', legalActs: 'a', facts: 'a' };
    const request = { to: [{ state: 'UKR' }], kind: 'information-request', caseRef: 'ASKED-1', fields };
    const { id } = await post('/api/messages/send', request);
    const [asked] = (await shown('ASKED-1')).requests as Record<string, unknown>[];
    assert.deepEqual(asked, {
      id,
      direction: 'out',
      state: 'UKR',
      kind: 'information-request',
      stage: 'not-started',
      answered: 'no',
      answers: [],
    });
  });

  it('shows notes beyond the first page when somebody asks for them, each once', async () => {
    const caseRef = 'NOTED-1';
    await post('/api/cases/open', { caseRef, title: 'notes' });
    await Promise.all(
      Array.from({ length: 502 }, (_, at) =>
        edge.store.write(
          { event: 'case.noted', body: { user: 'operator', caseRef } },
          { name: 'add-case-note', args: { caseRef, text: `note ${at}`, by: 'operator' } },
        ),
      ),
    );
    const first = await shown(caseRef);
    const { status, json, text } = await edge.get(
      `/api/cases/notes?caseRef=${caseRef}&before=${first.olderNotes as number}`,
      operator,
    );
    assert.equal(status, 200, text);
    const { notes, olderNotes } = json as { notes: { note: number }[]; olderNotes?: number };
    assert.deepEqual([(first.notes as object[]).length, notes.length, olderNotes], [500, 2, undefined]);
    const all = [...(first.notes as { note: number }[]), ...notes].map(({ note }) => note);
    assert.equal(new Set(all).size, 502);
    assert.deepEqual(
      all,
      all.toSorted((one, other) => other - one),
    );
    await refused(edge.get('/api/cases/notes?caseRef=NOBODY-1&before=1', operator), 'case.not-found', 'caseRef');
  });

  it('assigns to operators of this node alone, and takes no hidden characters', async () => {
    for (const assignee of ['auditor', 'officer', 'nobody']) {
      await refused(edge.post('/api/cases/assign', operator, { caseRef: CASE, assignee }), 'input.invalid', 'assignee');
    }
    const { json } = await edge.get('/api/operators', operator);
    assert.deepEqual(json, { operators: ['colleague', 'operator'] });
    const title = 'invoice \u202Efdp.exe';
    await refused(edge.post('/api/cases/open', operator, { caseRef: CASE, title }), 'input.invalid', 'title');
    await refused(edge.post('/api/cases/note', operator, { caseRef: CASE, text: title }), 'input.invalid', 'text');
    await refused(edge.post('/api/cases/change-task', operator, { caseRef: CASE, task: 1 }), 'input.invalid', 'done');
    await refused(
      edge.post('/api/cases/close', operator, { caseRef: CASE, outcome: 'refused' }),
      'input.invalid',
      'ground',
    );
    await refused(
      edge.post('/api/messages/assign', operator, { id: '01890000-0000-7000-8000-000000000000', assignee: null }),
      'message.not-found',
      'id',
    );
  });

  it('keeps templates of a kind, with fields of that kind alone', async () => {
    const kept = {
      kind: 'refusal',
      name: 'Not held',
      language: 'ka',
      fields: { ground: 'not-held', extent: 'wholly' },
    };
    const { template } = await post('/api/templates/keep', kept);
    await refused(
      edge.post('/api/templates/keep', operator, { ...kept, fields: { subject: 'a' } }),
      'input.invalid',
      'fields',
    );
    await post('/api/templates/keep', { ...kept, template, name: 'Nothing held' });
    const templates = async () =>
      ((await edge.get('/api/templates', operator)).json as { templates: object[] }).templates;
    const [{ keptAt: _at, ...one }] = (await templates()) as [Record<string, unknown>];
    assert.deepEqual(one, { ...kept, template, name: 'Nothing held', keptBy: 'operator' });
    await post('/api/templates/drop', { template });
    assert.deepEqual(await templates(), []);
  });
});
