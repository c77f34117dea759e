// SPDX-License-Identifier: Apache-2.0
// Every rule of the structure check is seen red: a small clean tree, one thing made wrong, exactly that problem found.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readTree } from './tidy/tree.ts';
import { problemsOf } from './tidy.ts';

const SPDX = '// SPDX-License-Identifier: Apache-2.0\n';

/** A house with one error code, one audit event and one permission, each listed, shown and used. */
const CLEAN: Readonly<Record<string, string>> = {
  'package.json': '{"devDependencies":{"fast-check":"1.0.0"}}',
  'packages/wire/package.json': '{"type":"module"}',
  'packages/tlog/package.json': '{"type":"module","dependencies":{"@iims/wire":"0.1.0"}}',
  'packages/tlog/src/leaf.ts': `${SPDX}import { lp } from '@iims/wire/bytes';\n`,
  'packages/node/package.json': '{"type":"module"}',
  'packages/wire/src/errors.ts': `${SPDX}export const ERRORS = { 'x.bad': { status: 400, actsNext: 'caller', retry: false } };\n`,
  'packages/wire/src/audit-events.ts': `${SPDX}export const AUDIT_EVENTS = ['x.done'];\n`,
  'packages/node/src/access/permissions.ts': `${SPDX}export const ROLES = ['officer', 'auditor'];\nexport const PERMISSIONS = { 'x.do': ['officer'] };\n`,
  'packages/node/src/query/ask.ts': `${SPDX}export function ask() {\n  authorise('x.do');\n  write({ event: 'x.done' });\n  throw new IimsError('x.bad', {});\n}\n`,
  'spec/README.md': '[a](errors.md) [b](audit-events.md) [c](permissions.md)\n',
  'spec/errors.md': '| `x.bad` | 400 | caller | no | Bad. |\n',
  'spec/audit-events.md': '| `x.done` | done | nothing |\n',
  'spec/permissions.md': '| `x.do` | yes | no | doing |\n',
};

