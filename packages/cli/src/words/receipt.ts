// SPDX-License-Identifier: Apache-2.0
// The words of receipts: taken out of a node, and verified by anybody.
import type { Command } from 'commander';
import type { ExportReceiptsOptions, VerifyReceiptOptions } from '../commands/receipt.ts';
import { groupOf, type Wrap, type WrapFiles } from './wrap.ts';

export function describeReceipts(program: Command, command: Wrap, withFiles: WrapFiles): void {
  const receipt = groupOf(program, 'receipt', 'what proves an answer to a court');
  receipt
    .command('export')
    .description('write the receipts of a query to files; they hold what was asked and answered')
    .requiredOption('--dir <dir>', "the node's data directory, whether the node runs or not")
    .requiredOption('--query <id>', 'id of the query')
    .option('--state <code>', 'only the receipt of this partner')
    .option('--out <folder>', 'where the files go', '.')
    .option('--json', 'one line of JSON for each receipt')
    .action(
      command(async (options: ExportReceiptsOptions) =>
        (await import('../commands/receipt.ts')).exportReceiptFiles(options),
      ),
    );
  receipt
    .command('verify')
    .description('verify a receipt offline, from the root of trust alone')
    .argument('<file>', 'the receipt')
    .requiredOption('--trust <file>', "the federation's root of trust")
    .option(
      '--documents <file>',
      "newer documents of States: a bundle, or one State's, in which a revocation would show",
    )
    .option('--json', 'print JSON')
    .action((file: string, options: VerifyReceiptOptions) =>
      withFiles(async ([path], given: VerifyReceiptOptions) =>
        (await import('../commands/receipt.ts')).verifyReceiptFile(path!, given),
      )([file], options),
    );
}
