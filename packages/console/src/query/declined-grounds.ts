// SPDX-License-Identifier: Apache-2.0
// Why a bureau does not have a hit confirmed (spec/ask-to-confirm.md, 7).

export const DECLINED_GROUNDS = ['already-asked', 'asked-by-telephone', 'not-the-same'] as const;
export type DeclinedGround = (typeof DECLINED_GROUNDS)[number];
