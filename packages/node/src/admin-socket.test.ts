// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findAdminSocket, makeAdminSocket } from './admin-socket.ts';

const parent = mkdtempSync(join(tmpdir(), 'iims-admin-'));
after(() => rmSync(parent, { recursive: true }));

function directory(): { readonly directory: string; readonly admin: string } {
  const made = mkdtempSync(join(parent, 'node-'));
  return { directory: made, admin: join(made, 'admin') };
}

describe("the place of the administrator's socket", () => {
  it('is a folder for the user of the node alone, emptied of what a crash left', () => {
    const { directory: node, admin } = directory();
    mkdirSync(admin, { mode: 0o700 });
    writeFileSync(join(admin, 'socket'), '');
    makeAdminSocket(node).close();
    assert.throws(() => chmodSync(join(admin, 'socket'), 0o600), { code: 'ENOENT' });
    findAdminSocket(node).close();
  });

  it('is refused where others may enter it, and where it is a link', () => {
    const elsewhere = mkdtempSync(join(parent, 'elsewhere-'));
    const exposures: ((admin: string) => void)[] = [
      (admin) => {
        mkdirSync(admin);
        chmodSync(admin, 0o770);
      },
      (admin) => symlinkSync(elsewhere, admin),
    ];
    for (const expose of exposures) {
      const { directory: node, admin } = directory();
      expose(admin);
      assert.throws(() => makeAdminSocket(node), { code: 'node.admin-exposed' });
    }
  });

  it('is not looked for behind a link', () => {
    const { directory: node, admin } = directory();
    symlinkSync(parent, admin);
    assert.throws(() => findAdminSocket(node), { code: 'ENOTDIR' });
  });
});
