// SPDX-License-Identifier: Apache-2.0
// What an import adds to every alert. It follows from when the import began alone, so that reading a file again gives the same alerts.
import type { ImportRow } from '../../store/register-imports.ts';
import type { ComposeSettings } from '../compose-alert.ts';
import { type ImportAbout, LIST_NAMES } from './import-about.ts';

export function composeSettings(
  node: { readonly state: string; readonly authority: string },
  { begunAt, about }: Pick<ImportRow, 'begunAt' | 'about'>,
): Omit<ComposeSettings, 'kind'> {
  const { format, idCode } = about as ImportAbout;
  const source = LIST_NAMES[format];
  return { ...settingsAt(node, idCode, begunAt), ...(source === undefined ? {} : { source }) };
}

/** What is added to alerts that are taken in at a time, ms since 1970. */
export function settingsAt(
  { state, authority }: { readonly state: string; readonly authority: string },
  idCode: string,
  atMs: number,
): Omit<ComposeSettings, 'kind' | 'source'> {
  return {
    state,
    authority,
    idCode,
    today: dayOf(atMs),
    reviewOn: dayOf(atMs + REVIEW_AFTER_MS),
    importedAt: atMs,
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

const REVIEW_AFTER_MS = 365 * 86_400_000;
