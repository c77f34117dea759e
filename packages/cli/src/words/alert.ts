// SPDX-License-Identifier: Apache-2.0
// The words of alerts: entered, read, released, changed and withdrawn at a running node.
import type { Command } from 'commander';
import type {
  AlertDocumentOptions,
  AlertOptions,
  DeclineAlertOptions,
  DueAlertsOptions,
  ListAlertsOptions,
  OneAlertOptions,
  PartnersAlertOptions,
  ReleaseAlertOptions,
  RevalidateAlertOptions,
  ToldAlertOptions,
  WithdrawAlertOptions,
} from '../commands/alert.ts';
import { groupOf, signedIn, type Wrap } from './wrap.ts';

export function describeAlerts(program: Command, command: Wrap): void {
  const alert = groupOf(program, 'alert', "alerts of the node's own State, as an operator");
  describeReading(alert, command);
  describeChanges(alert, command);
  describeDecisions(alert, command);
}

function describeReading(alert: Command, command: Wrap): void {
  oneAlert(alert.command('show'))
    .description('an alert as it is in force, and as it waits')
    .action(command(async (options: OneAlertOptions) => (await alertCommands()).showAlert(options)));
  oneAlert(alert.command('told'))
    .description(
      'which partners were shown an alert, and which have confirmed that it has ended; one line of JSON each',
    )
    .option('--receipts <folder>', 'write what they signed into this folder, to be verified by `iims receipt verify`')
    .action(command(async (options: ToldAlertOptions) => (await alertCommands()).toldAlert(options)));
  signedIn(alert.command('list'))
    .description('what a register holds in force, one line of JSON for each alert')
    .requiredOption('--register <name>', 'the register')
    .option('--category <code>', 'only alerts of this category')
    .option('--review-until <day>', 'only alerts to be reviewed on this day or before')
    .option('--limit <n>', 'at most so many; 1,000 if not said')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: ListAlertsOptions) => (await alertCommands()).listAlerts(options)));
  signedIn(alert.command('met'))
    .description('queries that met covert alerts, the latest first: who asked, when and why; one line of JSON each')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: AlertOptions) => (await alertCommands()).metAlerts(options)));
  signedIn(alert.command('waiting'))
    .description('alerts on persons that wait for a second person, one line of JSON each')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: DueAlertsOptions) => (await alertCommands()).waitingAlerts(options)));
  signedIn(alert.command('due'))
    .description('alerts to be reviewed within 30 days, and those that were not in time; one line of JSON each')
    .option('--register <name>', 'only of this register')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: DueAlertsOptions) => (await alertCommands()).dueAlerts(options)));
}

function describeChanges(alert: Command, command: Wrap): void {
  signedIn(alert.command('enter'))
    .description('enter the alert that comes as JSON on stdin')
    .requiredOption('--register <name>', 'a register that people keep')
    .option('--json', 'print JSON')
    .action(command(async (options: AlertDocumentOptions) => (await alertCommands()).enterAlert(options)));
  signedIn(alert.command('update'))
    .description('give an alert its next state, which comes whole as JSON on stdin')
    .requiredOption('--register <name>', 'its register')
    .option('--json', 'print JSON')
    .action(command(async (options: AlertDocumentOptions) => (await alertCommands()).updateAlert(options)));
  oneAlert(alert.command('release'))
    .description('put an alert on a person in force that another account entered')
    .requiredOption('--digest <hex>', 'of what you looked at: `iims alert show` gives it')
    .action(command(async (options: ReleaseAlertOptions) => (await alertCommands()).releaseAlert(options)));
  oneAlert(alert.command('revalidate'))
    .description('confirm that an alert still holds')
    .requiredOption('--review-on <day>', 'next day of review, YYYY-MM-DD')
    .action(command(async (options: RevalidateAlertOptions) => (await alertCommands()).revalidateAlert(options)));
  oneAlert(alert.command('withdraw'))
    .description('take an alert out of force, and what waits under its id')
    .requiredOption('--ground <code>', 'why: a cancel trigger, or another ground of spec/code-lists.md')
    .action(command(async (options: WithdrawAlertOptions) => (await alertCommands()).withdrawAlert(options)));
}

/** About alerts of partners. */
function describeDecisions(alert: Command, command: Wrap): void {
  oneAlert(alert.command('decline'))
    .description("the own State will not execute the action of a partner's alert: its officers call the owner")
    .requiredOption('--state <code>', 'whose alert it is')
    .requiredOption('--action <code>', 'what the owner asks for')
    .requiredOption('--ground <text>', 'why, in words')
    .action(command(async (options: DeclineAlertOptions) => (await alertCommands()).declineAlert(options)));
  oneAlert(alert.command('execute'))
    .description('end such a decision')
    .requiredOption('--state <code>', 'whose alert it is')
    .action(command(async (options: PartnersAlertOptions) => (await alertCommands()).executeAlert(options)));
  signedIn(alert.command('declined'))
    .description('all such decisions, one line of JSON each')
    .option('--json', 'tell a fault as JSON')
    .action(command(async (options: AlertOptions) => (await alertCommands()).declinedAlerts(options)));
}

function oneAlert(command: Command): Command {
  return signedIn(command)
    .requiredOption('--register <name>', 'its register')
    .requiredOption('--id <id>', 'its id, such as UKR-PER-000417')
    .option('--json', 'print JSON');
}

const alertCommands = () => import('../commands/alert.ts');
