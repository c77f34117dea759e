// SPDX-License-Identifier: Apache-2.0
// The step of the schema by which a positive register tells of which types of document it holds any, and so what it cannot hold.

/** What was loaded before has not been counted: it may hold any type of its kind, until its next list. */
export const HELD_TYPES: readonly string[] = [
  "alter table positive_register add column held_types text not null default '*'",
  "alter table register_generation add column held_types text not null default '*'",
];