/** The problems, as `rule path`, of the clean tree with these files put over it. */
async function problemsWith(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'iims-tidy-'));
  try {
    for (const [path, text] of Object.entries({ ...CLEAN, ...files })) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return (await problemsOf(readTree(root))).map(({ rule, path }) => `${rule} ${path}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Case {
  readonly title: string;
  readonly path: string;
  readonly code: string;
  /** Undefined: the code is fine. */
  readonly rule?: string;
}

const CASES: readonly Case[] = [
  // Directions.
  {
    title: 'a package imports from a lower level',
    path: 'packages/tlog/src/tree.ts',
    code: "import { lp } from '@iims/wire/bytes';",
  },
  {
    title: 'a package imports from a higher level',
    path: 'packages/crypto/src/sign.ts',
    code: "import type { Tree } from '@iims/tlog/tree';",
    rule: 'direction',
  },
  {
    title: 'a package imports from its own level',
    path: 'packages/exchange/src/fan-out.ts',
    code: "import { tree } from '@iims/tlog/tree';",
    rule: 'direction',
  },
  {
    title: 'a re-export goes up',
    path: 'packages/crypto/src/sign.ts',
    code: "export { tree } from '@iims/tlog/tree';",
    rule: 'direction',
  },
  {
    title: 'a dynamic import goes up',
    path: 'packages/crypto/src/sign.ts',
    code: "await import('@iims/tlog/tree');",
    rule: 'direction',
  },
  {
    title: 'a relative import leaves the package',
    path: 'packages/crypto/src/sign.ts',
    code: "import { x } from '../../wire/src/bytes.ts';",
    rule: 'direction',
  },
  {
    title: 'a package without a level is imported',
    path: 'packages/node/src/query/other.ts',
    code: "import { x } from '@iims/extra/thing';",
    rule: 'direction',
  },
  {
    title: 'a package that is not declared is imported',
    path: 'packages/wire/src/other.ts',
    code: "import { x } from 'left-pad/sub';",
    rule: 'direction',
  },
  {
    title: 'a test imports what is there for development',
    path: 'packages/wire/src/other.test.ts',
    code: "import fc from 'fast-check';",
  },
  {
    title: 'a folder of the node imports from the row above',
    path: 'packages/node/src/store/open.ts',
    code: "import { ask } from '../query/ask.ts';",
    rule: 'direction',
  },
  {
    title: 'a capability imports another without a listed edge',
    path: 'packages/node/src/audit/publish.ts',
    code: "import { ask } from '../query/ask.ts';",
    rule: 'direction',
  },
  {
    title: 'a folder of the node without a row imports',
    path: 'packages/node/src/extra/thing.ts',
    code: "import { ask } from '../query/ask.ts';",
    rule: 'direction',
  },
  {
    title: 'a folder imports a file that puts the node together',
    path: 'packages/node/src/query/other.ts',
    code: "import { start } from '../start-node.ts';",
    rule: 'direction',
  },
  {
    title: 'a file that puts the node together imports a capability',
    path: 'packages/node/src/start-node.ts',
    code: "import { ask } from './query/ask.ts';",
  },
  // Purity.
  { title: 'a core package reads the clock', path: 'packages/tlog/src/x.ts', code: 'Date.now();', rule: 'purity' },
  { title: 'a core package makes a date of now', path: 'packages/tlog/src/x.ts', code: 'new Date();', rule: 'purity' },
  { title: 'a core package makes a date of a given time', path: 'packages/tlog/src/x.ts', code: 'new Date(atMs);' },
  { title: 'a core package throws dice', path: 'packages/tlog/src/x.ts', code: 'Math.random();', rule: 'purity' },
  { title: 'a core package sets a timer', path: 'packages/tlog/src/x.ts', code: 'setTimeout(f, 1);', rule: 'purity' },
  { title: 'a core package fetches', path: 'packages/tlog/src/x.ts', code: 'await fetch(url);', rule: 'purity' },
  { title: 'a core package reads the process', path: 'packages/tlog/src/x.ts', code: 'process.env.X;', rule: 'purity' },
  {
    title: 'a core package opens a file',
    path: 'packages/tlog/src/x.ts',
    code: "import { readFileSync } from 'node:fs';",
    rule: 'purity',
  },
  {
    title: 'crypto imports node:crypto',
    path: 'packages/crypto/src/x.ts',
    code: "import { createHash } from 'node:crypto';",
  },
  {
    title: 'crypto draws its own randomness',
    path: 'packages/crypto/src/x.ts',
    code: "import { randomBytes } from 'node:crypto';",
    rule: 'purity',
  },
  { title: 'wire uses Buffer', path: 'packages/wire/src/x.ts', code: 'Buffer.from(text);', rule: 'purity' },
  {
    title: 'words in comments, strings and templates are not code',
    path: 'packages/tlog/src/x.ts',
    code: `/* Date.now() */ export const a = 'process.env'; // fetch(\nexport const b = \`setTimeout \${a} Math.random()\`;`,
  },
  {
    title: 'code inside a template is code',
    path: 'packages/tlog/src/x.ts',
    code: `export const b = \`at \${{ at: Date.now() }.at} ms\`;`,
    rule: 'purity',
  },
  {
    title: 'members and keys of these names are free',
    path: 'packages/tlog/src/x.ts',
    code: 'a.fetch({ process: 1 });',
  },
  {
    title: 'a test of the core reads its vectors',
    path: 'packages/tlog/src/x.test.ts',
    code: "import { readFileSync } from 'node:fs';",
  },
  {
    title: 'a file of the node that is not listed reads the clock',
    path: 'packages/node/src/query/x.ts',
    code: 'Date.now();',
    rule: 'purity',
  },
  {
    title: 'a file of the node that is not listed opens a socket',
    path: 'packages/node/src/query/x.ts',
    code: "import { connect } from 'node:net';",
    rule: 'purity',
  },
  {
    title: 'a file of the node reads an address and opens nothing',
    path: 'packages/node/src/query/x.ts',
    code: "import { isIPv4, type Socket } from 'node:net';",
  },
  {
    title: 'a file of the node that is listed touches what it is listed for',
    path: 'packages/node/src/config.ts',
    code: "import { readFileSync } from 'node:fs';",
  },
  {
    title: 'a file of the node is listed for what it does not touch',
    path: 'packages/node/src/config.ts',
    code: '',
    rule: 'purity',
  },
  // Algorithms.
  {
    title: 'a cipher is chosen outside crypto',
    path: 'packages/node/src/query/x.ts',
    code: "import { createCipheriv } from 'node:crypto';",
    rule: 'algorithm',
  },
  {
    title: 'a cipher is chosen in another file of crypto, under another name',
    path: 'packages/crypto/src/x.ts',
    code: "import { hash, createDecipheriv as open } from 'node:crypto';",
    rule: 'algorithm',
  },
  {
    title: 'a signature is made by the old interface',
    path: 'packages/crypto/src/primitives.ts',
    code: "import { createSign } from 'node:crypto';",
    rule: 'algorithm',
  },
  {
    title: 'all algorithms come under one name',
    path: 'packages/node/src/query/x.ts',
    code: "import * as crypto from 'node:crypto';",
    rule: 'algorithm',
  },
  {
    title: 'a hash and a type of a key are no choice',
    path: 'packages/node/src/query/x.ts',
    code: "import { hash, type KeyObject } from 'node:crypto';",
  },
  {
    title: 'what TLS accepts is said in a second place',
    path: 'packages/node/src/partner/x.ts',
    code: "export const tls = { ecdhCurve: 'X25519' };",
    rule: 'algorithm',
  },
  {
    title: 'what TLS accepts is said in its place',
    path: 'packages/node/src/partner/tls.ts',
    code: "export const tls = { ecdhCurve: 'X25519MLKEM768', minVersion: 'TLSv1.3' };",
  },
  {
    title: 'SQL stands outside the store',
    path: 'packages/node/src/query/x.ts',
    code: 'db.run(`SELECT a\nFROM b`);',
    rule: 'sql',
  },
  {
    title: 'SQL for the database of another stands with the sources',
    path: 'packages/node/src/registers/connectors/sources/x.ts',
    code: 'db.run(`SELECT a FROM b`);',
  },
  {
    title: 'SQL stands with connectors outside their sources',
    path: 'packages/node/src/registers/connectors/x.ts',
    code: 'db.run(`SELECT a FROM b`);',
    rule: 'sql',
  },
  { title: 'SQL stands in the store', path: 'packages/node/src/store/x.ts', code: 'db.run(`SELECT a FROM b`);' },
  {
    title: 'a database is opened outside the store',
    path: 'packages/testbed/src/x.ts',
    code: "import { DatabaseSync } from 'node:sqlite';",
    rule: 'sql',
  },
  // Hygiene.
  {
    title: 'a plain error is thrown',
    path: 'packages/tlog/src/x.ts',
    code: "throw new Error('no');",
    rule: 'throw',
  },
  { title: 'a name says nothing', path: 'packages/tlog/src/tree-helper.ts', code: '', rule: 'name' },
  { title: 'a folder says nothing', path: 'packages/tlog/src/utils/tree.ts', code: '', rule: 'name' },
  { title: 'a barrel', path: 'packages/tlog/src/index.ts', code: '', rule: 'name' },
  { title: 'a name in capitals', path: 'packages/tlog/src/merkleTree.ts', code: '', rule: 'name' },
  {
    title: 'a path of one machine',
    path: 'packages/tlog/src/x.ts',
    code: `export const a = '${['', 'home', 'someone', 'a'].join('/')}';`,
    rule: 'trace',
  },
  {
    title: 'the host of a registry',
    path: 'packages/tlog/src/x.ts',
    code: `// ${['registry', 'example', 'org'].join('.')}`,
    rule: 'trace',
  },
  {
    title: 'a test that leaves the others out',
    path: 'packages/tlog/src/x.test.ts',
    code: "test.only('a', () => {});",
    rule: 'test',
  },
  // Catalogues.
  {
    title: 'a fault with a code that is not listed',
    path: 'packages/tlog/src/x.ts',
    code: "throw new IimsError('x.other', {});",
    rule: 'error-codes',
  },
  {
    title: 'an entry with an event that is not listed',
    path: 'packages/node/src/query/x.ts',
    code: "write({ event: 'x.other' });",
    rule: 'audit-events',
  },
];

