// SPDX-License-Identifier: Apache-2.0
// Where a node keeps what, inside its data directory.

/** The configuration; holds no secret. */
export const CONFIG_FILE = 'node.json';
/** The database: entries with salt and body, registers, accounts, sessions. */
export const STORE_FILE = 'iims.db';
/** The published log: checkpoint, tiles, entry bundles. Every byte of it counts. */
export const LOG_FOLDER = 'log';
/** Beside the log, on the same file system, so that a rename moves a file into the log at once and whole. */
export const LOG_STAGING_FOLDER = 'log-staging';
/** Private keys, for the node's own user alone. */
export const KEYS_FOLDER = 'keys';
/** The trust list as accepted. */
export const TRUST_FOLDER = 'trust';
/** Held by the process that runs the node. */
export const LOCK_FILE = 'node.lock';
/** Checkpoints that this node's keys signed and that are not of its log: found when a copy was restored or cloned. */
export const EVIDENCE_FOLDER = 'evidence';
/** Files of imports, sealed; one folder each. */
export const IMPORTS_FOLDER = 'imports';
/** Large attachments, sealed; one file each. */
export const ATTACHMENTS_FOLDER = 'attachments';
/** What each connector is connected to, one file each; holds no secret. */
export const CONNECTORS_FOLDER = 'connectors';
/** The index of persons as it was some minutes ago, sealed; made anew from the database where it is not there. */
export const PERSON_INDEX_FILE = 'person-index.sealed';
/** The administrator's socket; for the node's own user alone. */
export const ADMIN_FOLDER = 'admin';
