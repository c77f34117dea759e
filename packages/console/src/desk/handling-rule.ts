// SPDX-License-Identifier: Apache-2.0
// The rule of a handling that stands against an act, in words, with its code as colleagues abroad know it (spec/handling.md, 9).
import { HANDLING_RULES } from '@iims/wire/handling';
import type { Words } from '../language/use-words.ts';

/** A rule of a later release is shown as its code. */
export function ruleText(t: Words['t'], rule: string | undefined): string {
  if (rule === undefined) return '';
  return (HANDLING_RULES as readonly string[]).includes(rule) ? t(`handling-rule.${rule}`) : rule;
}
