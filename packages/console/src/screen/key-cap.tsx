// SPDX-License-Identifier: Apache-2.0
// The name of a key, shown beside what it does.
import type { ReactNode } from 'react';

export function KeyCap({ children }: { children: string }): ReactNode {
  return (
    <span className="key" aria-hidden="true" dir="ltr">
      {children}
    </span>
  );
}
