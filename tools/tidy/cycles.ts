// SPDX-License-Identifier: Apache-2.0
// Import cycles among files. Imports of types only are erased before the code runs and make no cycle.
import type { Problem, Tree } from './tree.ts';

/** One problem for each cycle, told along its files. */
export function checkCycles(tree: Tree): Problem[] {
  const targets = new Map(
    tree.sources.map((source) => [
      source.path,
      source.imports.flatMap((edge) => (edge.typeOnly || edge.target === undefined ? [] : [edge.target])),
    ]),
  );
  const problems: Problem[] = [];
  const done = new Set<string>();
  const road: string[] = [];
  const visit = (path: string): void => {
    const start = road.indexOf(path);
    if (start >= 0) {
      const message = `import cycle: ${[...road.slice(start), path].join(' -> ')}`;
      problems.push({ rule: 'cycle', path, message });
      return;
    }
    if (done.has(path)) return;
    road.push(path);
    for (const target of targets.get(path) ?? []) visit(target);
    road.pop();
    done.add(path);
  };
  for (const path of targets.keys()) visit(path);
  return problems;
}
