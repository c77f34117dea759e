// SPDX-License-Identifier: Apache-2.0
// The shapes that tell verdicts apart without colour. The octagon is for a hit alone.
import type { VerdictWord } from '@iims/wire/verdict';
import type { ReactNode } from 'react';

export type MarkShape = VerdictWord | 'asking' | 'failed';

/** Decoration beside words that say the same; drawn in the text's colour, holes in `--hole`. */
export function Mark({ shape }: { shape: MarkShape }): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 84 84" aria-hidden="true" focusable="false">
      {SHAPES[shape]}
    </svg>
  );
}

const SHAPES: Readonly<Record<MarkShape, ReactNode>> = {
  hit: (
    <>
      <path className="mark-solid" d="M25 0h34l25 25v34L59 84H25L0 59V25z" />
      <path className="mark-hole" d="M37 17h10l-2 33h-6z" />
      <circle className="mark-hole" cx="42" cy="62" r="6" />
    </>
  ),
  compare: (
    <g className="mark-line">
      <circle cx="30" cy="42" r="26" />
      <circle cx="54" cy="42" r="26" />
    </g>
  ),
  'no-hit': (
    <g className="mark-line">
      <circle cx="42" cy="42" r="38" />
      <path d="M25 43l12 13 23-27" />
    </g>
  ),
  incomplete: (
    <g className="mark-line">
      <circle className="mark-dashed" cx="42" cy="42" r="38" />
      <path d="M30 33c0-16 24-16 24-1 0 10-12 10-12 20" />
      <path d="M42 63v1" />
    </g>
  ),
  refused: (
    <g className="mark-line">
      <circle cx="42" cy="42" r="38" />
      <path d="M24 42h36" />
    </g>
  ),
  asking: (
    <g className="mark-solid">
      <circle cx="18" cy="42" r="7" />
      <circle cx="42" cy="42" r="7" />
      <circle cx="66" cy="42" r="7" />
    </g>
  ),
  failed: (
    <g className="mark-line">
      <circle cx="42" cy="42" r="38" />
      <path d="M29 29l26 26M55 29L29 55" />
    </g>
  ),
};