test('a clean tree has no problem', async () => {
  assert.deepEqual(await problemsWith({}), []);
});

for (const { title, path, code, rule } of CASES) {
  test(`${title}: ${rule ?? 'allowed'}`, async () => {
    const found = await problemsWith({ [path]: `${SPDX}${code}\n` });
    const expected = rule === undefined ? [] : [`${rule} ${path}`];
    assert.deepEqual(found, expected);
  });
}

test('a file of the node calls out or listens through a library', async () => {
  const path = 'packages/node/src/query/x.ts';
  for (const [library, clause] of [
    ['undici', '{ type Dispatcher, Pool }'],
    ['fastify', 'Fastify, { type FastifyInstance }'],
  ]) {
    const declared = `{"type":"module","dependencies":{"${library}":"1.0.0"}}`;
    const files = { 'packages/node/package.json': declared, [path]: `${SPDX}import ${clause} from '${library}';\n` };
    assert.deepEqual(await problemsWith(files), [`purity ${path}`]);
  }
});

test('a package that is declared is imported nowhere', async () => {
  assert.deepEqual(await problemsWith({ 'packages/tlog/src/leaf.ts': SPDX }), ['direction packages/tlog/package.json']);
});

test('a page leads to files that exist', async () => {
  const page = 'See [errors](spec/errors.md#a), [a site](https://example.org/x) and `packages/wire/src/errors.ts`.\n';
  assert.deepEqual(await problemsWith({ 'README.md': page }), []);
  assert.deepEqual(await problemsWith({ 'README.md': 'See [that](spec/that.md).\n' }), ['link README.md']);
  assert.deepEqual(await problemsWith({ 'a.md': 'In `packages/wire/src/that.ts`.\n' }), ['link a.md']);
});

