// SPDX-License-Identifier: Apache-2.0
// Dangers, strong and before all else that is said of a hit.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

export function CautionsList({ cautions }: { cautions: readonly string[] }): ReactNode {
  const words = useWords();
  if (cautions.length === 0) return null;
  return (
    <ul className="cautions" aria-label={words.t('hit.cautions')}>
      {cautions.map((caution) => (
        <li key={caution}>{words.code('caution', caution)}</li>
      ))}
    </ul>
  );
}
