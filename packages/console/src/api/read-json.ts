// SPDX-License-Identifier: Apache-2.0
// Reads members of JSON that came from the node: a value of the wrong type counts as absent, never as something else.

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textsOf(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The members of an array that `read` understands; the others are left out. */
export function listOf<T>(object: JsonObject, key: string, read: (item: JsonObject) => T | undefined): readonly T[] {
  const value = object[key];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const itemObject = asObject(item);
    const one = itemObject === undefined ? undefined : read(itemObject);
    return one === undefined ? [] : [one];
  });
}

/** The value if it is one of `allowed`. */
export function oneOf<T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value);
}
