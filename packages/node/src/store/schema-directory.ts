// SPDX-License-Identifier: Apache-2.0
// The step of the schema by which directories and communication checks are found among the messages.

/** Partial, so that all other messages cost nothing. */
export const DIRECTORY_MESSAGES = [
  `create index message_of_directory on message (kind, state, message_no)
     where kind = 'directory' or kind = 'communication-check'`,
];
