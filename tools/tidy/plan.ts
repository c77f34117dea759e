// SPDX-License-Identifier: Apache-2.0
// The plan of the house that `tools/tidy.ts` enforces: who stands above whom, and who may touch the world outside.

/** Packages import only from packages of a lower level. */
export const PACKAGE_LEVELS: Readonly<Record<string, number>> = {
  wire: 0,
  crypto: 1,
  matching: 1,
  tlog: 2,
  exchange: 2,
  client: 2,
  node: 3,
  console: 3,
  testbed: 4,
  cli: 5,
};

/** Packages without clock, randomness, disk or network. */
export const CORE_PACKAGES: readonly string[] = ['wire', 'crypto', 'matching', 'tlog', 'exchange', 'client'];

/** The only built-in module that a core package may import. */
export const CORE_BUILT_INS: readonly string[] = ['crypto -> node:crypto'];

/** Files outside the core packages that are as pure as they are: a simulation must give the same run for the same seed. */
export const PURE_FOLDERS: readonly string[] = ['packages/testbed/src/simulation/'];
export const PURE_FOLDER_EXCEPTIONS: readonly string[] = ['packages/testbed/src/simulation/run.ts'];

/** Folders of `packages/node/src`, highest first; a folder imports only from rows below its own. */
export const NODE_FOLDER_ROWS: readonly (readonly string[])[] = [
  ['api'],
  ['export'],
  ['receipts', 'packs', 'archive', 'announcements', 'attachments', 'mails', 'translation'],
  [
    'query',
    'messages',
    'alerts',
    'operations',
    'evidence',
    'directory',
    'cases',
    'confirmations',
    'notices',
    'passengers',
    'audit',
  ],
  ['access', 'national', 'partner', 'registers', 'trust'],
  ['store', 'keys', 'papers'],
];

/** Imports between folders of one row: each is a decision, not a habit. */
export const NODE_FOLDER_EDGES: readonly string[] = [
  'cases -> messages',
  'confirmations -> messages',
  'directory -> messages',
  'mails -> archive',
  'mails -> attachments',
  'notices -> messages',
  'operations -> audit',
  'partner -> trust',
  'translation -> announcements',
];

/** Files directly in `packages/node/src` that every folder may import; the others there put the node together. */
export const NODE_SHARED_FILES: readonly string[] = [
  'config.ts',
  'announced-events.ts',
  'message-categories.ts',
  'clock.ts',
  'queries-under-way.ts',
  'data-directory.ts',
  'durable-file.ts',
  'plain-request.ts',
];

/** Code outside the workspaces that the catalogues are for as well: its native module needs a compiler. */
export const OUTSIDE_WORKSPACES: readonly string[] = ['custody-pkcs11/'];

/** The only folder that holds SQL or opens a database. */
export const SQL_FOLDER = 'packages/node/src/store/';
export const SQL_MODULES: readonly string[] = ['node:sqlite', 'pg', 'kysely', 'mysql2', 'mysql2/promise'];
/** Databases of others, from which connectors read. */
export const FOREIGN_SQL_FOLDER = 'packages/node/src/registers/connectors/sources/';

/** What lies outside a program. The node may set timers anywhere; the core packages may not. */
export type OutsideKind = 'clock' | 'randomness' | 'timers' | 'process' | 'files' | 'network' | 'threads';

