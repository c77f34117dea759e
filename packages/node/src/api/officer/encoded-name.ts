// SPDX-License-Identifier: Apache-2.0
// The name of a file in a header of an answer.

/** RFC 8187: nothing of a name but letters, digits and what that leaves plain. */
export function encodedName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(/['()*!~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
