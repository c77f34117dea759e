// SPDX-License-Identifier: Apache-2.0
// The small shapes that tell good, doubtful and bad apart without colour. Decoration: words beside them say the same.
import type { ReactNode } from 'react';
import './status-mark.css';

export type Status = 'good' | 'warning' | 'bad' | 'later' | 'none';

export function StatusMark({ status }: { status: Status }): ReactNode {
  return (
    <svg className={`status-mark status-${status}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {SHAPES[status]}
    </svg>
  );
}

const SHAPES: Readonly<Record<Status, ReactNode>> = {
  good: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M8 12.5l3 3 5.5-6.5" />
    </>
  ),
  warning: (
    <>
      <path d="M12 3.5l9.5 16.5h-19z" />
      <path d="M12 10v4.5M12 17v.3" />
    </>
  ),
  bad: (
    <>
      <rect x="3.5" y="3.5" width="17" height="17" rx="2" />
      <path d="M8.5 8.5l7 7M15.5 8.5l-7 7" />
    </>
  ),
  later: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.5 2" />
    </>
  ),
  none: (
    <>
      <circle className="status-dashed" cx="12" cy="12" r="9" />
      <path d="M8.5 12h7" />
    </>
  ),
};
