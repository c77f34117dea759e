// SPDX-License-Identifier: Apache-2.0
// The paths of the partners' edge, and how large a frame may be, for both sides of the line.

/** Sealed questions there, sealed answers back (spec/query-road.md). */
export const FRAMES_PATH = '/v1/frames';
/** The trust list: GET what the partner holds, POST what this node holds (spec/trust-list.md, 7). */
export const TRUST_PATH = '/v1/trust';
/** A witness (spec/witness.md): POST a checkpoint to be cosigned, GET the one that is held, POST what is known of logs. */
export const WITNESS_PATH = '/v1/witness';
export const ADD_CHECKPOINT_PATH = `${WITNESS_PATH}/add-checkpoint`;
export const HELD_CHECKPOINT_PATH = `${WITNESS_PATH}/held`;
export const GOSSIP_PATH = `${WITNESS_PATH}/gossip`;
/** An empty signed and sealed exchange, by which a partner is tested (spec/partner-test.md, 2). */
export const ECHO_PATH = '/v1/echo';
/** The published log: `checkpoint` and tiles below it (C2SP tlog-tiles). */
export const LOG_PATH = '/v1/log';
/** The receipt of an answer, for the State that asked (spec/receipt.md, 16). */
export const RECEIPTS_PATH = '/v1/receipts';
/** The entry behind what the node signed about a message, for the State that it signed it for (spec/receipt.md, 27). */
export const MESSAGE_RECEIPTS_PATH = `${RECEIPTS_PATH}/messages`;
/** The same of many messages at once (spec/receipt.md, 29). */
export const MANY_RECEIPTS_PATH = `${MESSAGE_RECEIPTS_PATH}/many`;
/** Sealed messages there, signed receipts back (spec/message.md). */
export const MESSAGES_PATH = '/v1/messages';
/** Bytes of a large attachment, for a State that it was sent to (spec/attachment.md, 10). */
export const ATTACHMENTS_PATH = '/v1/attachments';
/** Bytes that one request asks for at most. */
export const ATTACHMENT_RANGE_BYTES_MAX = 67_108_864;
/** The largest message alone: its bucket, header and stanzas; or several smaller ones. */
export const MESSAGES_BYTES_MAX = 2_304 * 1_024;
/** 64 receipts of at most 6 KiB. */
export const MESSAGES_ANSWER_BYTES_MAX = 416 * 1_024;
/** 64 answers of 2 KiB and what protects them, rounded up to the envelope's size bucket. */
export const FRAME_BYTES_MAX = 320 * 1_024;
