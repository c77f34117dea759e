// SPDX-License-Identifier: Apache-2.0
// A span of time in words: `3 min`, alone or within a text.
import type { ReactNode } from 'react';
import { ageBetween } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';

interface SpanProps {
  readonly ms: number;
  readonly within?: (span: string) => string;
}

export function Span({ ms, within = (span) => span }: SpanProps): ReactNode {
  const { t } = useWords();
  const { unit, count } = ageBetween(0, ms);
  return within(t(`span.${unit}`, { count }));
}
