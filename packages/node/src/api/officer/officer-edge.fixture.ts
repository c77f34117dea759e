// SPDX-License-Identifier: Apache-2.0
// The officer's edge for tests: the real server on a real socket over a real store in a temporary directory, with one
// account for each role. Only the clock and the partners are the test's own.

import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelsOf } from '@iims/crypto/channel';
import { documentKeyFromSeed } from '@iims/crypto/document-key';
import type { TrustList } from '@iims/crypto/trust-list';
import type { LogVerdict } from '@iims/tlog/verify-log';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { AttemptsUnderWay, RefusalBudget } from '../../access/lockout.ts';
import { hashPassword } from '../../access/passwords.ts';
import { ROLES, type Role } from '../../access/permissions.ts';
import { Quotas } from '../../access/quotas.ts';
import { SessionActivity } from '../../access/session.ts';
import { OwnDecisions } from '../../alerts/own-decisions.ts';
import { numbersNamed } from '../../archive/subjects-of-message.ts';
import { filesHere } from '../../attachment-side.ts';
import { attachmentDesk } from '../../attachments/attachment-desk.ts';
import { AttachmentFolder } from '../../attachments/attachment-folder.ts';
import { Previews } from '../../attachments/previews.ts';
import { Uploads } from '../../attachments/uploads.ts';
import type { Clock } from '../../clock.ts';
import { systemRandom } from '../../clock.ts';
import { QUOTA_DEFAULTS, SECOND_PERSON_DEFAULT, type SecondPersonConfig } from '../../config.ts';
import { CONNECTORS_FOLDER, IMPORTS_FOLDER, STORE_FILE, TRUST_FOLDER } from '../../data-directory.ts';
import { directoryKeeping } from '../../directory/keep-own-directory.ts';
import { caseExports } from '../../export/export-case.ts';
import { documentCertificate } from '../../keys/document-certificate.ts';
import type { NodeKeys, SigningPair } from '../../keys/node-keys.ts';
import { mailDesk } from '../../mails/mail-desk.ts';
import { MESSAGE_KEEPING_DEFAULT } from '../../message-categories.ts';
import { messageDesk } from '../../messages/message-desk.ts';
import type { MessageDoor } from '../../messages/send.ts';
import { MessageSigning } from '../../messages/sign-together.ts';
import { guardMessages } from '../../notices/guard-messages.ts';
import { noticeDesk } from '../../notices/notice-desk.ts';
import { Packs } from '../../packs/packs.ts';
import { PartnerLinks } from '../../partner/links.ts';
import { PartnerTests } from '../../partner/partner-tests.ts';
import { Suspensions } from '../../partner/suspensions.ts';
import { clientTlsOptions } from '../../partner/tls.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import { NO_PLATES, NOBODY } from '../../query/alert.fixture.ts';
import { ManifestPlaces } from '../../query/manifest-places.ts';
import { noReceipt } from '../../receipts/held-receipts.ts';
import { readArchive } from '../../receipts/receipt-archive.ts';
import { Connectors } from '../../registers/connectors/connectors.ts';
import { Imports, type SecondPerson } from '../../registers/import/imports.ts';
import { type Entry, readEntries } from '../../store/entries.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import type { Translating } from '../../translation/translate-message.ts';
import { type FoundingState, foundFederation } from '../../trust/found.ts';
import { RefusedDocuments } from '../../trust/refused-documents.ts';
import { trustRefusals } from '../../trust/trust-refusals.ts';
import { withCheckedAnswers } from './checked-answers.fixture.ts';
import { type Answered, exchange, type Sent } from './http-exchange.fixture.ts';
import type { OfficerEdge } from './method.ts';
import { OFFICER_METHODS } from './officer-methods.ts';
import { buildOfficerServer } from './server.ts';

export const PASSWORD = 'a password of tests';
export const GEO = 'GEO' as StateCode;

export interface SignedIn {
  /** As the browser sends it back. */
  readonly cookie: string;
  readonly csrf: string;
}

export interface TestEdge {
  readonly port: number;
  readonly directory: string;
  readonly store: Store;
  readonly keys: NodeKeys;
  /** The keys of a partner. */
  keysOf(state: StateCode): NodeKeys;
  readonly trust: TrustList;
  /** What the server works on; the console folder and the publisher are the test's own. */
  readonly edge: OfficerEdge;
  /** Sets the node's clock forward. */
  forward(ms: number): void;
  send(sent: Sent): Promise<Answered>;
  /** A GET of, or POST to, a method in the name of a session. */
  get(path: string, session: SignedIn): Promise<Answered>;
  post(path: string, session: SignedIn, body: object): Promise<Answered>;
  /** A POST of bytes. */
  postBytes(path: string, session: SignedIn, body: Uint8Array): Promise<Answered>;
  tryPassword(user: string, password: string): Promise<Answered>;
  /** Signs in the account of a role, or another by its name. */
  signIn(user: Role | string): Promise<SignedIn>;
  addUser(user: string, role: Role): Promise<void>;
  /** Every entry, oldest first. */
  entries(): Promise<Entry[]>;
  close(): Promise<void>;
}

