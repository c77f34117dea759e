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
  ['query', 'messages', 'alerts', 'operations', 'evidence', 'directory', 'passengers', 'audit'],
  ['access', 'partner', 'registers', 'trust'],
  ['store', 'keys'],
];

/** Imports between folders of one row: each is a decision, not a habit. */
export const NODE_FOLDER_EDGES: readonly string[] = [];

/** Files directly in `packages/node/src` that every folder may import; the others there put the node together. */
export const NODE_SHARED_FILES: readonly string[] = ['config.ts', 'clock.ts'];

/** The only folder that holds SQL or opens a database. */
export const SQL_FOLDER = 'packages/node/src/store/';
export const SQL_MODULES: readonly string[] = ['node:sqlite', 'pg', 'kysely'];

/** The files of the node that may use a clock, timers, randomness, the process, files or sockets. */
export const NODE_AMBIENT_FILES: readonly string[] = ['clock.ts', 'config.ts'];

/** Relative imports that leave a package. */
export const OUTWARD_IMPORTS: readonly string[] = ['packages/cli/bin/iims.js -> tools/runtime.js'];
