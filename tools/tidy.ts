// SPDX-License-Identifier: Apache-2.0
// Checks the structure of the house: import directions, purity, cycles, catalogues, hygiene, links. `node tools/tidy.ts [ROOT]`
// prints one line for each problem and ends with status 1 when there is any. What it enforces stands in `tools/tidy/plan.ts`.
import { ROOT } from './root.ts';
import { checkAlgorithms } from './tidy/algorithms.ts';
import { checkCatalogues } from './tidy/catalogues.ts';
import { checkCycles } from './tidy/cycles.ts';
import { checkDirections } from './tidy/directions.ts';
import { checkHygiene } from './tidy/hygiene.ts';
import { checkLinks } from './tidy/links.ts';
import { checkPurity } from './tidy/purity.ts';
import { type Problem, readTree, type Tree } from './tidy/tree.ts';

/** Every problem of the tree below a folder. */
export async function problemsOf(tree: Tree): Promise<Problem[]> {
  return [
    ...checkDirections(tree),
    ...checkCycles(tree),
    ...checkPurity(tree),
    ...checkAlgorithms(tree),
    ...(await checkCatalogues(tree)),
    ...checkHygiene(tree),
    ...checkLinks(tree),
  ];
}

if (import.meta.main) {
  const tree = readTree(process.argv[2] ?? ROOT);
  const problems = await problemsOf(tree);
  for (const { rule, path, line, message } of problems) {
    process.stdout.write(`${path}${line === undefined ? '' : `:${line}`}: ${rule}: ${message}\n`);
  }
  process.stdout.write(`tidy: ${tree.sources.length} files, ${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
