// SPDX-License-Identifier: Apache-2.0
// How a node stands, for tests of the administrator's page: with something wrong of every kind, and acts that change it.

const KEY = 'f28c0ba4e07d49a4'.repeat(4);
const OTHER_KEY = 'c2757a0e746d2d54'.repeat(4);
const DAY_MS = 24 * 3_600_000;

interface SamplePartner extends Readonly<Record<string, unknown>> {
  readonly state: string;
}

export class SampleNode {
  /** Bodies of the acts, in the order in which they came. */
  readonly acts: object[] = [];
  #partners: readonly SamplePartner[];
  readonly #isWell: boolean;

  /** `well`: nothing needs attention. */
  constructor({ well = false } = {}) {
    this.#isWell = well;
    this.#partners = well ? WELL : [AZE, MDA, UKR];
  }

  readonly methods: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => object>> = {
    '/api/node-state': () => this.#state(),
    '/api/keys': () => ({ custody: 'pkcs11', keys: KEYS, calendar: this.#isWell ? [] : CALENDAR }),
    '/api/partners': () => ({
      trustList: { ...TRUST_LIST, ...(this.#isWell ? NOTHING_REFUSED : REFUSED) },
      partners: this.#partners,
    }),
    '/api/partners/test': (body) => this.#act({ test: body }, () => this.#test(String(body.state))),
    '/api/partners/suspend': (body) =>
      this.#act({ suspend: body }, () => {
        const suspended = { since: iso(0), reason: body.reason, by: 'administrator.one' };
        this.#change(String(body.state), { suspended });
        return { state: body.state, suspended: true };
      }),
    '/api/partners/resume': (body) =>
      this.#act({ resume: body }, () => {
        this.#change(String(body.state), { suspended: undefined });
        return { state: body.state, suspended: false };
      }),
  };

  #act(said: object, answer: () => object): object {
    this.acts.push(said);
    return answer();
  }

  #test(state: string): object {
    const lastTest = { state, testedAt: iso(0), outcome: 'failed', layers: FAILED_LAYERS };
    this.#change(state, { lastTest });
    return lastTest;
  }

  #change(state: string, changes: object): void {
    this.#partners = this.#partners.map((partner) => (partner.state === state ? { ...partner, ...changes } : partner));
  }

  #state(): object {
    const broken = { custody: { kind: 'pkcs11' }, working: false, code: 'keys.token-gone' };
    return {
      state: 'GEO',
      time: iso(0),
      logSize: 1_024,
      custody: this.#isWell ? { custody: { kind: 'passphrase' }, working: true } : broken,
      witnessing: {
        own: {
          witnessedSize: this.#isWell ? 1_024 : 1_000,
          witnessedAt: iso(0),
          cosigners: 2,
          quorum: 2,
          evidence: this.#isWell ? [] : ['UKR-1020'],
        },
      },
      registers: [
        { id: 'documents', title: 'Stolen and lost travel documents', alerts: 12_345, checkedAt: iso(0), listed: true },
        ...(this.#isWell ? [] : [IMPORTED]),
      ],
      quotas: this.#isWell ? [] : [{ ground: 'quota-partner', state: 'UKR', since: iso(-60_000), refused: 12_345 }],
    };
  }
}

/** Nobody put it into the trust list, and its source has not been compared in time. */
const IMPORTED = {
  id: 'imported',
  title: 'Imported list',
  alerts: 7,
  checkedAt: iso(-DAY_MS),
  behind: 'source-stale',
  listed: false,
};
const WITNESS = { witness: { size: 1_024, at: iso(0) }, log: { origin: 'iims/UKR/audit/1' } };
const WELL: readonly SamplePartner[] = [
  { state: 'AZE', standing: 'fresh', because: 'attestation', usableUntil: iso(DAY_MS), ...WITNESS },
  { state: 'UKR', standing: 'fresh', because: 'attestation', usableUntil: iso(DAY_MS), ...WITNESS },
];

const PASSED_LAYERS = [
  { layer: 'address', outcome: 'passed', ms: 0, found: { host: 'node.example', port: 8443, addresses: ['192.0.2.7'] } },
  { layer: 'tcp', outcome: 'passed', ms: 12, found: { address: '192.0.2.7', port: 8443 } },
  { layer: 'tls', outcome: 'passed', ms: 31, found: { protocol: 'TLSv1.3', group: 'X25519MLKEM768' } },
  { layer: 'pin', outcome: 'passed', ms: 0, found: { presented: KEY, listedUntil: iso(90 * DAY_MS) } },
  { layer: 'signature', outcome: 'passed', ms: 48, found: { keyId: KEY } },
  {
    layer: 'rights',
    outcome: 'passed',
    ms: 0,
    found: { granted: [{ register: 'documents', title: 'Travel documents', purposes: ['border-check'] }] },
  },
  {
    layer: 'clock',
    outcome: 'warned',
    ms: 0,
    code: 'partner.clock',
    todo: '',
    found: { aheadMs: -183_000, uncertaintyMs: 6 },
  },
  {
    layer: 'version',
    outcome: 'warned',
    ms: 0,
    code: 'partner.other-list',
    found: { own: 2 ** 32 + 5, partner: 2 ** 32 + 4, document: 2, release: '1.2.0', ownRelease: '1.2.0' },
  },
];
const FAILED_LAYERS = [
  ...PASSED_LAYERS.slice(0, 3),
  {
    layer: 'pin',
    outcome: 'failed',
    ms: 0,
    code: 'partner.not-trusted',
    todo: '',
    found: { presented: OTHER_KEY, listed: [KEY], belongsTo: 'AZE' },
  },
  ...['signature', 'rights', 'clock', 'version'].map((layer) => ({ layer, outcome: 'not-tried' })),
];