test('a comment names a page that exists', async () => {
  const path = 'packages/wire/src/x.ts';
  assert.deepEqual(await problemsWith({ [path]: `${SPDX}// See spec/errors.md, 3.\n` }), []);
  assert.deepEqual(await problemsWith({ [path]: `${SPDX}// See spec/that.md.\n` }), [`link ${path}`]);
});

test('a page of the contract that its list does not name', async () => {
  assert.deepEqual(await problemsWith({ 'spec/more.md': 'More.\n' }), ['link spec/more.md']);
});

test('a file without its licence line', async () => {
  assert.deepEqual(await problemsWith({ 'tools/x.ts': 'export const a = 1;\n' }), ['licence tools/x.ts']);
});

test('the licence line may follow the line that names the interpreter', async () => {
  assert.deepEqual(await problemsWith({ 'tools/x.js': `#!/usr/bin/env node\n${SPDX}` }), []);
});

test('two files that import each other make a cycle; a type import does not', async () => {
  const a = `${SPDX}import { b } from './b.ts';\n`;
  const path = 'packages/wire/src/';
  assert.deepEqual(
    await problemsWith({ [`${path}a.ts`]: a, [`${path}b.ts`]: `${SPDX}import { a } from './a.ts';\n` }),
    [`cycle ${path}a.ts`],
  );
  assert.deepEqual(
    await problemsWith({ [`${path}a.ts`]: a, [`${path}b.ts`]: `${SPDX}import type { A } from './a.ts';\n` }),
    [],
  );
});

const ASK = 'packages/node/src/query/ask.ts';
const CATALOGUES = [
  { rule: 'error-codes', code: 'packages/wire/src/errors.ts', page: 'spec/errors.md', name: 'x.bad' },
  { rule: 'audit-events', code: 'packages/wire/src/audit-events.ts', page: 'spec/audit-events.md', name: 'x.done' },
  { rule: 'permissions', code: 'packages/node/src/access/permissions.ts', page: 'spec/permissions.md', name: 'x.do' },
];

for (const { rule, code, page, name } of CATALOGUES) {
  test(`${rule}: listed but used nowhere`, async () => {
    const found = await problemsWith({ [ASK]: CLEAN[ASK]!.replace(name, 'x.unlisted') });
    assert.ok(found.includes(`${rule} ${code}`), found.join('\n'));
  });

  test(`${rule}: listed but not on its page`, async () => {
    const found = await problemsWith({ [page]: '' });
    assert.ok(found.includes(`${rule} ${page}`), found.join('\n'));
  });

  test(`${rule}: on its page but not listed`, async () => {
    const found = await problemsWith({ [page]: `${CLEAN[page]}${CLEAN[page]!.replace(name, 'x.more')}` });
    assert.deepEqual(found, [`${rule} ${page}`]);
  });
}

for (const [cell, other] of [
  ['400', '404'],
  ['caller', 'partner'],
  ['no', 'yes'],
] as const) {
  test(`error-codes: the page says ${other}, the catalogue ${cell}`, async () => {
    const page = CLEAN['spec/errors.md']!.replace(` ${cell} |`, ` ${other} |`);
    assert.deepEqual(await problemsWith({ 'spec/errors.md': page }), ['error-codes spec/errors.md']);
  });
}

test('permissions: the page gives a role what the catalogue does not', async () => {
  const page = '| `x.do` | yes | yes | doing |\n';
  assert.deepEqual(await problemsWith({ 'spec/permissions.md': page }), ['permissions spec/permissions.md']);
});
