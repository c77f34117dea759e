// SPDX-License-Identifier: Apache-2.0
// Long numbers in groups of three, with a narrow space that never breaks: the same in all six languages.

export function groupDigits(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
