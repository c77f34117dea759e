// SPDX-License-Identifier: Apache-2.0
// Loaded before the command: a device whose clock shows two minutes later.
const now = Date.now;
Date.now = () => now() + 120_000;
