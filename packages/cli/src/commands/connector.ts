// SPDX-License-Identifier: Apache-2.0
// `iims connector list|test|preview|start|approve|decline|stop|status`: registers that are kept in step with sources outside.
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import type { NodeSession } from '../node-client.ts';
import { vanishedOf } from '../option-values.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print, say } from '../terminal.ts';
import { applied } from './import-progress.ts';

export interface ConnectorOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly json: boolean;
}

export interface OneConnectorOptions extends ConnectorOptions {
  readonly name: string;
}

export function listConnectors(options: ConnectorOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const connectors = await fetchAll(session);
    if (options.json) print(JSON.stringify({ connectors }));
    else for (const connector of connectors) print(inWords(connector));
    return EXIT.ok;
  });
}

/** Status 1 while its refreshes fail, so that a script can watch it. */
export function connectorStatus(options: OneConnectorOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const connector = await fetchOne(session, options.name);
    tell(options, connector);
    return connector.failure === undefined && connector.fault === undefined ? EXIT.ok : EXIT.fault;
  });
}

/** Each step to the source; `preview` prints the rows too. */
export function testConnector(options: OneConnectorOptions, withRows: boolean): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const test = await session.testConnector(options.name);
    const { rows, ...steps } = test;
    if (options.json) print(JSON.stringify(withRows ? test : steps));
    else {
      for (const { step, outcome } of test.steps) print(`${step}\t${outcome}`);
      if (test.fault !== undefined) say(`  ${test.fault.message} ${test.fault.fix ?? ''}`.trimEnd());
      if (withRows) for (const row of rows) print(rowInWords(row));
    }
    return test.outcome === 'passed' ? EXIT.ok : EXIT.fault;
  });
}

export function startConnector(options: OneConnectorOptions): Promise<ExitStatus> {
  return postOne(options, '/api/connectors/start');
}

export function stopConnector(options: OneConnectorOptions): Promise<ExitStatus> {
  return postOne(options, '/api/connectors/stop');
}

export interface ApproveConnectorOptions extends OneConnectorOptions {
  readonly vanished?: string;
}

/** What the source says and a person must agree to. */
export function decideConnector(
  { vanished, ...options }: ApproveConnectorOptions,
  decision: 'approve' | 'abandon',
): Promise<ExitStatus> {
  const said = vanishedOf(vanished);
  return inSession(options, async (session) => {
    const { waitsFor } = await fetchOne(session, options.name);
    if (waitsFor === undefined) throw nothingWaits();
    const body = { importId: waitsFor, ...said };
    await session.post(`/api/imports/${decision}`, body);
    if (decision === 'approve') await untilApplied(session, waitsFor);
    const standing = decision === 'approve' ? 'applied' : 'abandoned';
    if (options.json) print(JSON.stringify({ importId: waitsFor, standing }));
    else say(decision === 'approve' ? 'It is applied.' : 'It is given up; the register stays as it is.');
    return EXIT.ok;
  });
}

async function untilApplied(session: NodeSession, importId: string): Promise<void> {
  const bar = new ProgressBar();
  try {
    await applied(session, importId, bar);
  } finally {
    bar.end();
  }
}

function postOne(options: OneConnectorOptions, path: string): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    tell(options, (await session.post(path, { name: options.name })) as Connector);
    return EXIT.ok;
  });
}

async function fetchAll(session: NodeSession): Promise<Connector[]> {
  return ((await session.get('/api/connectors')) as { connectors: Connector[] }).connectors;
}

async function fetchOne(session: NodeSession, name: string): Promise<Connector> {
  const connector = (await fetchAll(session)).find((one) => one.name === name);
  if (connector !== undefined) return connector;
  throw new IimsError('connector.unknown', { message: 'The node has no connector of this name.', field: 'name' });
}

function tell({ json }: ConnectorOptions, connector: Connector): void {
  print(json ? JSON.stringify(connector) : inWords(connector));
}

function nothingWaits(): IimsError {
  return new IimsError('import.not-found', { message: 'Nothing of this connector waits for a person.', field: 'name' });
}

interface Connector {
  readonly name: string;
  readonly register?: string;
  readonly source?: string;
  readonly place?: string;
  readonly standing: string;
  readonly refreshedAt?: string;
  readonly counts?: { readonly read: number; readonly refused: number };
  readonly waitsFor?: string;
  readonly failures: number;
  readonly failure?: { readonly code: string };
  readonly fault?: { readonly code: string };
}

interface Row {
  readonly cells: Readonly<Record<string, string>>;
  readonly alert?: { readonly id: string };
  readonly gone?: string;
  readonly refused?: { readonly reason: string; readonly field?: string };
}

function inWords({ name, register, source, place, standing, refreshedAt, counts, ...rest }: Connector): string {
  const { waitsFor, failures, failure, fault } = rest;
  const told = [
    refreshedAt === undefined ? 'never refreshed' : `refreshed ${refreshedAt}`,
    counts === undefined ? '' : `${counts.read} rows, ${counts.refused} refused`,
    waitsFor === undefined ? '' : 'waits for approval',
    failure === undefined ? '' : `${failures} failures: ${failure.code}`,
    fault === undefined ? '' : fault.code,
  ];
  return [name, register ?? '', source ?? '', place ?? '', standing, ...told.filter((text) => text !== '')].join('\t');
}

function rowInWords({ cells, alert, gone, refused }: Row): string {
  const becomes = alert?.id ?? (gone === undefined ? undefined : `takes away ${gone}`);
  const why = refused === undefined ? '' : `refused: ${refused.reason} ${refused.field ?? ''}`.trimEnd();
  return `${becomes ?? why}\t${JSON.stringify(cells)}`;
}
