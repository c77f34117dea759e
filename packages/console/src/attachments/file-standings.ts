// SPDX-License-Identifier: Apache-2.0
// How a file that goes beside a message may stand here, and an own one at each State that it was sent to (spec/attachment.md).
export const FILE_STANDINGS = ['kept', 'awaited', 'whole', 'damaged', 'not-fetched', 'ended'] as const;
export const FILE_DELIVERY_STANDINGS = ['awaited', 'fetching', 'whole', 'damaged', 'not-fetched', 'recalled'] as const;
