// SPDX-License-Identifier: Apache-2.0
// Where frames go, and how large they may be, on both sides of the line.

export const FRAMES_PATH = '/v1/frames';
export const TRUST_PATH = '/v1/trust';
/** 64 answers of 2 KiB and what protects them, rounded up to the envelope's size bucket. */
export const FRAME_BYTES_MAX = 320 * 1_024;
