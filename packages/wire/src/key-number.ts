// SPDX-License-Identifier: Apache-2.0
// Of which number a look-up key is: what somebody types may be nine things, and the nine keys of it have this in common.

import { canonicalNumber, confusionFold } from './number-form.ts';

/** The number as the key has it. Undefined: a key of no number. */
export function numberInKey(key: string): string | undefined {
  return OF_A_NUMBER.test(key) ? key.slice(key.lastIndexOf('|') + 1) : undefined;
}

/** One form of what keys of one number have in them: it follows from the key alone, so that those of a question and of an alert agree. */
export function commonNumber(numberInKey: string): string {
  return confusionFold(canonicalNumber(numberInKey));
}

const OF_A_NUMBER = /^(?:td|doc|plate|vin|vin8|obj)~?\|/;
