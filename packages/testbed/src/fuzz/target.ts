// SPDX-License-Identifier: Apache-2.0
// What a fuzzer gives bytes to: a reader of outside bytes, inputs that it accepts, and the law that holds for whatever it is given.
import { assert } from '@iims/wire/assert';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';

export interface FuzzTarget {
  readonly name: string;
  /** Inputs that are accepted; mutations begin with them. */
  readonly seeds: readonly Uint8Array[];
  /** Texts that mean something to this reader, put into inputs here and there. */
  readonly words?: readonly string[];
  /**
   * Reads the input and returns when it is accepted. A refusal is an `IimsError`; anything else that is thrown is a finding,
   * and so is an input that is accepted against a law.
   */
  read(bytes: Uint8Array): void;
}

/** Reads one input. What comes back is not thrown as `FuzzFinding`: accepted, or refused with a code and in time. */
export function tryInput(target: FuzzTarget, bytes: Uint8Array): 'accepted' | 'refused' {
  const before = toHex(bytes.subarray(0, 64));
  const startedAt = performance.now();
  let outcome: 'accepted' | 'refused' = 'accepted';
  try {
    target.read(bytes);
  } catch (thrown) {
    if (!(thrown instanceof IimsError) || thrown.code === 'node.fault') throw new FuzzFinding(target, bytes, thrown);
    outcome = 'refused';
  }
  const elapsedMs = performance.now() - startedAt;
  if (elapsedMs > ONE_INPUT_MAX_MS) throw new FuzzFinding(target, bytes, `took ${Math.round(elapsedMs)} ms`);
  if (toHex(bytes.subarray(0, 64)) !== before) throw new FuzzFinding(target, bytes, 'the reader changed its input');
  return outcome;
}

/** An input that a reader does not bear. Its text is enough to try it again. */
export class FuzzFinding extends Error {
  override readonly name = 'FuzzFinding';
  readonly input: Uint8Array;

  constructor({ name }: FuzzTarget, input: Uint8Array, cause: unknown) {
    const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    const shown = toHex(input.subarray(0, SHOWN_BYTES_MAX));
    super(`${name}: ${what}\ninput of ${input.length} bytes: ${shown}`);
    this.input = input;
  }
}

/** For readers behind a seal or a signature: whoever has not the keys finds nothing that is accepted beside what was made with them. */
export function onlyAccepts(genuine: readonly Uint8Array[], bytes: Uint8Array): void {
  assert(
    genuine.some((one) => equalBytes(one, bytes)),
    'only what was sealed and signed is accepted',
  );
}

/** A shared machine stands still now and then; a reader that hangs does so for longer. */
export const ONE_INPUT_MAX_MS = 2_000;
const SHOWN_BYTES_MAX = 4_096;
