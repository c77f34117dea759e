// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HOOK = new URL('../bin/strip-types-once.js', import.meta.url).href;
const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'iims-stripped-'));
const file = join(folder, 'says.ts');
const kept = fileURLToPath(
  new URL(`../../../node_modules/.cache/iims-stripped/${sha256(pathToFileURL(file).href)}.js`, import.meta.url),
);

after(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(kept, { force: true });
});

test('what is kept is read, until the file is another or what is kept is not whole', () => {
  writeFileSync(file, "const said: string = 'one';\nconsole.log(said);\n");
  assert.equal(run().stdout, 'one\n');
  const whole = readFileSync(kept, 'utf8');
  // What says of itself that it is whole, and is what was kept of this file.
  const [, body, head] = /^(.*)(\n\/\/ v\S+ [0-9a-f]{64} )[0-9a-f]{64}\n$/s.exec(whole)!;
  const other = body!.replace("'one'", "'kept'");
  writeFileSync(kept, `${other}${head}${sha256(other)}\n`);
  assert.equal(run().stdout, 'kept\n');
  truncateSync(kept, 20);
  assert.equal(run().stdout, 'one\n');
  // The end without the middle.
  writeFileSync(kept, whole.replace("'one'", "'bad'"));
  assert.equal(run().stdout, 'one\n');
  writeFileSync(file, "const said: string = 'two';\nconsole.log(said);\n");
  assert.equal(run().stdout, 'two\n');
});

test('what a process that was killed was writing goes, and that of one that runs stays', () => {
  const dead = spawnSync(process.execPath, ['--version']).pid;
  const [left, going] = [`${kept}.${dead}-0`, `${kept}.${process.pid}-0`];
  writeFileSync(left, 'half');
  writeFileSync(going, 'half');
  writeFileSync(file, "console.log('three' as string);\n");
  assert.equal(run().stdout, 'three\n');
  assert.deepEqual([existsSync(left), existsSync(going)], [false, true]);
  rmSync(going);
});

test('a fault names its line in the file, stripped now or before', () => {
  writeFileSync(file, "interface Unused {\n  readonly a: string;\n}\n\nthrow new Error('here');\n");
  assert.match(run().stderr, /says\.ts:5/);
  assert.match(run().stderr, /says\.ts:5/);
});

test('what is kept has no comments, and whatever only looks like one stays', () => {
  const templates = 'const text = `\n// one\n`;\nconst other = "\\\n// two";\nconsole.log(text + other);\n';
  writeFileSync(
    file,
    `/**\n * Of one thing.\n */\nconst one = 1; // beside it\n  // Of another.\nconsole.log(one as number);\n`,
  );
  assert.equal(run().stdout, '1\n');
  assert.doesNotMatch(readFileSync(kept, 'utf8'), /Of one thing|Of another/);
  writeFileSync(file, templates);
  assert.equal(run().stdout, '\n// one\n// two\n');
});

test('our own imports are found where the packages say, and a missing one is named', () => {
  for (const name of readdirSync(PACKAGES)) {
    const { exports } = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8')) as { exports: unknown };
    assert.deepEqual(exports, { './*': './src/*.ts' }, name);
  }
  const missing = runText("await import('@iims/wire/no-such-file')");
  assert.match(missing.stderr, /wire\/src\/no-such-file\.ts/);
});

test("zod's words in languages that nobody reads are not loaded", () => {
  const text = "import { z } from 'zod'; console.log(Object.keys(z.locales).length, z.int().safeParse('a').success);";
  assert.equal(runText(text).stdout, '0 false\n');
});

function runText(text: string) {
  // From a file of the packages, whose imports alone the hook resolves.
  return spawnSync(process.execPath, [`--import=${HOOK}`, '--input-type=module', '-e', text], {
    encoding: 'utf8',
    cwd: join(PACKAGES, 'cli'),
  });
}

function run() {
  return spawnSync(process.execPath, [`--import=${HOOK}`, file], { encoding: 'utf8' });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
