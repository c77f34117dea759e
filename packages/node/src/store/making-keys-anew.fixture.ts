// SPDX-License-Identifier: Apache-2.0
// A process of its own that makes the keys of the store at argv[2] anew, and dies by a kill after argv[3] pieces, while the next is under way.

import { makeKeysAnew } from '../registers/import/make-keys-anew.ts';
import { TestSources } from './acceptance.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

const [, , path, pieces] = process.argv;
const store = await openSqliteStore({ path: path ?? '', reserveBytes: 4_096, ...new TestSources() });
let done = 0;
const pause = async (): Promise<void> => {
  done += 1;
  // The thread that writes has the next piece by then, and this one cannot have its answer yet.
  if (done === Number(pieces)) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
};
await makeKeysAnew(store, pause, () => false);
await store.close();
