// SPDX-License-Identifier: Apache-2.0
// How far a piece of work is, as a bar and in words.
import type { ReactNode } from 'react';

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
