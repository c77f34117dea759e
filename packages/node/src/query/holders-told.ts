// SPDX-License-Identifier: Apache-2.0
// What an entry says of the holders of vehicles that an answer tells: how many and from which registers, never whom
// (spec/vehicle-registration.md, 9).
import type { Answer } from '@iims/wire/query';

/** The register of each holder that is told; nothing where none is. */
export function holdersTold({ issued = [] }: Pick<Answer, 'issued'>): { holders?: readonly string[] } {
  const holders = issued.flatMap(({ holder, register }) => (holder === undefined ? [] : [register]));
  return holders.length === 0 ? {} : { holders };
}
