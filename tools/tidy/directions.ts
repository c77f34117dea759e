// SPDX-License-Identifier: Apache-2.0
// Import directions: between packages, between the folders of the node, and no further than the package says it depends on.
import { NODE_FOLDER_EDGES, NODE_FOLDER_ROWS, NODE_SHARED_FILES, OUTWARD_IMPORTS, PACKAGE_LEVELS } from './plan.ts';
import type { Import, Problem, Source, Tree } from './tree.ts';

/** Imports that go up or sideways, leave their package, or name a package that is not declared; and declared ones unused. */
export function checkDirections(tree: Tree): Problem[] {
  const faults = tree.sources.flatMap((source) =>
    source.imports.flatMap((edge) => {
      const message =
        directionFault(source, edge) ?? nodeFolderFault(source, edge) ?? dependencyFault(tree, source, edge);
      return message === undefined ? [] : [{ rule: 'direction', path: source.path, line: edge.line, message }];
    }),
  );
  return [...faults, ...checkUnusedDependencies(tree)];
}

function directionFault(source: Source, edge: Import): string | undefined {
  if (source.packageName === undefined || edge.target === undefined) return undefined;
  const to = /^packages\/([^/]+)\//.exec(edge.target)?.[1];
  if (edge.specifier.startsWith('.')) {
    if (to === source.packageName || OUTWARD_IMPORTS.includes(`${source.path} -> ${edge.target}`)) return undefined;
    return `${edge.specifier} leaves the package; import another package by its name`;
  }
  const ownLevel = PACKAGE_LEVELS[source.packageName];
  const level = PACKAGE_LEVELS[to!];
  if (ownLevel === undefined) return `package ${source.packageName} has no level in tools/tidy/plan.ts`;
  if (level === undefined) return `package ${to} has no level in tools/tidy/plan.ts`;
  if (level < ownLevel) return undefined;
  return `${source.packageName} (level ${ownLevel}) imports ${to} (level ${level}); imports only go down`;
}

const NODE_SOURCE = 'packages/node/src/';

function nodeFolderFault(source: Source, edge: Import): string | undefined {
  // A test may take what it needs from the whole node.
  if (source.isTest || !source.path.startsWith(NODE_SOURCE) || !edge.target?.startsWith(NODE_SOURCE)) return undefined;
  const from = nodeFolderOf(source.path);
  const to = nodeFolderOf(edge.target);
  // Files directly in src put the node together from its parts.
  if (from === to || from === undefined) return undefined;
  if (to === undefined) {
    const file = edge.target.slice(NODE_SOURCE.length);
    if (NODE_SHARED_FILES.includes(file)) return undefined;
    return `${from}/ imports ${file}, which puts the node together; only ${NODE_SHARED_FILES.join(', ')} are shared`;
  }
  const fromRow = NODE_FOLDER_ROWS.findIndex((row) => row.includes(from));
  const toRow = NODE_FOLDER_ROWS.findIndex((row) => row.includes(to));
  if (fromRow < 0) return `folder ${from}/ has no row in tools/tidy/plan.ts`;
  if (toRow < 0) return `folder ${to}/ has no row in tools/tidy/plan.ts`;
  if (toRow > fromRow || NODE_FOLDER_EDGES.includes(`${from} -> ${to}`)) return undefined;
  return `${from}/ imports ${to}/, which does not stand below it and is no edge listed in tools/tidy/plan.ts`;
}

function nodeFolderOf(path: string): string | undefined {
  const parts = path.slice(NODE_SOURCE.length).split('/');
  return parts.length > 1 ? parts[0] : undefined;
}

function dependencyFault(tree: Tree, source: Source, edge: Import): string | undefined {
  if (source.packageName === undefined || /^(\.|node:)/.test(edge.specifier)) return undefined;
  const wanted = edge.specifier.split('/', edge.specifier.startsWith('@') ? 2 : 1).join('/');
  const own = manifestOf(tree, `packages/${source.packageName}/package.json`);
  if (own.dependencies[wanted] !== undefined) return undefined;
  const forDevelopment = { ...own.devDependencies, ...manifestOf(tree, 'package.json').devDependencies };
  const isBuildFile = !source.path.startsWith(`packages/${source.packageName}/src/`);
  if ((isBuildFile || edge.typeOnly) && forDevelopment[wanted] !== undefined) return undefined;
  if (source.isTest && isInstalled(tree, wanted)) return undefined;
  return `${wanted} is not among the dependencies of packages/${source.packageName}/package.json`;
}

/** Tests may use whatever the repository brings. */
function isInstalled(tree: Tree, name: string): boolean {
  return [...tree.texts.keys()]
    .filter((path) => path.endsWith('package.json'))
    .map((path) => manifestOf(tree, path))
    .some(({ dependencies, devDependencies }) => name in dependencies || name in devDependencies);
}

/** A dependency counts as used where any file of the package names it: style sheets import fonts, too. */
function checkUnusedDependencies(tree: Tree): Problem[] {
  return [...tree.texts.keys()].flatMap((path) => {
    const folder = /^packages\/[^/]+\/(?=package\.json$)/.exec(path)?.[0];
    if (folder === undefined) return [];
    const texts = [...tree.texts].filter(([other]) => other.startsWith(folder) && other !== path);
    return Object.keys(manifestOf(tree, path).dependencies)
      .filter((name) => !texts.some(([, text]) => text.includes(`'${name}`) || text.includes(`"${name}`)))
      .map((name) => ({
        rule: 'direction',
        path,
        message: `depends on ${name}, which nothing in the package imports`,
      }));
  });
}

type Versions = Readonly<Record<string, string>>;

function manifestOf(tree: Tree, path: string): { dependencies: Versions; devDependencies: Versions } {
  const text = tree.texts.get(path);
  const manifest = (text === undefined ? {} : JSON.parse(text)) as Record<string, Versions>;
  return { dependencies: manifest.dependencies ?? {}, devDependencies: manifest.devDependencies ?? {} };
}
