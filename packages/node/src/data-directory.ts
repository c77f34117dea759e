// SPDX-License-Identifier: Apache-2.0
// Where a node keeps what, inside its data directory.

/** The database: entries with salt and body, registers, accounts, sessions. */
export const STORE_FILE = 'iims.db';
/** The published log: checkpoint, tiles, entry bundles. */
export const LOG_FOLDER = 'log';
/** Private keys, for the node's own user alone. */
export const KEYS_FOLDER = 'keys';
/** The trust list as accepted. */
export const TRUST_FOLDER = 'trust';
/** Held by the process that runs the node. */
export const LOCK_FILE = 'node.lock';
