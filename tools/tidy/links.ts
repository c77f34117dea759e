// SPDX-License-Identifier: Apache-2.0
// Pages lead to files that exist: links in Markdown, and paths of this repository in code type.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import type { Problem, Tree } from './tree.ts';

/** Links and paths in the pages that lead nowhere. */
export function checkLinks(tree: Tree): Problem[] {
  return [...tree.texts]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, text]) => text.split('\n').flatMap((line, index) => checkLine(tree, path, line, index + 1)));
}

const LINK = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g;
/** A path below one of the top folders; a pattern or a placeholder is no path. */
const PATH = /`((?:packages|tools|spec|decisions|bench|docs|deploy)\/[\w./-]+)`/g;

function checkLine(tree: Tree, page: string, line: string, number: number): Problem[] {
  const targets = [
    ...[...line.matchAll(LINK)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => join(dirname(page), target)),
    ...[...line.matchAll(PATH)].map((match) => match[1]!),
  ];
  return [...new Set(targets)]
    .filter((target) => !existsSync(join(tree.root, target)))
    .map((target) => ({ rule: 'link', path: page, line: number, message: `${target} does not exist` }));
}
