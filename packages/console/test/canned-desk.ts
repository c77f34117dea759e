// SPDX-License-Identifier: Apache-2.0
// What a node's desk answers to the console's tests: four messages of two cases, drafts that are kept, and what was sent.
import type { CannedAnswers } from './canned-node.ts';

export interface CannedDesk {
  readonly methods: NonNullable<CannedAnswers['methods']>;
  /** Ids, in the order in which they were opened. */
  readonly opened: string[];
  readonly sent: object[];
  readonly drafts: Map<string, KeptDraft>;
}

interface KeptDraft {
  readonly content: string;
  readonly head?: string;
}

const MINUTE_MS = 60_000;
const NOW = new Date().toISOString();

export const REQUEST_ID = '0190a000-0000-7000-8000-000000000004';

export function cannedDesk(): CannedDesk {
  const opened: string[] = [];
  const sent: object[] = [];
  const drafts = new Map<string, KeptDraft>();
  const rows = messageRows(Date.now());
  return {
    opened,
    sent,
    drafts,
    methods: {
      '/api/messages': () => ({ messages: rows }),
      '/api/messages/news': () => ({ mark: rows.map(({ status }) => status).join(' ') }),
      '/api/messages/open': ({ id }) => {
        const row = rows.find((one) => one.id === id)!;
        opened.push(row.id);
        if (row.status === 'received') row.status = 'opened';
        return { ...row, ...CONTENT_OF[row.kind], attachments: [], translation: { by: 'Bureau MT' } };
      },
      '/api/messages/translate': ({ id, to }) => ({
        id,
        to,
        by: 'Bureau MT',
        texts: [{ of: 'message', field: 'text', text: '<img src=x onerror=alert(2)>' }],
      }),
      '/api/messages/archive': ({ id, isArchived }) => {
        const row = rows.find((one) => one.id === id)!;
        if (isArchived !== true) return row;
        rows.splice(rows.indexOf(row), 1);
        return { ...row, archivedAt: new Date().toISOString() };
      },
      '/api/messages/send': (body) => sentAs('send', body),
      '/api/messages/reply': (body) => sentAs('reply', body),
      '/api/drafts': () => ({
        drafts: [...drafts].map(([draftId, { head }]) => ({
          draftId,
          savedAt: NOW,
          ...(head !== undefined && { head }),
        })),
      }),
      '/api/drafts/open': ({ draftId }) => ({ draftId, savedAt: NOW, content: drafts.get(String(draftId))?.content }),
      '/api/drafts/keep': ({ draftId, content, head }) => {
        drafts.set(String(draftId), { content: String(content), ...(typeof head === 'string' && { head }) });
        return {};
      },
      '/api/drafts/drop': ({ draftId }) => {
        drafts.delete(String(draftId));
        return {};
      },
    },
  };

  function sentAs(path: string, body: object): object {
    sent.push({ path, ...body });
    return { id: REQUEST_ID, status: 'stored', logIndex: 1 };
  }
}

interface Row {
  readonly id: string;
  readonly kind: string;
  status: string;
  readonly [field: string]: unknown;
}

function messageRows(now: number): Row[] {
  const ago = (minutes: number) => new Date(now - minutes * MINUTE_MS).toISOString();
  const id = (last: number) => `0190a000-0000-7000-8000-00000000000${last}`;
  const incoming = { direction: 'in', to: [{ state: 'GEO' }], deliveries: [], urgency: 'routine' };
  return [
    {
      ...incoming,
      id: REQUEST_ID,
      kind: 'hit-confirmation',
      status: 'received',
      from: { state: 'UKR' },
      caseRef: 'UA-26-4417',
      urgency: 'urgent',
      at: ago(3),
      due: ago(-7),
    },
    {
      ...incoming,
      id: id(3),
      kind: 'information-request',
      status: 'received',
      from: { state: 'MDA' },
      caseRef: 'MD-2026-118',
      at: ago(600),
      due: ago(120),
    },
    {
      id: id(2),
      direction: 'out',
      kind: 'spontaneous-information',
      status: 'sent',
      from: { state: 'GEO' },
      to: [{ state: 'UKR' }, { state: 'AZE' }, { state: 'MDA' }],
      deliveries: [
        { to: 'UKR', status: 'opened' },
        { to: 'AZE', status: 'received' },
        { to: 'MDA', status: 'sent' },
      ],
      urgency: 'routine',
      caseRef: 'GE-26-11873',
      at: ago(1_500),
    },
    {
      ...incoming,
      id: id(1),
      kind: 'free-message',
      status: 'opened',
      from: { state: 'UKR' },
      caseRef: 'UA-26-4417',
      at: ago(1_600),
    },
  ];
}

const CONTENT_OF: Readonly<Record<string, object>> = {
  'hit-confirmation': {
    handling: { code: 'H1', tlp: 'TLP:AMBER', grading: { scheme: '4x4', source: 'B', information: '2' } },
    fields: {
      type: 'vehicle',
      requestNumber: 1,
      ownCaseNumber: 'UA-26-4417',
      alertId: 'UKR-VEH-000001',
      found: 'At Sadakhlo, driver present. <img src=x onerror=alert(1)>\nSecond line.',
    },
  },
  'information-request': {
    handling: { code: 'H3', condition: 'Ask us before you pass it on' },
    fields: {
      requestingBody: 'National bureau',
      actionAsked: 'Say whether the vehicle crossed the border.',
      aim: 'To find who drove it.',
      reason: 'It was seen near the place of the offence.',
      legalActs: 'Article 214',
      persons: [{ name: 'ERIKSSON ANNA', role: 'witness', birthDate: '1974-08-12', nationality: 'UTO' }],
      facts: 'A white car was seen on 3 November.',
    },
  },
  'spontaneous-information': {
    handling: { code: 'H2' },
    fields: { subject: 'A new way of hiding', text: 'In the tank.' },
  },
  'free-message': { handling: { code: 'H0' }, fields: { subject: 'Line test', text: 'Do you read us?' } },
};
