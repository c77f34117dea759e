// SPDX-License-Identifier: Apache-2.0
// A token's library. PKCS#11 initialises it once for the whole process, so that all who use it share it here.
import { existsSync } from 'node:fs';
import { withoutModule } from './faults.ts';
import { type Native, pkcs11 } from './native.ts';

export class Library {
  readonly native: Native;
  /** Counts initialisations: handles of an earlier one are void. */
  #generation = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #users = 0;

  constructor(native: Native) {
    this.native = native;
  }

  get generation(): number {
    return this.#generation;
  }

  begin(): void {
    this.#users += 1;
    if (this.#users === 1) this.#initialise();
  }

  end(): void {
    this.#users -= 1;
    if (this.#users === 0) finalize(this.native);
  }

  /** A library sees a token that was put back only when it is initialised anew. False when that was done a moment ago. */
  renew(nowMs: number): boolean {
    if (nowMs - this.#renewedAt < RENEW_AFTER_MS) return false;
    this.#renewedAt = nowMs;
    this.#initialise();
    return true;
  }

  #initialise(): void {
    finalize(this.native);
    this.#generation += 1;
    this.native.C_Initialize();
  }
}

/** @throws IimsError `keys.token-module` */
export function libraryAt(module: string): Library {
  const known = libraries.get(module);
  if (known) return known;
  const native = new pkcs11.PKCS11();
  try {
    if (!existsSync(module)) throw new Error('there is no such file');
    native.load(module);
  } catch (cause) {
    throw withoutModule(cause);
  }
  const library = new Library(native);
  libraries.set(module, library);
  return library;
}

function finalize(native: Native): void {
  try {
    native.C_Finalize();
  } catch {
    // It was not initialised, or the token is gone: either way nothing is left to end.
  }
}

const libraries = new Map<string, Library>();
/** An attempt may take as long as a token takes to answer; everything else in the process waits meanwhile. */
const RENEW_AFTER_MS = 1_000;
