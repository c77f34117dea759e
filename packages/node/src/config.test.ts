// SPDX-License-Identifier: Apache-2.0
// The configuration: what keeps a node from starting, and that it names the field.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { type NodeConfig, QUOTA_DEFAULTS, readConfig, SECOND_PERSON_DEFAULT, writeConfig } from './config.ts';
import { CONFIG_FILE } from './data-directory.ts';
import { MESSAGE_KEEPING_DEFAULT } from './message-categories.ts';
import { startNode } from './start-node.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-config-'));
after(() => rmSync(directory, { recursive: true }));

const CONFIG: NodeConfig = {
  state: 'GEO',
  stateName: 'Georgia',
  nodeId: 'geo-1',
  authority: 'Border Police',
  officerEdge: { host: '127.0.0.1', port: 8500 },
  partnerEdge: { host: '10.0.0.1', port: 8510 },
  officerHosts: ['127.0.0.1:8500'],
  exercise: false,
  demo: false,
  custody: { kind: 'plain' },
  retention: {},
  quotas: QUOTA_DEFAULTS,
  groups: {},
  messageKeeping: MESSAGE_KEEPING_DEFAULT,
  secondPersonForImports: 'none',
  secondPersonForMessages: SECOND_PERSON_DEFAULT,
  storeWriter: 'own-thread',
  webhooks: { hosts: [], targets: [] },
};

test('what is written is read again, and only its owner can read the file', () => {
  writeConfig(directory, CONFIG);
  assert.deepEqual(readConfig(directory), CONFIG);
  assert.equal(statSync(join(directory, CONFIG_FILE)).mode & 0o777, 0o600);
});

test('officers are served on loopback alone, as long as that is plain HTTP', async () => {
  for (const host of ['127.0.0.1', '127.8.9.10', '::1', 'localhost']) {
    writeConfig(directory, { ...CONFIG, officerEdge: { host, port: 8500 } });
    assert.equal(readConfig(directory).officerEdge.host, host);
  }
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '192.0.2.1',
    'iims.example',
    '127.evil.example',
    '127.1',
    '',
    '::ffff:10.0.0.1',
  ]) {
    writeFileSync(join(directory, CONFIG_FILE), JSON.stringify({ ...CONFIG, officerEdge: { host, port: 8500 } }));
    assert.throws(() => readConfig(directory), invalid('officerEdge.host'), host);
    await assert.rejects(startNode({ directory }), invalid('officerEdge.host'), host);
  }
});

test('a field that is missing, unknown or wrong is named', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['state', { state: 'geo' }],
    ['partnerEdge.port', { partnerEdge: { host: '10.0.0.1', port: 0 } }],
    ['officerHosts', { officerHosts: [] }],
    ['demo', { demo: 'yes' }],
    ['', { password: 'in the wrong file' }],
    ['national', { national: { plugIns: [], partners: { UKR: { layer: 'nobody-lists-it' } } } }],
    ['national.plugIns.0.command.0', { national: { plugIns: [{ name: 'a', command: ['sh'] }], partners: {} } }],
  ];
  for (const [field, change] of wrong) {
    writeFileSync(join(directory, CONFIG_FILE), JSON.stringify({ ...CONFIG, ...change }));
    assert.throws(() => readConfig(directory), invalid(field), field);
  }
});

test('a directory without a configuration is no node', () => {
  assert.throws(() => readConfig(join(directory, 'nowhere')), { code: 'config.missing' });
});

function invalid(field: string) {
  return (fault: unknown): boolean =>
    fault instanceof IimsError && fault.code === 'config.invalid' && fault.field === field;
}

test('a webhook leads to a host that is listed, over https, or over http on this machine, and says nothing else', () => {
  const target = { name: 'desk', url: 'https://desk.example/hook', events: ['message.received'] };
  const written = (hosts: string[], ...targets: object[]) =>
    writeConfig(directory, { ...CONFIG, webhooks: { hosts, targets } } as never);
  written(['desk.example'], target);
  written(
    ['127.0.0.1', '::1'],
    { ...target, url: 'http://127.0.0.1:8/x' },
    { ...target, name: 'b', url: 'http://[::1]:8/' },
  );
  for (const url of [
    'http://desk.example/hook',
    'http://localhost/hook',
    'https://desk.example/hook?token=x',
    'https://desk.example/hook?',
    'https://anna:x@desk.example/hook',
    'https://desk.example/#x',
    'https://elsewhere.example/hook',
    'https://desk.example@elsewhere.example/',
    'ftp://desk.example/',
    'desk.example',
  ]) {
    assert.throws(() => written(['desk.example', 'localhost'], { ...target, url }), { code: 'config.invalid' }, url);
  }
  assert.throws(() => written(['desk.example'], target, target), { code: 'config.invalid' });
  assert.throws(() => written(['desk.example'], { ...target, events: ['alert.entered'] }), { code: 'config.invalid' });
});

test('a mail goes from and to addresses that can end no header', () => {
  const mail = {
    host: 'relay.example',
    port: 465,
    security: 'implicit',
    from: 'node@iims.example',
    to: ['desk@a.example'],
    language: 'ka',
  };
  const written = (change: object) => writeConfig(directory, { ...CONFIG, mail: { ...mail, ...change } } as never);
  written({});
  for (const change of [
    { from: 'node@iims.example\r\nBcc: x@y.example' },
    { from: 'Node <node@iims.example>' },
    { to: ['desk@a.example, other@a.example'] },
    { to: ['desk@a.example> SIZE=1'] },
    { to: [] },
    { host: 'relay.example\n' },
    { security: 'none' },
    { user: 'a\0b' },
    { language: 'xx' },
  ]) {
    assert.throws(() => written(change), { code: 'config.invalid' }, JSON.stringify(change));
  }
});
