// SPDX-License-Identifier: Apache-2.0
// Brings a list to a node in a process of its own, so that whoever measures queries meanwhile measures the node and not itself: 150 MB in
// memory and what sending them leaves behind stop a process for some hundred milliseconds. Hears which list, says `ready`,
// waits for a word, and says each step as it begins.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { callAs, type LoadTarget } from './load.ts';

export interface ListToBring {
  readonly operator: LoadTarget;
  readonly rows: number;
  /** Each round changes every row of the last one. */
  readonly round: number;
}

interface List {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  readonly sha256: string;
}

async function main(): Promise<void> {
  process.once('disconnect', () => process.exit());
  const [given] = (await once(process, 'message')) as [ListToBring];
  const list = makeList(given);
  say('ready');
  await once(process, 'message');
  await bringList(given.operator, list);
  process.disconnect();
}

async function bringList(operator: LoadTarget, { parts, bytes, sha256 }: List): Promise<void> {
  say('upload');
  const { importId } = (await callAs(operator, '/api/imports/begin', {
    register: 'bench',
    format: 'csv',
    kind: 'travel-document',
    files: [{ name: 'list', bytes }],
    sha256,
  })) as { importId: string };
  let offset = 0;
  for (const part of parts) {
    await callAs(operator, `/api/imports/part?importId=${importId}&offset=${offset}`, part);
    offset += part.length;
  }
  say('read');
  await callAs(operator, '/api/imports/preview', { importId });
  await settled(operator, importId, 'previewed');
  say('apply');
  await callAs(operator, '/api/imports/approve', { importId });
  await settled(operator, importId, 'applied');
}

async function settled(operator: LoadTarget, importId: string, standing: string): Promise<void> {
  for (;;) {
    const { imports } = (await callAs(operator, `/api/imports?importId=${importId}`)) as {
      imports: { standing: string; fault?: string; refusal?: object }[];
    };
    if (imports[0]!.standing === standing) return;
    if (imports[0]!.fault !== undefined || imports[0]!.refusal !== undefined)
      throw new Error(`the import ended: ${JSON.stringify(imports[0])}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function makeList(given: ListToBring): List {
  const sha = createHash('sha256');
  const parts: Uint8Array[] = [];
  for (const part of listParts(given)) {
    sha.update(part);
    parts.push(part);
  }
  return { parts, bytes: parts.reduce((sum, { length }) => sum + length, 0), sha256: sha.digest('hex') };
}

/** Lost passports that nobody has. */
function* listParts({ rows, round }: ListToBring): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = 'id,category,legalBasis,action,handling,number,issuingState,documentType,facts\n';
  for (let i = 1; i <= rows; i += 1) {
    text += `${i},lost,"Passport act, 12",keep-document,H1,X${String(i).padStart(8, '0')},UTO,passport,"[{""label"":""description"",""value"":""${round}""}]"\n`;
    if (text.length < PART_CHARACTERS && i < rows) continue;
    yield encoder.encode(text);
    text = '';
  }
}

function say(what: string): void {
  process.send!(what);
}

const POLL_MS = 250;
const PART_CHARACTERS = 200_000;

await main();
