// SPDX-License-Identifier: Apache-2.0
// A process of its own that imports a list and tells each step on stdout; a test kills it wherever it likes.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { utf8 } from '@iims/wire/bytes';
import { until } from '@iims/wire/until.fixture';
import { systemClock, systemRandom } from '../../clock.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { documentList, REGISTER } from './document-list.fixture.ts';
import { Imports } from './imports.ts';

const [folder, count, version] = process.argv.slice(2) as [string, string, string];
const atRest = new Uint8Array(32);
const path = join(folder, 'iims.db');
const store = await openSqliteStore({ path, atRest, now: systemClock.now, random: systemRandom });
const imports = await Imports.open({
  store,
  folder: join(folder, 'imports'),
  database: { path, atRest },
  state: 'GEO',
  authority: 'Border Guard',
  secondPerson: 'none',
  queries: new QueriesUnderWay(),
  clock: systemClock,
  random: systemRandom,
});
const tell = (step: string): void => void process.stdout.write(`${step}\n`);

const going = (await imports.list()).find(({ standing }) => standing === 'applying' || standing === 'previewed');
const importId = going?.importId ?? (await bring());
if ((await imports.status(importId)).standing === 'previewed') await imports.approve(importId, 'test');
tell('approved');
await untilIs(importId, 'applied');
tell('applied');
await imports.stop();
await store.close();

async function bring(): Promise<string> {
  const content = utf8(documentList(Number(count), version));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const files = [{ name: 'list', bytes: content.length }];
  const begun = await imports.begin('test', { register: REGISTER, format: 'jsonl', files, sha256 });
  await imports.take(begun.importId, 0, content);
  tell('received');
  await imports.preview(begun.importId, 'test');
  await untilIs(begun.importId, 'previewed');
  tell('previewed');
  return begun.importId;
}

function untilIs(id: string, standing: string): Promise<unknown> {
  return until(async () => (await imports.status(id)).standing === standing, `the import is ${standing}`);
}