const AZE: SamplePartner = {
  state: 'AZE',
  standing: 'stale',
  because: 'attestation',
  usableUntil: iso(DAY_MS),
  lastTest: { state: 'AZE', testedAt: iso(-DAY_MS), outcome: 'warned', layers: PASSED_LAYERS },
  witness: { size: 990, at: iso(-DAY_MS), silentSince: iso(-DAY_MS), code: 'partner.unreachable' },
  log: { origin: 'iims/AZE/audit/1', forkFoundAt: iso(-DAY_MS) },
};
const MDA: SamplePartner = {
  state: 'MDA',
  standing: 'expired',
  because: 'document',
  usableUntil: iso(-DAY_MS),
  suspended: { since: iso(-DAY_MS), reason: 'Signing key reported stolen; case 26/118', by: 'administrator.one' },
};
const UKR: SamplePartner = {
  state: 'UKR',
  standing: 'expired',
  because: 'root',
  usableUntil: iso(-DAY_MS),
  ...WITNESS,
  log: { origin: 'iims/UKR/audit/1', behind: { signedSize: 9, servedSize: 7, since: iso(-DAY_MS) } },
};

const KEYS = [
  ...['signing', 'log', 'witness', 'tls', 'kem'].map((use) => ({
    use,
    keyId: KEY,
    madeAt: iso(0),
    standing: 'in-use',
    notBefore: iso(0),
    notAfter: iso(300 * DAY_MS),
  })),
  { use: 'signing', keyId: OTHER_KEY, madeAt: iso(0), standing: 'waiting' },
  { use: 'log', keyId: OTHER_KEY, madeAt: iso(0), standing: 'former', notBefore: iso(-DAY_MS), notAfter: iso(-1) },
  ...Array.from({ length: 6 }, (_, week) => ({
    use: 'kem',
    keyId: `${week}`.repeat(64),
    madeAt: iso(0),
    standing: 'coming',
    notBefore: iso((week + 1) * 7 * DAY_MS),
    notAfter: iso((week + 2) * 7 * DAY_MS),
  })),
];
const CALENDAR = [
  { what: 'tls', endsAt: iso(-DAY_MS), due: 'over' },
  { what: 'signing', keyId: KEY, endsAt: iso(5 * DAY_MS), due: '7-days' },
  { what: 'document', endsAt: iso(29 * DAY_MS), due: '30-days' },
  { what: 'root', endsAt: iso(80 * DAY_MS), due: '90-days' },
  { what: 'log', keyId: KEY, endsAt: iso(300 * DAY_MS), due: 'later' },
];
const TRUST_LIST = {
  number: 2 ** 32 + 5,
  root: { version: 1, expiresAt: iso(80 * DAY_MS), threshold: 3, holders: 4, witnessQuorum: 2 },
  states: [
    ...['AZE', 'GEO', 'UKR'].map((state) => ({ state, version: 1, expiresAt: iso(29 * DAY_MS), attestedAt: iso(0) })),
    { state: 'MDA' },
  ],
};

const NOTHING_REFUSED = { refusals: [], refusalsLeftOut: 0 };
const REFUSED = {
  refusals: [
    refusal({ by: 'UKR', type: 'root', code: 'trust.threshold', documents: 64, times: 1_064, logIndex: 1_021 }),
    refusal({ by: 'UKR', type: 'state', state: 'AZE', version: 1, code: 'trust.rollback', times: 3, logIndex: 1_012 }),
    refusal({ by: 'UKR', type: 'state', state: 'MDA', version: 2, code: 'trust.rollback', logIndex: 1_011 }),
    refusal({ by: 'administrator', type: 'root', version: 9, code: 'trust.gap', logIndex: 1_010 }),
    refusal({ by: 'AZE', type: 'bundle', code: 'json.duplicate-key', logIndex: 1_009 }),
    refusal({ by: 'MDA', type: 'state', state: 'MDA', version: 4, code: 'trust.key-taken', logIndex: 1_008 }),
    refusal({ by: 'AZE', type: 'state', state: 'AZE', version: 3, code: 'trust.early', lastAt: iso(-2 * DAY_MS) }),
  ],
  refusalsLeftOut: 936,
};

function refusal(said: Readonly<Record<string, unknown>>): object {
  return { documents: 1, times: 1, firstAt: iso(-2 * DAY_MS), lastAt: iso(-60_000), logIndex: 7, ...said };
}

/** A time so far from now, as the node writes it. */
function iso(fromNowMs: number): string {
  return new Date(Date.now() + fromNowMs).toISOString();
}
