// SPDX-License-Identifier: Apache-2.0
// The paths of the partners' edge, and how large a frame may be, for both sides of the line.

/** Sealed questions there, sealed answers back (spec/query-road.md). */
export const FRAMES_PATH = '/v1/frames';
/** The trust list: GET what the partner holds, POST what this node holds (spec/trust-list.md, 7). */
export const TRUST_PATH = '/v1/trust';
/** 64 answers of 2 KiB and what protects them, rounded up to the envelope's size bucket. */
export const FRAME_BYTES_MAX = 320 * 1_024;
