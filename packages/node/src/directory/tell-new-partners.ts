// SPDX-License-Identifier: Apache-2.0
// Sees to it that every partner has the own State's newest directory, also those that joined or came back later (spec/directory.md, 4).
import { IimsError } from '@iims/wire/errors';
import { latestDirectory } from '../store/directory-messages.ts';
import { deliveriesOf } from '../store/outbox.ts';
import { type DirectoryKeeping, sendDirectory } from './keep-own-directory.ts';
import { readDirectory } from './read-directory.ts';

/** Sends the newest own directory again where a partner is not among its recipients. Resolves to whether it was sent. */
export async function tellNewPartners(keeping: DirectoryKeeping): Promise<boolean> {
  const { own, reader, reachable } = keeping;
  const row = await latestDirectory(reader, own);
  const directory = row && (await readDirectory(reader, own));
  if (row === undefined || directory === undefined) return false;
  const told = new Set((await deliveriesOf(reader, row.id)).map(({ state }) => state));
  if (reachable().every((state) => told.has(state))) return false;
  await sendDirectory(keeping, directory, 'node');
  return true;
}

/** At once, and then every day, until `stop`. */
export function keepPartnersTold(keeping: DirectoryKeeping, onFault: (fault: unknown) => void): { stop(): void } {
  const tell = () =>
    tellNewPartners(keeping).catch((fault) => {
      // A busy or full store, or keys that are away, take it tomorrow.
      if (!(fault instanceof IimsError)) onFault(fault);
    });
  void tell();
  const telling = setInterval(() => void tell(), TELL_EVERY_MS);
  return { stop: () => clearInterval(telling) };
}

const TELL_EVERY_MS = 86_400_000;
