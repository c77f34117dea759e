// SPDX-License-Identifier: Apache-2.0
// A refusal of the trust list in words: what it was, why it was refused, who brought it, how often and when.
import type { Words } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { REFUSAL_CODES } from './administrator-codes.ts';
import { momentText } from './moment-text.ts';
import { BY_HAND, type TrustRefusal } from './trust-refusals.ts';

/** `Document of Azerbaijan, version 1` */
export function refusedText({ t, state }: Words, { type, version, ...refusal }: TrustRefusal): string {
  const whose = state(refusal.state ?? '');
  const what =
    type === 'root'
      ? t('calendar.root')
      : type === 'state'
        ? t('refused.document', { state: whose })
        : type === 'attestation'
          ? t('refused.attestation', { state: whose })
          : t('refused.bundle');
  return version === undefined ? what : t('refused.version', { what, version });
}

/** Why, as a sentence; a code that has no words is shown as it is. */
export function reasonText({ t }: Words, code: string): string {
  const known = REFUSAL_CODES.find((one) => one === code) ?? (code.startsWith('json.') ? 'unreadable' : undefined);
  return known === undefined ? code : t(`refusal.${known}`);
}

export function bringerText({ t, state }: Words, by: string): string {
  return by === BY_HAND ? t('refused.by-hand') : state(by);
}

/** `64 different documents`, `1 064 times`, `last: 22 Nov 2026, 14:03`; of a single one the moment alone. */
export function howOftenTexts(words: Words, { documents, times, lastAt }: TrustRefusal): readonly string[] {
  const { t } = words;
  const time = momentText(words, lastAt);
  return [
    ...(documents > 1 ? [t('refused.documents', { count: documents, documents: groupDigits(documents) })] : []),
    ...(times > documents ? [t('refused.times', { count: times, times: groupDigits(times) })] : []),
    times > 1 ? t('refused.last', { time }) : time,
  ];
}
