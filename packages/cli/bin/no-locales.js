// SPDX-License-Identifier: Apache-2.0
// Stands in a node for zod's words in all its languages (strip-types-once.js).
export {};
