// SPDX-License-Identifier: Apache-2.0
// Reads the repository once for all rules: every text file, and the tokens and imports of every source file.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { type Token, tokenize } from './tokens.ts';

export interface Import {
  /** As written: `./bytes.ts`, `@iims/wire/bytes`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** The names in its braces that are there at run time; empty for whole modules. */
  readonly names: readonly string[];
  /** All of a module is there at run time, under one name or none: `import x from`, `import * as x from`, `import('…')`. */
  readonly whole: boolean;
  /** `import type` and `export type`: erased before the code runs. */
  readonly typeOnly: boolean;
  /** The file of this repository it names, as a path from the root. */
  readonly target: string | undefined;
  readonly line: number;
}

export interface Source {
  /** Path from the root of the repository. */
  readonly path: string;
  /** `packages/<name>` for files of a package, otherwise undefined. */
  readonly packageName: string | undefined;
  /** A test, or a `.fixture.ts` that only tests use. */
  readonly isTest: boolean;
  readonly tokens: readonly Token[];
  readonly imports: readonly Import[];
}

export interface Tree {
  readonly root: string;
  /** Text of every file that people write, by path from the root. */
  readonly texts: ReadonlyMap<string, string>;
  readonly sources: readonly Source[];
}

export interface Problem {
  readonly rule: string;
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

/** Reads all files below the root, except what is installed, built, or test data. */
export function readTree(root: string): Tree {
  const texts = new Map<string, string>();
  for (const path of listFiles(root, '')) texts.set(path, readFileSync(join(root, path), 'utf8'));
  const sources = [...texts].filter(([path]) => SOURCE.test(path)).map(([path, text]) => readSource(path, text));
  return { root, texts, sources };
}

const SOURCE = /\.(ts|tsx|js)$/;
const TEXT = /\.(ts|tsx|js|json|md|css|html|yml|sh|svg)$|^\.ci\/run$/;
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.git', 'coverage', 'demo-data', 'vectors']);

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : listFiles(root, path);
    return entry.isFile() && TEXT.test(path) ? [path] : [];
  });
}

function readSource(path: string, text: string): Source {
  const tokens = tokenize(text);
  const packageName = /^packages\/([^/]+)\//.exec(path)?.[1];
  return {
    path,
    packageName,
    isTest: /\.(test|fixture)\.tsx?$/.test(basename(path)),
    tokens,
    imports: importsOf(path, tokens),
  };
}

function importsOf(path: string, tokens: readonly Token[]): Import[] {
  const imports: Import[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || (token.text !== 'import' && token.text !== 'export')) continue;
    if (tokens[index - 1]?.text === '.') continue;
    const specifier = specifierAfter(tokens, index);
    if (specifier === undefined) continue;
    const next = tokens[index + 1]!;
    const typeOnly = next.text === 'type' && tokens[index + 2]?.text !== 'from' && tokens[index + 2]?.text !== ',';
    const names = typeOnly ? [] : namesAfter(tokens, index);
    const whole = !typeOnly && isWhole(tokens, index);
    imports.push({ specifier, names, whole, typeOnly, target: targetOf(path, specifier), line: token.line });
  }
  return imports;
}

/** A clause of one pair of braces names what it takes; any other takes the module. */
function isWhole(tokens: readonly Token[], index: number): boolean {
  return tokens[index + 1]?.text !== '{';
}

/** What stands behind `import … from`, `export … from`, `import '…'` or `import('…')` at this token. */
function specifierAfter(tokens: readonly Token[], index: number): string | undefined {
  const isImport = tokens[index]!.text === 'import';
  let at = index + 1;
  if (isImport && tokens[at]?.kind === 'string') return tokens[at]!.text;
  if (isImport && tokens[at]?.text === '(') return tokens[at + 1]?.kind === 'string' ? tokens[at + 1]!.text : undefined;
  // A clause holds words, commas, stars and one pair of braces; anything else is an exported declaration.
  while (at < tokens.length && !(tokens[at]!.text === 'from' && tokens[at + 1]?.kind === 'string')) {
    const { kind, text } = tokens[at]!;
    const inClause = text === '{' || text === '}' || text === ',' || text === '*' || kind === 'word';
    if (!inClause || DECLARATIONS.has(text)) return undefined;
    at += 1;
  }
  return tokens[at + 1]?.text;
}

function namesAfter(tokens: readonly Token[], index: number): string[] {
  const start = tokens.findIndex((token, at) => at > index && (token.text === '{' || token.kind === 'string'));
  const end = tokens.findIndex((token, at) => at > start && token.text === '}');
  if (tokens[start]?.text !== '{') return [];
  const isName = (at: number): boolean => /^[{,]$/.test(tokens[at - 1]!.text) && tokens[at]!.text !== 'type';
  return tokens
    .slice(start, end)
    .flatMap((token, at) => (token.kind === 'word' && isName(start + at) ? [token.text] : []));
}

const DECLARATIONS = new Set([
  'const',
  'let',
  'function',
  'class',
  'interface',
  'async',
  'abstract',
  'enum',
  'declare',
]);

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(path), specifier);
  const own = /^@iims\/([^/]+)\/(.+)$/.exec(specifier);
  return own ? `packages/${own[1]}/src/${own[2]}.ts` : undefined;
}
