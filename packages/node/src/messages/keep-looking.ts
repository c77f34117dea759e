// SPDX-License-Identifier: Apache-2.0
// Looks at once and then again and again for something that has become due: what is written down and the time decide, no timer does.
import { IimsError } from '@iims/wire/errors';

/** Resolves after the first look. One look begins when the one before has ended; after `stop` resolves there is none. */
export async function keepLooking(act: () => Promise<void>, everyMs: number): Promise<{ stop(): Promise<void> }> {
  const look = () =>
    act().catch((fault) => {
      // A busy or full store, or keys that are out of reach, are asked again with the next look.
      if (!(fault instanceof IimsError)) throw fault;
    });
  let looking = look();
  await looking;
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return looking;
    },
  };
}
