// SPDX-License-Identifier: Apache-2.0
// Who touches the world: the core packages never, the node in named files only, and SQL stays in the store.
import {
  CORE_BUILT_INS,
  CORE_PACKAGES,
  NODE_AMBIENT_FILES,
  PURE_FOLDER_EXCEPTIONS,
  PURE_FOLDERS,
  SQL_FOLDER,
  SQL_MODULES,
} from './plan.ts';
import type { Token } from './tokens.ts';
import type { Problem, Source, Tree } from './tree.ts';

/** Clock, randomness, disk, network and SQL where they do not belong. Tests may touch what they like. */
export function checkPurity(tree: Tree): Problem[] {
  return tree.sources
    .filter((source) => !source.isTest && source.packageName !== undefined)
    .flatMap((source) => [...checkAmbient(source), ...checkSql(source)]);
}

function checkAmbient(source: Source): Problem[] {
  const isCore = CORE_PACKAGES.includes(source.packageName!) || isPureFile(source.path);
  const isNode = source.path.startsWith('packages/node/src/');
  if (!isCore && !isNode) return [];
  const problem = (line: number, what: string, fix: string): Problem => ({
    rule: 'purity',
    path: source.path,
    line,
    message: `uses ${what}; ${fix}`,
  });
  if (isCore) {
    const fix = 'time, randomness, disk and network are handed in';
    return [
      ...source.imports
        .filter((edge) => edge.specifier.startsWith('node:') && !edge.typeOnly)
        .filter((edge) => !CORE_BUILT_INS.includes(`${source.packageName} -> ${edge.specifier}`))
        .map((edge) => problem(edge.line, edge.specifier, fix)),
      ...ambientUses(source.tokens).map((use) => problem(use.line, use.what, fix)),
      ...(source.packageName === 'wire' ? bufferUses(source.tokens) : []).map((use) =>
        problem(use.line, use.what, 'wire also runs in a browser'),
      ),
    ];
  }
  if (NODE_AMBIENT_FILES.some((path) => source.path.startsWith(`packages/node/src/${path}`))) return [];
  const fix = 'have it handed in, or name the file in tools/tidy/plan.ts';
  return [
    ...source.imports
      .filter((edge) => OUTSIDE_MODULES.includes(edge.specifier) && !edge.typeOnly)
      .map((edge) => problem(edge.line, edge.specifier, fix)),
    ...ambientUses(source.tokens).map((use) => problem(use.line, use.what, fix)),
  ];
}

function isPureFile(path: string): boolean {
  return PURE_FOLDERS.some((folder) => path.startsWith(folder)) && !PURE_FOLDER_EXCEPTIONS.includes(path);
}

const OUTSIDE_MODULES = [
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:tls',
  'node:http',
  'node:https',
  'node:dns',
  'node:os',
  'node:process',
  'node:timers',
  'node:timers/promises',
  'node:child_process',
  'node:worker_threads',
];
const AMBIENT_GLOBALS = new Set([
  'process',
  'performance',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'localStorage',
  'XMLHttpRequest',
  'WebSocket',
]);
/** Sources of randomness, as a global's method or as an import of node:crypto. */
const RANDOM_WORDS = new Set([
  'getRandomValues',
  'randomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'webcrypto',
]);

interface Use {
  readonly what: string;
  readonly line: number;
}

function ambientUses(tokens: readonly Token[]): Use[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word') return [];
    const next = (offset: number): string | undefined => tokens[index + offset]?.text;
    const isMember = next(-1) === '.';
    const isKey = next(1) === ':' || (next(1) === '?' && next(2) === ':');
    if (token.text === 'Date' && next(1) === '.' && next(2) === 'now') return [{ what: 'Date.now', line: token.line }];
    if (token.text === 'Date' && next(-1) === 'new' && (next(1) !== '(' || next(2) === ')')) {
      return [{ what: 'new Date() without a time', line: token.line }];
    }
    if (token.text === 'Math' && next(1) === '.' && next(2) === 'random') {
      return [{ what: 'Math.random', line: token.line }];
    }
    if (RANDOM_WORDS.has(token.text)) return [{ what: token.text, line: token.line }];
    return AMBIENT_GLOBALS.has(token.text) && !isMember && !isKey ? [{ what: token.text, line: token.line }] : [];
  });
}

function bufferUses(tokens: readonly Token[]): Use[] {
  return tokens
    .filter((token) => token.kind === 'word' && token.text === 'Buffer')
    .map((token) => ({ what: 'Buffer', line: token.line }));
}

const SQL =
  /^\s*(SELECT\s[\s\S]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX)\s|PRAGMA\s|BEGIN\s+IMMEDIATE|SAVEPOINT\s)/;

function checkSql(source: Source): Problem[] {
  if (source.path.startsWith(SQL_FOLDER)) return [];
  const message = `SQL and databases stay in ${SQL_FOLDER}`;
  const problem = (line: number): Problem => ({ rule: 'sql', path: source.path, line, message });
  const isText = (token: Token): boolean => token.kind === 'string' || token.kind === 'template';
  return [
    ...source.imports.filter((edge) => SQL_MODULES.includes(edge.specifier)).map((edge) => problem(edge.line)),
    ...source.tokens.filter((token) => isText(token) && SQL.test(token.text)).map((token) => problem(token.line)),
  ];
}
