// SPDX-License-Identifier: Apache-2.0
// Of which number a look-up key is: what somebody types may be nine things, and the nine keys of it have this in common.

import { canonicalNumber, confusionFold } from './number-form.ts';

/** The number as the key has it. Undefined: a key of no number. */
export function numberInKey(key: string): string | undefined {
  return OF_A_NUMBER.test(key) ? key.slice(afterLastBar(key)) : undefined;
}

/** One form of what keys of one number have in them: it follows from the key alone, so that those of a question and of an alert agree. */
export function commonNumber(numberInKey: string): string {
  return confusionFold(canonicalNumber(numberInKey));
}

/** A number is short: from its end, a character after the other takes less time than a call out of JavaScript. */
function afterLastBar(key: string): number {
  let at = key.length;
  while (at > 0 && key.charCodeAt(at - 1) !== BAR) at -= 1;
  return at;
}

const BAR = 0x7c;
const OF_A_NUMBER = /^(?:td|doc|plate|vin|vin8|obj)~?\|/;
