// SPDX-License-Identifier: Apache-2.0
// What a node answers to the console's tests of contact points: two States, one check, and what was sent.
import type { CannedAnswers } from './canned-node.ts';

export interface CannedContacts {
  readonly methods: NonNullable<CannedAnswers['methods']>;
  readonly started: object[];
  readonly kept: object[];
  readonly scheduled: object[];
}

export function cannedContacts(): CannedContacts {
  const started: object[] = [];
  const kept: object[] = [];
  const scheduled: object[] = [];
  return {
    started,
    kept,
    scheduled,
    methods: {
      '/api/directory': () => ({ directories: DIRECTORIES }),
      '/api/directory/keep': (body) => {
        kept.push(body);
        return { number: 2, messageId: 'm', logIndex: 1 };
      },
      '/api/check-schedules': () => ({ schedules: [{ ...SCHEDULE, ...scheduled.at(-1) }] }),
      '/api/check-schedules/keep': (body) => {
        scheduled.push(body);
        return { schedule: SCHEDULE.schedule, nextAt: SCHEDULE.nextAt };
      },
      '/api/checks': () => ({ checks: [CHECK], statistics: [STATISTICS] }),
      '/api/checks/start': (body) => {
        started.push(body);
        return { id: 'c', points: [], logIndex: 2 };
      },
    },
  };
}

const point = (id: string, body: string, title: string, validUntil = '2099-12-31') => ({
  id,
  level: id === 'policy' ? 'policy' : 'technical',
  body,
  title,
  telephone: '+995 32 200 0000',
  languages: 'ka, en',
  hours: 'A',
  validUntil,
});

const DIRECTORIES = [
  {
    state: 'GEO',
    number: 1,
    changedAt: '2026-11-03T10:00:00.000Z',
    points: [point('police', 'police', 'Made-up police duty desk')],
    measures: [{ measure: 8, sharedOn: '2026-10-01', what: 'Contact points named' }],
  },
  {
    state: 'UKR',
    number: 4,
    changedAt: '2026-11-10T10:00:00.000Z',
    points: [
      { ...point('cert', 'cert', 'Made-up CERT <img src=x onerror=alert(1)>'), deputyTelephone: '+380 44 000 0001' },
      point('policy', 'foreign-ministry', 'Made-up ministry, cyber desk'),
      point('customs', 'customs', 'Made-up customs desk', '2020-01-01'),
    ],
    measures: [{ measure: 8, sharedOn: '2026-10-02', what: 'Contact points named' }],
  },
  {
    state: 'AZE',
    number: 2,
    changedAt: '2026-11-12T10:00:00.000Z',
    points: [point('police', 'police', 'Made-up former desk', '2020-01-01')],
    measures: [{ measure: 3, sharedOn: '2026-10-03', what: 'Consultations held with partners on risks' }],
  },
];

const CHECK = {
  id: '0190a000-0000-7000-8000-000000000009',
  startedAt: '2026-11-20T08:00:00.000Z',
  answerBy: '2026-11-20T09:00:00.000Z',
  points: [
    { state: 'UKR', id: 'cert', standing: 'on-time', answeredAt: '2026-11-20T08:04:00.000Z', delivery: 'answered' },
    { state: 'UKR', id: 'policy', standing: 'late', answeredAt: '2026-11-20T09:30:00.000Z', delivery: 'answered' },
    { state: 'UKR', id: 'customs', standing: 'silent', delivery: 'received' },
  ],
};

export const SCHEDULE = {
  schedule: 3,
  name: 'Every other week',
  states: ['UKR'],
  points: [],
  withinMinutes: 45,
  text: 'SYNTHETIC: say that you are there.',
  everyDays: 14,
  firstDay: '2026-11-02',
  at: '08:30',
  surpriseMinutes: 0,
  keptBy: 'operator.one',
  keptAt: '2026-11-01T10:00:00.000Z',
  nextAt: '2026-11-30T08:30:00.000Z',
  skipped: [],
};

const STATISTICS = { state: 'UKR', asked: 3, onTime: 1, late: 1, silent: 1, medianMs: 240_000 };