export interface TestEdgeOptions {
  /** Ports of partners on loopback, by State. */
  readonly partners?: Readonly<Record<string, number>>;
  readonly consoleFolder?: string;
  readonly verifyLog?: () => Promise<LogVerdict>;
  readonly onUnknownFault?: (fault: unknown) => void;
  /** At once if absent. */
  readonly personsFound?: () => Promise<void>;
  /** For imports; nobody if absent. */
  readonly secondPerson?: SecondPerson;
  /** The node's own default if absent. */
  readonly secondPersonForMessages?: SecondPersonConfig;
  /** None if absent. */
  readonly translation?: Pick<Translating, 'service' | 'translate'>;
}

export async function openTestEdge(options: TestEdgeOptions = {}): Promise<TestEdge> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-officer-edge-'));
  let aheadMs = 0;
  const clock: Clock = { now: () => Date.now() + aheadMs, monotonic: () => performance.now() };
  const store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path: join(directory, STORE_FILE),
    now: clock.now,
    random: systemRandom,
    // What a thread and a reserve of its own do, the store's tests say.
    writer: 'this-thread',
    reserveBytes: 0,
  });
  const { trust, keys, keysOf } = found(clock.now(), options.partners ?? {});
  const officerHosts: string[] = [];
  const partners = linksOf({ clock, trust, keys });
  const suspensions = await Suspensions.open(store, () => partners.states());
  const partnerTests = testsOf({ clock, store, trust, keys, partners, suspensions });
  const imports = await Imports.open({
    store,
    folder: join(directory, IMPORTS_FOLDER),
    database: { path: join(directory, STORE_FILE), atRest: new Uint8Array(32) },
    state: GEO,
    authority: 'Border Guard',
    secondPerson: options.secondPerson ?? 'none',
    queries: new QueriesUnderWay(),
    clock,
    random: systemRandom,
  });
  const packs = new Packs({
    state: GEO,
    authority: 'Border Guard',
    exercise: false,
    store,
    trust: () => trust,
    signers: () => keys.signing[0]!,
    clock,
    random: systemRandom,
  });
  const ownDecisions = await OwnDecisions.open(store, () => partners.states());
  const connectors = await Connectors.open({
    store,
    imports,
    folder: join(directory, CONNECTORS_FOLDER),
    importsFolder: join(directory, IMPORTS_FOLDER),
    names: { state: GEO, authority: 'Border Guard' },
    clock,
    onUnknownFault: options.onUnknownFault ?? (() => undefined),
  });
  const signing = new MessageSigning(clock);
  const messageDoor: MessageDoor = {
    own: GEO,
    authority: 'Border Guard',
    exercise: false,
    store,
    trust: () => trust,
    isSuspended: (state) => suspensions.isSuspended(state),
    signing: () => keys.signing[0]!,
    seal: (message) => signing.seal(message),
    pseudonym: () => '0123456789abcdef',
    wake: () => undefined,
    clock,
    random: systemRandom,
  };
  const messages = guardMessages(messageDesk(messageDoor, options.secondPersonForMessages), store, numbersNamed);
  const contacts = directoryKeeping(messageDoor);
  const notices = noticeDesk(messageDoor, messages);
  const folder = new AttachmentFolder(join(directory, 'attachments'), store.reader);
  const exports = caseExports({
    own: GEO,
    nodeId: 'geo-1',
    authority: 'Border Guard',
    exercise: false,
    store,
    archive: () => readArchive(join(directory, TRUST_FOLDER), trust),
    signing: () => keys.signing[0]!,
    documentSigner: async () => documentSigner(clock.now()),
    files: filesHere(store.reader, folder),
    clock,
    random: systemRandom,
  });
  const uploads = new Uploads(messageDoor, folder);
  const attachments = attachmentDesk({ door: messageDoor, folder }, uploads);
  const importedMails = mailDesk({ store, clock, random: systemRandom });
  const previews = new Previews(systemRandom, clock);
  const administration = {
    ...{ imports, connectors, packs, suspensions, partnerTests },
    ...{ ownDecisions, messages, attachments, importedMails, previews, contacts, notices, exports },
    translation: options.translation && {
      own: GEO,
      store,
      now: clock.now,
      underWay: { count: 0 },
      ...options.translation,
    },
  };
  const edge = makeEdge({ clock, store, trust, partners, officerHosts, options, administration });
  const app = await buildOfficerServer({
    edge,
    activity: new SessionActivity(clock.now()),
    methods: withCheckedAnswers(OFFICER_METHODS),
    ...(options.consoleFolder === undefined ? {} : { consoleFolder: options.consoleFolder }),
    ...(options.onUnknownFault === undefined ? {} : { onUnknownFault: options.onUnknownFault }),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  officerHosts.push(`127.0.0.1:${port}`, `localhost:${port}`);

  const passwordHash = await hashPassword(PASSWORD, systemRandom);
  const addUser = async (user: string, role: Role): Promise<void> => {
    await store.write(
      { event: 'user.added', body: { user, role, by: 'test' } },
      { name: 'add-user', args: { user, role, passwordHash } },
    );
  };
  await Promise.all(ROLES.map((role) => addUser(role, role)));

  const send = (sent: Sent): Promise<Answered> => exchange(port, sent);
  const tryPassword = (user: string, password: string): Promise<Answered> =>
    send({ verb: 'POST', path: '/api/login', json: { user, password } });
  return {
    port,
    directory,
    store,
    keys,
    keysOf,
    trust,
    edge,
    forward(ms) {
      aheadMs += ms;
    },
    send,
    get: (path, { cookie }) => send({ verb: 'GET', path, headers: { cookie } }),
    post: (path, { cookie, csrf }, body) =>
      send({ verb: 'POST', path, headers: { cookie, 'x-csrf-token': csrf }, json: body }),
    postBytes: (path, { cookie, csrf }, body) =>
      send({
        verb: 'POST',
        path,
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/octet-stream' },
        body,
      }),
    tryPassword,
    async signIn(user) {
      const answer = await tryPassword(user, PASSWORD);
      if (answer.status !== 200) throw new Error(`sign-in of ${user}: ${answer.text}`);
      const [cookie] = answer.headers['set-cookie']![0]!.split(';');
      return { cookie: cookie!, csrf: (answer.json as { session: { csrf: string } }).session.csrf };
    },
    addUser,
    entries: async () => (await readEntries(store.reader, { limit: 10_000 })).reverse(),
    async close() {
      await app.close();
      await uploads.stop();
      await connectors.close();
      await imports.stop();
      await partners.close();
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

interface EdgeParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly trust: TrustList;
  readonly partners: PartnerLinks;
  readonly officerHosts: string[];
  readonly options: Pick<TestEdgeOptions, 'verifyLog' | 'personsFound'>;
  readonly administration: Pick<
    OfficerEdge,
    | 'translation'
    | 'imports'
    | 'connectors'
    | 'packs'
    | 'suspensions'
    | 'partnerTests'
    | 'ownDecisions'
    | 'messages'
    | 'contacts'
    | 'notices'
    | 'attachments'
    | 'importedMails'
    | 'previews'
    | 'exports'
  >;
}

function documentSigner(now: number) {
  const seed = new Uint8Array(32).fill(5);
  const dates = { notBefore: now - 1_000, notAfter: now + 86_400_000 };
  const name = 'IIMS documents of geo-1';
  const certificate = documentCertificate({ name, seed, serial: new Uint8Array(16).fill(3), ...dates });
  return { ...documentKeyFromSeed(seed), certificate };
}

function linksOf({ clock, trust, keys }: { clock: Clock; trust: TrustList; keys: NodeKeys }): PartnerLinks {
  const [{ ed25519: signer }] = keys.signing as [SigningPair];
  const signing = { signer, channels: channelsOf(signer.keyId, systemRandom) };
  return new PartnerLinks({
    own: GEO,
    exercise: false,
    signing: () => signing,
    ownKemKey: (keyId) => keys.kem.get(toHex(keyId)),
    trust: () => trust,
    isSuspended: () => false,
    clientTls: (node) => clientTlsOptions({ identity: () => keys.tls[0]!, trust: () => trust }, node),
    clock,
    random: systemRandom,
    onRejected: () => undefined,
    onSigned: () => undefined,
  });
}

interface TestsParts extends Pick<EdgeParts, 'clock' | 'store' | 'trust' | 'partners'> {
  readonly keys: NodeKeys;
  readonly suspensions: Suspensions;
}

function testsOf({ clock, store, trust, keys, partners, suspensions }: TestsParts): PartnerTests {
  return new PartnerTests({
    own: GEO,
    echo: {
      exercise: false,
      signing: () => keys.signing[0]!,
      kemKey: (keyId) => keys.kem.get(toHex(keyId)),
      trust: () => trust,
      clock,
      random: systemRandom,
      release: '0.0.0-test',
    },
    tls: { identity: () => keys.tls[0]!, trust: () => trust },
    store,
    partners: () => partners.states(),
    isSuspended: (state) => suspensions.isSuspended(state),
  });
}

function makeEdge({ clock, store, trust, partners, officerHosts, options, administration }: EdgeParts): OfficerEdge {
  const address = { host: '127.0.0.1', port: 1 };
  return {
    config: {
      state: GEO,
      stateName: 'State of GEO',
      nodeId: 'geo-1',
      authority: 'Border Guard',
      officerEdge: address,
      partnerEdge: address,
      officerHosts,
      exercise: false,
      demo: true,
      custody: { kind: 'plain' },
      retention: {},
      quotas: QUOTA_DEFAULTS,
      messageKeeping: MESSAGE_KEEPING_DEFAULT,
      secondPersonForImports: 'none',
      secondPersonForMessages: SECOND_PERSON_DEFAULT,
      groups: { pair: [{ state: 'UKR' as StateCode }, { state: 'MDA' as StateCode, desk: 'drugs' }], empty: [] },
      storeWriter: 'own-thread',
      webhooks: { hosts: [], targets: [] },
    },
    store,
    door: {
      state: GEO,
      store,
      clock,
      random: systemRandom,
      underWay: new AttemptsUnderWay(),
      refusals: new RefusalBudget(),
    },
    asking: {
      state: GEO,
      authority: 'Border Guard',
      exercise: false,
      store,
      persons: NOBODY,
      plates: NO_PLATES,
      ownDecisions: administration.ownDecisions,
      partners,
      clock,
      random: systemRandom,
      pseudonym: () => '0123456789abcdef',
      quotas: new Quotas({ limits: QUOTA_DEFAULTS, store, clock }),
      underWay: { count: 0 },
      queries: new QueriesUnderWay(),
      manifestPlaces: new ManifestPlaces(clock.monotonic),
    },
    personsFound: options.personsFound ?? (async () => undefined),
    receipts: { store, archive: () => Promise.reject(noReceipt()) },
    verifyLog: options.verifyLog ?? (async () => ({ ok: true, size: 0, root: new Uint8Array(32), signedAtSeconds: 0 })),
    trust: () => trust,
    trustRefusals: () => trustRefusals(store.reader, new RefusedDocuments()),
    witnessing: async () => ({
      own: {
        ...{
          witnessedSize: 7,
          witnessedAt: '2026-01-01T00:00:00.000Z',
          cosigners: 2,
          quorum: 2,
          broughtSize: 7,
          lag: 0,
        },
        lastTimeToWitnessMs: 12,
        witnesses: [{ state: 'UKR' as StateCode, size: 7, at: '2026-01-01T00:00:00.000Z' }],
        evidence: [],
      },
      partnerLogs: [{ state: 'UKR' as StateCode, origin: 'iims/UKR/audit/1', size: 3, at: '2026-01-01T00:00:00.000Z' }],
    }),
    custody: () => ({ custody: { kind: 'plain' }, working: true }),
    keys: async () => ({ custody: 'plain', keys: [], calendar: [] }),
    webhooks: { list: async () => [] },
    mail: undefined,
    ...administration,
  };
}

function found(now: number, partners: Readonly<Record<string, number>>): Pick<TestEdge, 'trust' | 'keys' | 'keysOf'> {
  const states = Object.entries({ GEO: 1, ...partners }).map(([state, port]) =>
    foundingState(state as StateCode, port),
  );
  const founded = foundFederation({
    federation: 'demo-officer-edge',
    exercise: false,
    states,
    now,
    random: systemRandom,
  });
  const keysOf = (state: StateCode): NodeKeys => founded.states.get(state)!.keys;
  return { trust: founded.trust, keys: keysOf(GEO), keysOf };
}

function foundingState(state: StateCode, port: number): FoundingState {
  return {
    state,
    nodeId: `${state.toLowerCase()}-1`,
    name: `State of ${state}`,
    endpoint: { host: '127.0.0.1', port },
    authorities: [{ id: 'border', name: 'Border Guard' }],
    registers: [],
    rights: [],
    contactPoints: [],
  };
}
