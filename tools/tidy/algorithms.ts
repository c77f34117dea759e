// SPDX-License-Identifier: Apache-2.0
// Who may choose an algorithm: ciphers, signatures and key agreement stand in a few files of `crypto`, what TLS accepts in one
// of the node. A second place would be a second choice, and sooner or later a weaker one.
import { ALGORITHM_IMPORTS, ALGORITHM_NEUTRAL_IMPORTS, TLS_OPTION_FILE, TLS_OPTIONS } from './plan.ts';
import type { Import, Problem, Source, Tree } from './tree.ts';

/** Algorithms and TLS options chosen where the plan does not have them. Tests may choose what they like. */
export function checkAlgorithms(tree: Tree): Problem[] {
  return tree.sources
    .filter((source) => !source.isTest && source.packageName !== undefined)
    .flatMap((source) => [...checkImports(source), ...checkTlsOptions(source)]);
}

function checkImports(source: Source): Problem[] {
  const edges = source.imports.filter(({ specifier, typeOnly }) => isCryptoModule(specifier) && !typeOnly);
  const problem = ({ line }: Import, message: string): Problem => ({
    rule: 'algorithm',
    path: source.path,
    line,
    message,
  });
  return edges.flatMap((edge) =>
    edge.whole
      ? [problem(edge, 'imports node:crypto whole; name what is used, so that it can be checked')]
      : edge.names
          .filter((name) => !mayImport(source.path, name))
          .map((name) => problem(edge, `imports ${name} of node:crypto; ${PLACES}`)),
  );
}

function isCryptoModule(specifier: string): boolean {
  return specifier === 'node:crypto' || specifier === 'crypto';
}

function mayImport(path: string, name: string): boolean {
  if (ALGORITHM_NEUTRAL_IMPORTS.includes(name)) return true;
  return (ALGORITHM_IMPORTS[name] ?? []).some(
    (place) => path === place || (place.endsWith('/') && path.startsWith(place)),
  );
}

function checkTlsOptions({ path, tokens }: Source): Problem[] {
  if (path === TLS_OPTION_FILE) return [];
  return tokens
    .filter(({ kind, text }) => kind === 'word' && TLS_OPTIONS.includes(text))
    .map(({ text, line }) => ({
      rule: 'algorithm',
      path,
      line,
      message: `sets ${text}; only ${TLS_OPTION_FILE} does`,
    }));
}

const PLACES = 'only the files that ALGORITHM_IMPORTS in tools/tidy/plan.ts names may';
