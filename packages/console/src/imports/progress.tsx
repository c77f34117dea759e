// SPDX-License-Identifier: Apache-2.0
// How far a piece of work is, as a bar and in words.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { Finding } from './import-state.ts';

export function Progress({ label, share }: { label: string; share: number | undefined }): ReactNode {
  return (
    <p className="import-progress">
      <span>
        {label}
        {share !== undefined && ` ${Math.floor(share * 100)}\u00a0%`}
      </span>
      <progress aria-label={label} max={1} {...(share === undefined ? {} : { value: share })} />
    </p>
  );
}

/** The register shows its list; what is awaited is that queries find everybody in it. */
export function FindingProgress({ finding: { done, of } }: { finding: Finding }): ReactNode {
  const { t } = useWords();
  const label =
    of === 0 ? t('imports.finding-soon') : t('imports.finding', { done: groupDigits(done), of: groupDigits(of) });
  return <Progress label={label} share={of === 0 ? undefined : done / of} />;
}
