// SPDX-License-Identifier: Apache-2.0
// Loaded before anything of a node, in each of its threads (`node --import`): its clock of the day is ahead by so many milliseconds
// as the environment says. What a node measures, it measures as ever.
export const AHEAD_VARIABLE = 'IIMS_TEST_CLOCK_AHEAD_MS';

const aheadMs = Number(process.env[AHEAD_VARIABLE] ?? '0');
if (aheadMs !== 0) {
  const now = Date.now.bind(Date);
  Date.now = () => now() + aheadMs;
}
