// SPDX-License-Identifier: Apache-2.0
// The catalogues in both directions: what the code uses, what the catalogue lists, what the page in `spec/` says.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUTSIDE_WORKSPACES } from './plan.ts';
import type { Problem, Source, Tree } from './tree.ts';

interface Catalogue {
  readonly rule: string;
  readonly code: string;
  readonly page: string;
  /** Reads the catalogue's module: for each name the cells that its row on the page must show after the name. */
  readonly rows: (module: Record<string, unknown>) => Map<string, readonly string[]>;
}

const CATALOGUES: readonly Catalogue[] = [
  { rule: 'error-codes', code: 'packages/wire/src/errors.ts', page: 'spec/errors.md', rows: errorRows },
  { rule: 'audit-events', code: 'packages/wire/src/audit-events.ts', page: 'spec/audit-events.md', rows: eventRows },
  {
    rule: 'permissions',
    code: 'packages/node/src/access/permissions.ts',
    page: 'spec/permissions.md',
    rows: permissionRows,
  },
];

/** Names that are used but not listed, listed but not used, or not the same on their page. */
export async function checkCatalogues(tree: Tree): Promise<Problem[]> {
  const problems = await Promise.all(CATALOGUES.map((catalogue) => checkCatalogue(tree, catalogue)));
  return [...problems.flat(), ...checkPrefixedNames(tree)];
}

async function checkCatalogue(tree: Tree, catalogue: Catalogue): Promise<Problem[]> {
  const { rule, code, page } = catalogue;
  if (!tree.texts.has(code)) return [{ rule, path: code, message: 'the catalogue is missing' }];
  if (!tree.texts.has(page)) return [{ rule, path: page, message: 'the page of the catalogue is missing' }];
  const module = (await import(pathToFileURL(join(tree.root, code)).href)) as Record<string, unknown>;
  const listed = catalogue.rows(module);
  const shown = readTable(tree.texts.get(page)!);
  const used = stringsOutside(tree, code);
  const problems: Problem[] = [];
  for (const [name, cells] of listed) {
    const row = shown.get(name);
    if (!used.has(name)) problems.push({ rule, path: code, message: `${name} is listed but used nowhere` });
    if (row === undefined)
      problems.push({ rule, path: page, message: `${name} has no row here, but stands in ${code}` });
    else if (cells.some((cell, index) => cell !== row[index])) {
      const message = `the row of ${name} says ${row.slice(0, cells.length).join(', ')}; ${code} says ${cells.join(', ')}`;
      problems.push({ rule, path: page, message });
    }
  }
  for (const name of shown.keys()) {
    if (!listed.has(name)) problems.push({ rule, path: page, message: `${name} stands here, but not in ${code}` });
  }
  return problems;
}

function errorRows(module: Record<string, unknown>): Map<string, readonly string[]> {
  const errors = module.ERRORS as Record<string, { status: number; actsNext: string; retry: boolean }>;
  return new Map(
    Object.entries(errors).map(([code, kind]) => [
      code,
      [String(kind.status), kind.actsNext, kind.retry ? 'yes' : 'no'],
    ]),
  );
}

function eventRows(module: Record<string, unknown>): Map<string, readonly string[]> {
  return new Map((module.AUDIT_EVENTS as readonly string[]).map((name) => [name, []]));
}

function permissionRows(module: Record<string, unknown>): Map<string, readonly string[]> {
  const roles = module.ROLES as readonly string[];
  const permissions = module.PERMISSIONS as Record<string, readonly string[]>;
  const yesOrNo = (holders: readonly string[]) => roles.map((role) => (holders.includes(role) ? 'yes' : 'no'));
  return new Map(Object.entries(permissions).map(([name, holders]) => [name, yesOrNo(holders)]));
}

/** Rows of a Markdown table whose first cell is a name in code type: the name, and the cells behind it. */
function readTable(markdown: string): Map<string, readonly string[]> {
  const rows = new Map<string, readonly string[]>();
  for (const line of markdown.split('\n')) {
    const match = /^\|\s*`([^`]+)`\s*\|(.*)\|\s*$/.exec(line);
    if (match)
      rows.set(
        match[1]!,
        match[2]!.split('|').map((cell) => cell.trim()),
      );
  }
  return rows;
}

/** All strings of the product's code outside tests and outside this file. */
function stringsOutside(tree: Tree, path: string): Set<string> {
  const strings = new Set<string>();
  for (const source of tree.sources) {
    if (source.isTest || !isProduct(source) || source.path === path) continue;
    for (const token of source.tokens) if (token.kind === 'string') strings.add(token.text);
  }
  return strings;
}

function isProduct({ packageName, path }: Source): boolean {
  return packageName !== undefined || OUTSIDE_WORKSPACES.some((folder) => path.startsWith(folder));
}

/** `new IimsError('x')` and `event: 'x'` must name what the catalogues list; the types say so too, this names the page. */
function checkPrefixedNames(tree: Tree): Problem[] {
  const errors = new Set(readTable(tree.texts.get('spec/errors.md') ?? '').keys());
  const events = new Set(readTable(tree.texts.get('spec/audit-events.md') ?? '').keys());
  return tree.sources
    .filter((source) => !source.isTest && isProduct(source))
    .flatMap((source) =>
      source.tokens.flatMap((token, index) => {
        const [first, second] = [source.tokens[index + 1], source.tokens[index + 2]];
        if (token.kind !== 'word' || second?.kind !== 'string') return [];
        const problem = { path: source.path, line: token.line };
        if (token.text === 'IimsError' && first!.text === '(' && !errors.has(second.text)) {
          return [{ ...problem, rule: 'error-codes', message: `${second.text} is not in spec/errors.md` }];
        }
        if (
          token.text === 'event' &&
          first!.text === ':' &&
          source.packageName === 'node' &&
          !events.has(second.text)
        ) {
          return [{ ...problem, rule: 'audit-events', message: `${second.text} is not in spec/audit-events.md` }];
        }
        return [];
      }),
    );
}
