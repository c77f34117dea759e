// SPDX-License-Identifier: Apache-2.0
// The words of connectors: registers that are kept in step with sources outside.
import type { Command } from 'commander';
import type { ConnectorOptions, OneConnectorOptions } from '../commands/connector.ts';
import type { ExitStatus } from '../exit-status.ts';
import { groupOf, type Wrap } from './wrap.ts';

type Commands = typeof import('../commands/connector.ts');

export function describeConnectors(program: Command, command: Wrap): void {
  const connector = groupOf(program, 'connector', 'registers that are kept in step with sources outside the node');
  signedIn(connector.command('list'))
    .description('every connector, how it stands and when it was refreshed')
    .action(command(async (options: ConnectorOptions) => (await load()).listConnectors(options)));
  const one = (
    word: string,
    description: string,
    act: (commands: Commands, options: OneConnectorOptions) => Promise<ExitStatus>,
  ) =>
    signedIn(connector.command(word))
      .description(description)
      .requiredOption('--name <name>', 'connector: the name of its file')
      .action(command(async (options: OneConnectorOptions) => act(await load(), options)));
  one('status', 'how one connector stands', (commands, options) => commands.connectorStatus(options));
  one('test', 'try each step to the source; nothing is stored', (commands, options) =>
    commands.testConnector(options, false),
  );
  one('preview', 'the same, with the first rows and what they would become', (commands, options) =>
    commands.testConnector(options, true),
  );
  one('start', 'keep the register in step from here on', (commands, options) => commands.startConnector(options));
  one('approve', 'apply what the source says and waits for a person', (commands, options) =>
    commands.decideConnector(options, 'approve'),
  ).option('--vanished <count>', 'how many entries the register holds that the reading does not, where many do');
  one('decline', 'give up what waits; the connector stops', (commands, options) =>
    commands.decideConnector(options, 'abandon'),
  );
  one('stop', 'ask the source no more', (commands, options) => commands.stopConnector(options));
}

const load = (): Promise<Commands> => import('../commands/connector.ts');

function signedIn(command: Command): Command {
  return command
    .requiredOption('--node <url>', "address of the node's officer's edge")
    .requiredOption('--user <user>', 'account of an operator or administrator')
    .requiredOption('--password-file <file>', 'file that holds the password')
    .option('--json', 'print JSON');
}
