// SPDX-License-Identifier: Apache-2.0
// Programmer errors stop the process; expected faults are `IimsError`s instead.

/** Throws when an invariant of the code itself does not hold. Never used for input from outside. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new AssertionFailure(invariant);
}

/** Marks a branch that the types already exclude. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable value of type ${typeof value}`);
}

/** A mistake of this program, never of its input. It has no code: nobody is to handle it. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}