/** The files of `packages/node/src` that touch the world, and what of it. Everything else has it handed in. */
export const NODE_AMBIENT_FILES: Readonly<Record<string, readonly OutsideKind[]>> = {
  'admin-call.ts': ['files', 'network'],
  'admin-socket.ts': ['files', 'process'],
  'clock.ts': ['clock', 'randomness'],
  'config.ts': ['files'],
  'durable-file.ts': ['files'],
  'announcement-side.ts': ['files'],
  'announcements/post-json.ts': ['network'],
  'announcements/submit-mail.ts': ['network'],
  'announcements/target-address.ts': ['network'],
  'api/admin/server.ts': ['network'],
  'api/officer/fault.ts': ['process'],
  'api/officer/server.ts': ['files', 'network'],
  'api/partner/server.ts': ['network'],
  'attachments/attachment-folder.ts': ['files'],
  'attachments/fetched-file.ts': ['files'],
  'attachments/give-attachment.ts': ['files'],
  'attachments/judge-arrival.ts': ['files'],
  'attachments/save-attachment.ts': ['files'],
  'attachments/share-file.ts': ['files'],
  'attachments/uploads.ts': ['files'],
  'attachments/verify-attachment.ts': ['files'],
  'attachments/verify-in-thread.ts': ['threads'],
  'attachments/verify-thread.ts': ['threads'],
  'audit/disk.ts': ['files'],
  'audit/verify-in-thread.ts': ['threads'],
  'audit/verify-node.ts': ['files'],
  'audit/verify-thread.ts': ['threads'],
  'keys/private-files.ts': ['files', 'process'],
  'keys/secret-file-mode.ts': ['process'],
  'keys/secret-sources.ts': ['files', 'process'],
  'mails/read-in-thread.ts': ['threads'],
  'mails/read-thread.ts': ['threads'],
  'operations/backup.ts': ['files'],
  'operations/restore.ts': ['files'],
  'operations/sealed-file.ts': ['files'],
  'national/plug-in.ts': ['process'],
  'partner/address.ts': ['network'],
  'partner/probe-line.ts': ['network'],
  'partner/streamed-answer.ts': ['network'],
  'partner/transport.ts': ['network'],
  'plain-request.ts': ['process'],
  'registers/connectors/connector-folder.ts': ['files'],
  'registers/connectors/folder-intake.ts': ['files'],
  'registers/connectors/read-secret.ts': ['files'],
  'registers/connectors/source-in-thread.ts': ['threads'],
  'registers/connectors/source-thread.ts': ['threads'],
  'registers/connectors/sources/guarded-socket.ts': ['network'],
  'registers/connectors/sources/http-source.ts': ['network'],
  'registers/import/import-thread.ts': ['files', 'process'],
  'registers/import/import-work.ts': ['threads'],
  'registers/import/receiving.ts': ['files'],
  'registers/import/run-import-thread.ts': ['threads'],
  'registers/import/sealed-spool.ts': ['files'],
  'registers/import/spool-folder.ts': ['files'],
  'registers/index-file.ts': ['files'],
  'store/snapshot.ts': ['files'],
  'store/space-reserve.ts': ['files'],
  'store/sqlite-store.ts': ['files'],
  'store/sqlite-thread.ts': ['threads'],
  'store/group-queue.ts': ['clock', 'timers'],
  'store/sqlite-writer.ts': ['clock'],
  'store/start-sqlite-thread.ts': ['threads'],
  'store/stop-process.ts': ['files', 'process'],
  'trust/trust-folder.ts': ['files'],
};

/** What `node:crypto` offers beside algorithms that a stranger's data or key could meet: hashes, comparison, keys as such. */
export const ALGORITHM_NEUTRAL_IMPORTS: readonly string[] = [
  'argon2',
  'argon2Sync',
  'constants',
  'createHash',
  'createHmac',
  'createPrivateKey',
  'createPublicKey',
  'createSecretKey',
  'hash',
  'randomBytes',
  'randomFillSync',
  'timingSafeEqual',
  'X509Certificate',
];

/** Files, or folders with a slash, that may import the ciphers, signatures and key agreement of `node:crypto`. What is not named nobody may. */
export const ALGORITHM_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  createCipheriv: ['packages/crypto/src/primitives.ts', 'packages/crypto/src/selftest/'],
  createDecipheriv: ['packages/crypto/src/primitives.ts', 'packages/crypto/src/selftest/'],
  sign: [
    'packages/crypto/src/primitives.ts',
    'packages/crypto/src/document-key.ts',
    'packages/node/src/keys/certificate.ts',
  ],
  verify: ['packages/crypto/src/primitives.ts', 'packages/crypto/src/document-key.ts', 'packages/crypto/src/selftest/'],
  diffieHellman: ['packages/crypto/src/x-wing.ts', 'packages/crypto/src/selftest/'],
  createECDH: ['packages/crypto/src/selftest/'],
  encapsulate: ['packages/crypto/src/x-wing.ts', 'packages/crypto/src/selftest/'],
  decapsulate: ['packages/crypto/src/x-wing.ts', 'packages/crypto/src/selftest/'],
  generateKeyPairSync: ['packages/crypto/src/x-wing.ts'],
};

/** What TLS accepts and offers, and the one file that says it. */
export const TLS_OPTION_FILE = 'packages/node/src/partner/tls.ts';
export const TLS_OPTIONS: readonly string[] = [
  'ALPNProtocols',
  'checkServerIdentity',
  'createSecureContext',
  'ecdhCurve',
  'honorCipherOrder',
  'maxVersion',
  'minVersion',
  'pskCallback',
  'rejectUnauthorized',
  'secureOptions',
  'secureProtocol',
  'sigalgs',
];

/** Relative imports that leave a package. */
export const OUTWARD_IMPORTS: readonly string[] = [
  'packages/cli/bin/iims.js -> tools/runtime.js',
  'packages/cli/src/demo.browser.test.ts -> packages/console/test/browser.ts',
  'packages/cli/src/desk-journey.browser.test.ts -> packages/console/test/browser.ts',
  'packages/cli/src/trust-refusals.browser.test.ts -> packages/console/test/browser.ts',
  'packages/cli/src/upload-resumed.browser.test.ts -> packages/console/test/browser.ts',
];
