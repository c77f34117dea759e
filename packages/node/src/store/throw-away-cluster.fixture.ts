// SPDX-License-Identifier: Apache-2.0
// A PostgreSQL cluster for one test run, made from the system's own binaries: on a Unix socket in a temporary directory,
// flushing to disk as a real one does.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresAddress } from './postgres-database.ts';

export interface ThrowAwayCluster {
  readonly address: PostgresAddress;
  /** Makes an empty database and gives its address. */
  createDatabase(name: string): PostgresAddress;
  /** From here on every account but the cluster's own must show its password. */
  demandPasswords(): void;
  /** Ends the server at once, as a power cut of its host would. */
  kill(): void;
  remove(): void;
}

/** Where a server is installed, newest first; `undefined` when there is none of version 15 or later. */
export function findPostgresBinaries(): string | undefined {
  return VERSIONS.map((version) => `/usr/lib/postgresql/${version}/bin`).find((bin) => existsSync(`${bin}/initdb`));
}

/** Makes and starts a cluster. `initdb` refuses root, who therefore lends the work to the user `postgres`. */
export function startThrowAwayCluster(bin: string, sharedBuffers = '16MB'): ThrowAwayCluster {
  const asRoot = process.getuid?.() === 0;
  const directory = mkdtempSync(join(tmpdir(), 'iims-postgres-'));
  const run = (command: string, ...args: string[]): string => {
    const line: [string, ...string[]] = asRoot
      ? ['runuser', '-u', 'postgres', '--', join(bin, command), ...args]
      : [join(bin, command), ...args];
    return execFileSync(line[0], line.slice(1), {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  if (asRoot) execFileSync('chown', ['postgres', directory]);
  chmodSync(directory, 0o755);
  const data = join(directory, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'iims', '--no-locale', '-E', 'UTF8', '--no-sync');
  const settings = `-k ${directory} -c listen_addresses= -c shared_buffers=${sharedBuffers} -c max_connections=40`;
  run('pg_ctl', '-D', data, '-w', '-l', join(directory, 'server.log'), '-o', settings, 'start');
  const address = { host: directory, user: 'iims', database: 'postgres' };
  return {
    address,
    createDatabase(name) {
      run('createdb', '-h', directory, '-U', 'iims', name);
      return { ...address, database: name };
    },
    demandPasswords() {
      writeFileSync(join(data, 'pg_hba.conf'), 'local all iims trust\nlocal all all scram-sha-256\n');
      run('pg_ctl', '-D', data, 'reload');
    },
    kill() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    },
    remove() {
      if (existsSync(join(data, 'postmaster.pid'))) run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(directory, { recursive: true });
    },
  };
}

const VERSIONS = [18, 17, 16, 15];
