// SPDX-License-Identifier: Apache-2.0
// The pages of the console, who may open which, and which one the address names. A page of another role is not there.
import { useSyncExternalStore } from 'react';

/** Each page's name in the address (`#log`) and the permission that opens it, the first page of a person first. */
const PERMISSION_OF_PAGE = {
  query: 'query.ask',
  manifest: 'query.ask',
  desk: 'message.read',
  notices: 'notice.read',
  alerts: 'alert.read',
  log: 'log.read-entries',
  node: 'keys.read',
  connectors: 'connector.read',
  imports: 'register.import',
  packs: 'pack.read',
  // Everybody reads it, and it is nobody's first.
  contacts: 'directory.read',
} as const;

export type PageName = keyof typeof PERMISSION_OF_PAGE;

export const PAGE_NAMES = Object.keys(PERMISSION_OF_PAGE) as PageName[];

/** The pages that a person may open, in the order of the links in the header. */
export function pagesFor(permissions: readonly string[]): readonly PageName[] {
  return PAGE_NAMES.filter((page) => permissions.includes(PERMISSION_OF_PAGE[page]));
}

/** The page that the address names, else the first. Undefined where a person has no page at all. */
export function pageIn(hash: string, pages: readonly PageName[]): PageName | undefined {
  return pages.find((page) => hash === `#${page}`) ?? pages[0];
}

/** The page on the screen, of those given; follows the address. */
export function usePage(pages: readonly PageName[]): PageName | undefined {
  const hash = useSyncExternalStore(followAddress, () => location.hash);
  return pageIn(hash, pages);
}

function followAddress(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}
