// SPDX-License-Identifier: Apache-2.0
// Who touches the world: the core packages never, the node in named files only, and SQL stays in the store.
import {
  CORE_BUILT_INS,
  CORE_PACKAGES,
  FOREIGN_SQL_FOLDER,
  NODE_AMBIENT_FILES,
  type OutsideKind,
  PURE_FOLDER_EXCEPTIONS,
  PURE_FOLDERS,
  SQL_FOLDER,
  SQL_MODULES,
} from './plan.ts';
import type { Token } from './tokens.ts';
import type { Problem, Source, Tree } from './tree.ts';

/** Clock, randomness, disk, network and SQL where they do not belong. Tests may touch what they like. */
export function checkPurity(tree: Tree): Problem[] {
  const problems = tree.sources
    .filter((source) => !source.isTest && source.packageName !== undefined)
    .flatMap((source) => [...checkAmbient(source), ...checkSql(source), ...checkAllowances(source)]);
  return [...problems, ...checkListedFiles(tree)];
}

function checkAmbient(source: Source): Problem[] {
  const problem = (use: Use, fix: string): Problem => {
    const message = `uses ${use.what}; ${fix}`;
    return { rule: 'purity', path: source.path, line: use.line, message };
  };
  if (CORE_PACKAGES.includes(source.packageName!) || isPureFile(source.path)) {
    const uses = [
      ...coreModuleUses(source),
      ...ambientUses(source.tokens),
      ...(source.packageName === 'wire' ? bufferUses(source.tokens) : []),
    ];
    return uses.map((use) => problem(use, 'time, randomness, disk and network are handed in'));
  }
  if (!source.path.startsWith(NODE_SOURCE)) return [];
  const allowed = NODE_AMBIENT_FILES[nodePathOf(source)] ?? [];
  return [...outsideModuleUses(source), ...ambientUses(source.tokens)]
    .filter(({ kind }) => kind !== 'timers' && !allowed.includes(kind))
    .map((use) => problem(use, `have it handed in, or name the file and "${use.kind}" in ${PLAN}`));
}

/** What a file may touch and does not is taken off its list, so that the list stays true. */
function checkAllowances(source: Source): Problem[] {
  const allowed = NODE_AMBIENT_FILES[nodePathOf(source)] ?? [];
  const used = [...outsideModuleUses(source), ...ambientUses(source.tokens)].map(({ kind }) => kind);
  return allowed
    .filter((kind) => !used.includes(kind))
    .map((kind) => {
      const message = `is listed for "${kind}" in ${PLAN} and does not touch it`;
      return { rule: 'purity', path: source.path, message };
    });
}

const PLAN = 'tools/tidy/plan.ts';

/** Files on the list that are there no more; a tree without the plan has no list. */
function checkListedFiles(tree: Tree): Problem[] {
  if (!tree.texts.has(PLAN)) return [];
  return Object.keys(NODE_AMBIENT_FILES)
    .map((file) => `${NODE_SOURCE}${file}`)
    .filter((path) => !tree.texts.has(path))
    .map((path) => ({ rule: 'purity', path: PLAN, message: `lists ${path}, which does not exist` }));
}

function nodePathOf(source: Source): string {
  return source.path.startsWith(NODE_SOURCE) ? source.path.slice(NODE_SOURCE.length) : '';
}

const NODE_SOURCE = 'packages/node/src/';

function isPureFile(path: string): boolean {
  return PURE_FOLDERS.some((folder) => path.startsWith(folder)) && !PURE_FOLDER_EXCEPTIONS.includes(path);
}

interface Use {
  readonly what: string;
  readonly kind: OutsideKind;
  readonly line: number;
}

/** A core package imports no built-in module at all, whatever it is for, but those that the plan names. */
function coreModuleUses(source: Source): Use[] {
  return source.imports
    .filter((edge) => edge.specifier.startsWith('node:') && !edge.typeOnly)
    .filter((edge) => !CORE_BUILT_INS.includes(`${source.packageName} -> ${edge.specifier}`))
    .map((edge) => ({ what: edge.specifier, kind: 'process', line: edge.line }));
}

