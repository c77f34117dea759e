// SPDX-License-Identifier: Apache-2.0
// What a person chose for this screen: theme, sound, single keys, language. Kept in the browser, never personal data.
import { useSyncExternalStore } from 'react';

export const THEMES = ['light', 'dark', 'night'] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  readonly theme: Theme;
  readonly soundOn: boolean;
  readonly singleKeysOn: boolean;
  readonly language?: string;
}

const STORAGE_KEY = 'iims.settings';

let settings: Settings = readSettings(storedText(), prefersDark());
const listeners = new Set<() => void>();

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, currentSettings);
}

export function currentSettings(): Settings {
  return settings;
}

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // A browser that stores nothing still works; the choice ends with the page.
  }
  showTheme();
  for (const listener of listeners) listener();
}

/** Puts the theme on the page; before the first call the page is black, so that night never flashes white. */
export function showTheme(): void {
  document.documentElement.dataset.theme = settings.theme;
}

export function themeAfter(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'light';
}

/** Settings from their stored text; whatever is missing or strange there takes its default. */
export function readSettings(stored: string | null, dark: boolean): Settings {
  const values = parseObject(stored);
  const theme = THEMES.find((one) => one === values.theme) ?? (dark ? 'dark' : 'light');
  return {
    theme,
    soundOn: values.soundOn !== false,
    singleKeysOn: values.singleKeysOn !== false,
    ...(typeof values.language === 'string' ? { language: values.language } : {}),
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function storedText(): string | null {
  try {
    return globalThis.localStorage?.getItem(STORAGE_KEY) ?? null;
  } catch {
    return null;
  }
}

function prefersDark(): boolean {
  return globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false;
}
