// SPDX-License-Identifier: Apache-2.0
// A key id as people and commands write it (spec/keys.md, 2); of a TLS key its pin.

export const KEY_ID = /^[0-9a-f]{64}$/;
/** Says the rule where one is wrong. */
export const KEY_ID_RULE =
  'a key id: 64 digits 0-9 and a-f, for example 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
