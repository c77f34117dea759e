// SPDX-License-Identifier: Apache-2.0
// The small pictures of the header's switches; each stands in a button that says in words what it does.
import type { ReactNode } from 'react';

export type ToolPicture = 'light' | 'dark' | 'night' | 'sound-on' | 'sound-off' | 'sign-out';

export function ToolIcon({ picture }: { picture: ToolPicture }): ReactNode {
  return (
    <svg className="tool-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PICTURES[picture]}
    </svg>
  );
}

const SPEAKER = <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />;

const PICTURES: Readonly<Record<ToolPicture, ReactNode>> = {
  light: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4" />
    </>
  ),
  dark: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path className="tool-icon-solid" d="M12 4a8 8 0 0 1 0 16z" />
    </>
  ),
  night: <path d="M19 14.5A8 8 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z" />,
  'sound-on': (
    <>
      {SPEAKER}
      <path d="M15 9a4 4 0 0 1 0 6M17.5 6.5a8 8 0 0 1 0 11" />
    </>
  ),
  'sound-off': (
    <>
      {SPEAKER}
      <path d="M16 9.5l5 5M21 9.5l-5 5" />
    </>
  ),
  'sign-out': <path d="M14 5H6v14h8M10 12h11M17.5 8.5L21 12l-3.5 3.5" />,
};