function outsideModuleUses(source: Source): Use[] {
  return source.imports.flatMap((edge) => {
    const kind = OUTSIDE_MODULES[edge.specifier] ?? OUTSIDE_FILES[edge.specifier.split('/').at(-1)!];
    const onlyComputes = edge.names.length > 0 && edge.names.every((name) => COMPUTING_NAMES.includes(name));
    return kind === undefined || edge.typeOnly || onlyComputes ? [] : [{ what: edge.specifier, kind, line: edge.line }];
  });
}

/** What these modules offer besides touching the world. */
const COMPUTING_NAMES = ['isIP', 'isIPv4', 'isIPv6', 'BlockList'];

const OUTSIDE_MODULES: Readonly<Record<string, OutsideKind>> = {
  'node:fs': 'files',
  'node:fs/promises': 'files',
  'node:net': 'network',
  'node:tls': 'network',
  'node:http': 'network',
  'node:https': 'network',
  'node:dns': 'network',
  'node:dns/promises': 'network',
  undici: 'network',
  'undici/lib/dispatcher/pool.js': 'network',
  fastify: 'network',
  'node:os': 'process',
  'node:process': 'process',
  'node:child_process': 'process',
  'node:worker_threads': 'threads',
};

/** Files of the node that hand on what such a module offers. */
const OUTSIDE_FILES: Readonly<Record<string, OutsideKind>> = { 'plain-request.ts': 'network' };

const AMBIENT_GLOBALS: Readonly<Record<string, OutsideKind>> = {
  process: 'process',
  performance: 'clock',
  fetch: 'network',
  WebSocket: 'network',
  XMLHttpRequest: 'network',
  localStorage: 'files',
  setTimeout: 'timers',
  setInterval: 'timers',
  setImmediate: 'timers',
  // Sources of randomness, as a global's method or as an import of node:crypto.
  getRandomValues: 'randomness',
  randomBytes: 'randomness',
  randomFill: 'randomness',
  randomFillSync: 'randomness',
  randomInt: 'randomness',
  randomUUID: 'randomness',
  webcrypto: 'randomness',
};

function ambientUses(tokens: readonly Token[]): Use[] {
  return tokens.flatMap((token, index): Use[] => {
    if (token.kind !== 'word') return [];
    const { text, line } = token;
    const next = (offset: number): string | undefined => tokens[index + offset]?.text;
    if (text === 'Date' && next(1) === '.' && next(2) === 'now') return [{ what: 'Date.now', kind: 'clock', line }];
    if (text === 'Date' && next(-1) === 'new' && (next(1) !== '(' || next(2) === ')')) {
      return [{ what: 'new Date() without a time', kind: 'clock', line }];
    }
    if (text === 'Math' && next(1) === '.' && next(2) === 'random') {
      return [{ what: 'Math.random', kind: 'randomness', line }];
    }
    const kind = Object.hasOwn(AMBIENT_GLOBALS, text) ? AMBIENT_GLOBALS[text] : undefined;
    const isKey = next(1) === ':' || (next(1) === '?' && next(2) === ':');
    const isMember = next(-1) === '.' && kind !== 'randomness';
    return kind === undefined || isMember || isKey ? [] : [{ what: text, kind, line }];
  });
}

function bufferUses(tokens: readonly Token[]): Use[] {
  return tokens
    .filter((token) => token.kind === 'word' && token.text === 'Buffer')
    .map((token) => ({ what: 'Buffer, which a browser lacks', kind: 'process', line: token.line }));
}

const SQL =
  /^\s*(SELECT\s[\s\S]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX)\s|PRAGMA\s|BEGIN\s+IMMEDIATE|SAVEPOINT\s)/i;

function checkSql(source: Source): Problem[] {
  // Words of a page may begin like SQL, and a browser has no database.
  const isItsPlace = [SQL_FOLDER, FOREIGN_SQL_FOLDER].some((folder) => source.path.startsWith(folder));
  if (isItsPlace || source.packageName === 'console') return [];
  const message = `SQL and databases stay in ${SQL_FOLDER}`;
  const problem = (line: number): Problem => ({ rule: 'sql', path: source.path, line, message });
  const isText = (token: Token): boolean => token.kind === 'string' || token.kind === 'template';
  return [
    ...source.imports.filter((edge) => SQL_MODULES.includes(edge.specifier)).map((edge) => problem(edge.line)),
    ...source.tokens.filter((token) => isText(token) && SQL.test(token.text)).map((token) => problem(token.line)),
  ];
}
