// SPDX-License-Identifier: Apache-2.0
// A place inside JSON by its path: `holder.name`, `papers.0.number`. Of an object only what is its own is found.
import type { JsonValue } from '@iims/wire/strict-json';

export function valueAt(root: JsonValue, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value)
      ? value[/^[0-9]{1,6}$/.test(step) ? Number(step) : -1]
      : Object.hasOwn(value, step)
        ? (value as Readonly<Record<string, JsonValue>>)[step]
        : undefined;
  }
  return value;
}

/** As a cell of a file would say it; empty for what is not there. */
export function cellText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
