// SPDX-License-Identifier: Apache-2.0
// Pages lead to files that exist: links in Markdown, paths of this repository in code type, pages named in comments.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import type { Problem, Tree } from './tree.ts';

/** Links and paths in the pages that lead nowhere, and pages that the README of their folder does not list. */
export function checkLinks(tree: Tree): Problem[] {
  const pages = [...tree.texts].filter(([path]) => path.endsWith('.md'));
  return [
    ...pages.flatMap(([path, text]) => text.split('\n').flatMap((line, at) => checkLine(tree, path, line, at + 1))),
    ...pages.flatMap(([path]) => checkListed(tree, path)),
    ...tree.sources.filter(({ isTest }) => !isTest).flatMap(({ path }) => checkNamedPages(tree, path)),
  ];
}

/** Comments name the page that a file keeps to. */
function checkNamedPages(tree: Tree, path: string): Problem[] {
  const named = tree.texts.get(path)!.match(/\b(?:spec|decisions)\/[\w-]+\.md/g) ?? [];
  return [...new Set(named)]
    .filter((page) => !tree.texts.has(page))
    .map((page) => ({ rule: 'link', path, message: `${page} does not exist` }));
}

const LISTED_FOLDERS = ['spec', 'decisions'];

function checkListed(tree: Tree, page: string): Problem[] {
  const list = join(dirname(page), 'README.md');
  if (!LISTED_FOLDERS.includes(dirname(page)) || page === list) return [];
  if (tree.texts.get(list)?.includes(`](${basename(page)})`)) return [];
  return [{ rule: 'link', path: page, message: `${list} does not list this page` }];
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
