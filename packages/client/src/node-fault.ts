// SPDX-License-Identifier: Apache-2.0
// A fault that a node told, as it told it: its code may be one of a later catalogue than ours.

export interface ToldFault {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly rule?: string;
  readonly fix?: string;
}

export class NodeFault extends Error {
  override readonly name = 'NodeFault';
  readonly told: ToldFault;

  constructor(told: ToldFault) {
    super(told.message);
    this.told = told;
  }
}

/** The fault in `{"error":{code, message, field?, rule?, fix?}}`; undefined where there is none. */
export function readToldFault(json: unknown): ToldFault | undefined {
  const error = (json as { readonly error?: unknown } | null | undefined)?.error;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message } = error as Record<string, unknown>;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  const others = OPTIONAL.flatMap((name) => {
    const value = (error as Record<string, unknown>)[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { code, message, ...Object.fromEntries(others) };
}

const OPTIONAL = ['field', 'rule', 'fix'] as const;
