// SPDX-License-Identifier: Apache-2.0
// What a node answers to the pane of a case and to the list of what waits for a second person; and what was done with them.
import type { CannedAnswers } from './canned-node.ts';

export interface CannedCase {
  readonly methods: NonNullable<CannedAnswers['methods']>;
  /** What was done, in order: the last words of its path, and the body. */
  readonly done: readonly (readonly [string, object])[];
}

const PROPOSAL = {
  id: '0190a000-0000-7000-8000-0000000000aa',
  kind: 'information',
  to: [{ state: 'UKR' }],
  caseRef: 'UA-26-4417',
  urgency: 'routine',
  proposedBy: 'operator.two',
  proposedAt: '2026-11-22T10:00:00.000Z',
  own: false,
  digest: 'ab'.repeat(32),
};

export function cannedCase(): CannedCase {
  const done: [string, object][] = [];
  const waiting = [PROPOSAL];
  const notes: object[] = [];
  const tasks = [{ task: 7, text: '<b>Call</b> the post', by: 'operator.two', at: PROPOSAL.proposedAt }];
  const does = (act: string) => (body: object) => {
    done.push([act, body]);
    return { logIndex: 1 };
  };
  return {
    done,
    methods: {
      '/api/cases/show': () => ({
        caseRef: 'UA-26-4417',
        title: 'A stolen lorry',
        standing: 'open',
        stirred: false,
        messages: 2,
        unopened: 1,
        openTasks: tasks.length,
        tasks,
        notes,
        links: [{ other: 'MD-2026-118', reason: 'same-person', by: 'operator.two', at: PROPOSAL.proposedAt }],
        requests: [
          {
            id: PROPOSAL.id,
            direction: 'in',
            state: 'UKR',
            kind: 'information-request',
            stage: 'running',
            answered: 'in-part',
            answers: [PROPOSAL.id],
          },
        ],
        thread: [],
        isCut: false,
      }),
      '/api/cases/note': (body) => {
        notes.push({ note: 9, text: String(body.text), by: 'operator.one', at: PROPOSAL.proposedAt });
        return does('note')(body);
      },
      '/api/cases/assign': does('assign'),
      '/api/cases/export': does('export'),
      '/api/operators': () => ({ operators: ['operator.one', 'operator.two'] }),
      '/api/templates': () => ({ templates: [] }),
      '/api/messages/waiting': () => ({ waiting, refused: [] }),
      '/api/messages/waiting/open': () => ({
        ...PROPOSAL,
        to: [{ state: 'UKR', authority: 'Customs', desk: 'drugs' }],
        handling: { code: 'H1' },
        fields: { coverage: 'complete', text: '<img src=x onerror=alert(1)>' },
        attachments: [
          { id: 1, name: 'page.txt', mediaType: 'text/plain', bytes: 3, sha256: 'cd'.repeat(32), content: 'YWJj' },
        ],
      }),
      '/api/messages/release': (body) => {
        waiting.length = 0;
        return does('release')(body);
      },
    },
  };
}
