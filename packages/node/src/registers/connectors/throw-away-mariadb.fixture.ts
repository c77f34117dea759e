// SPDX-License-Identifier: Apache-2.0
// A MariaDB server for one test run, made from the system's own binaries: on a Unix socket in a temporary directory.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';

export interface ThrowAwayMariadb {
  /** Path of its socket. */
  readonly socket: string;
  /** Runs statements as the server's administrator. */
  run(...statements: string[]): Promise<void>;
  remove(): Promise<void>;
}

export function hasMariadb(): boolean {
  return existsSync(SERVER) && existsSync(INSTALLER);
}

export async function startThrowAwayMariadb(): Promise<ThrowAwayMariadb> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-mariadb-'));
  const data = join(directory, 'data');
  const socket = join(directory, 'socket');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const common = ['--no-defaults', `--datadir=${data}`, ...user];
  execFileSync(INSTALLER, [...common, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    stdio: 'ignore',
  });
  const small = ['--innodb-buffer-pool-size=8M', '--innodb-log-file-size=4M', '--key-buffer-size=1M'];
  const server = spawn(SERVER, [...common, ...small, `--socket=${socket}`, '--skip-networking', '--skip-log-bin'], {
    stdio: 'ignore',
  });
  const admin = await connectWhenReady(server, socket);
  return {
    socket,
    async run(...statements) {
      for (const statement of statements) await admin.query(statement);
    },
    async remove() {
      admin.destroy();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

async function connectWhenReady(server: ChildProcess, socketPath: string): Promise<mysql.Connection> {
  for (const endsAt = Date.now() + START_MS; ; ) {
    try {
      return await mysql.createConnection({ socketPath, user: 'root' });
    } catch (fault) {
      if (server.exitCode !== null || Date.now() > endsAt) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const SERVER = '/usr/sbin/mariadbd';
const INSTALLER = '/usr/bin/mariadb-install-db';
const START_MS = 20_000;
