// SPDX-License-Identifier: Apache-2.0
// The receipt of a message verified by a second tool: the script of spec/receipt.md, 30, which has nothing but OpenSSL. Where the OpenSSL
// of this machine knows no ML-DSA, that of Node stands in for those signatures.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { skipOrFail } from '../store/skip-or-fail.fixture.ts';
import { AZE, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import {
  type MadeSignedReceipt,
  makeDeletionReceipt,
  makeMessageReceipt,
  RECEIVED_AT,
  withoutItsKeys,
  withSecondNode,
} from './signed-receipt.fixture.ts';
import { formatSignedReceipt } from './signed-receipt-file.ts';
import { verifySignedReceipt } from './verify-signed-receipt.ts';

const SCRIPT = join(import.meta.dirname, '../../../../spec/verify-message-receipt.sh');
const title = 'a receipt of a message is verified by OpenSSL alone';

if (spawnSync('openssl', ['version']).status !== 0) skipOrFail(title, 'no openssl: apt-get install openssl');
else {
  describe(title, () => {
    let folder: string;
    let good: MadeSignedReceipt;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'iims-openssl-'));
      writeFileSync(join(folder, 'verify.mjs'), VERIFY_BY_NODE);
      writeFileSync(join(folder, 'openssl'), withLattices(join(folder, 'verify.mjs')), { mode: 0o700 });
      good = await makeMessageReceipt();
    });
    after(() => rmSync(folder, { recursive: true }));

    const run = ({ file, rootOfTrust }: Pick<MadeSignedReceipt, 'file' | 'rootOfTrust'>, openssl = 'openssl') => {
      const [receipt, root] = ['receipt', 'root'].map((name) => join(folder, name)) as [string, string];
      writeFileSync(receipt, file);
      writeFileSync(root, rootOfTrust);
      const env = { ...process.env, OPENSSL: openssl };
      const { status, stdout, stderr } = spawnSync('sh', [SCRIPT, receipt, root], { env, encoding: 'utf8' });
      return { status, said: `${stdout}${stderr}` };
    };
    const refuses = (made: Pick<MadeSignedReceipt, 'file' | 'rootOfTrust'>, why: RegExp, openssl?: string) => {
      const { status, said } = run(made, openssl);
      assert.equal(status, 1, said);
      assert.match(said, why);
      assert.doesNotMatch(said, /YES/);
    };
    const changed = (from: string | RegExp, to: string) => {
      const file = fromUtf8(good.file).replace(from, to);
      assert.notEqual(file, fromUtf8(good.file));
      return { ...good, file: utf8(file) };
    };

    it('to the root of the log, and says what it did not look at', () => {
      const { status, said } = run(good);
      assert.equal(status, 0, said);
      assert.match(said, /ok {2}document of UKR, version 2, signed by 2 of its officers/);
      assert.match(said, /ok {2}receipt, signed by UKR/);
      assert.match(said, /ok {2}entry 4 of 7 in iims\/UKR\/audit\/1/);
      assert.match(said, /YES\. UKR received message .* of GEO, number 7/);
      assert.match(said, /witnessed by AZE MDA|ML-DSA and witnesses: not looked at/);
    });

    it('with ML-DSA to the witnesses, before whom a key that is listed no more counts', async () => {
      const openssl = knowsLattices('openssl') ? 'openssl' : join(folder, 'openssl');
      assert.match(run(good, openssl).said, /ok {2}witnessed by AZE MDA, a quorum of 2 by \d+ s/);
      const withNewer = ({ parts, ...made }: MadeSignedReceipt) => {
        const documents = [...parts.documents, withoutItsKeys({ parts, ...made })];
        return { ...made, file: formatSignedReceipt({ ...parts, documents }) };
      };
      const since = RECEIVED_AT + 86_400_000;
      assert.match(run(withNewer(good), openssl).said, new RegExp(`listed no more since ${since}[^]*YES`));
      refuses(withNewer(await makeMessageReceipt({ cosignedBy: [AZE] })), /a quorum of witnesses saw/, openssl);
      // Whoever reads the times otherwise than by the earliest quorum judges these otherwise.
      for (const { times, holds } of WITNESSED_BEFORE) {
        const cosignedBy = [AZE, MDA, GEO].slice(0, times.length);
        const documentsOf = [UKR, AZE, MDA, GEO];
        const cosignedAt = times.map((after) => since + after);
        const made = withNewer(await makeMessageReceipt({ cosignedBy, cosignedAt, documentsOf }));
        const product = () => verifySignedReceipt(made);
        if (holds) {
          assert.equal(run(made, openssl).status, 0, `${times}`);
          assert.equal(product().revokedSince, since);
        } else {
          refuses(made, /a quorum of witnesses saw/, openssl);
          assert.throws(product, { code: 'receipt.key-revoked' });
        }
      }
    });

    it('with the witness of any node of a State that has several', () => {
      const openssl = knowsLattices('openssl') ? 'openssl' : join(folder, 'openssl');
      const [ukraine] = good.parts.documents;
      const documents = [ukraine!, withSecondNode(good, AZE), withSecondNode(good, MDA)];
      const made = { ...good, file: formatSignedReceipt({ ...good.parts, documents }) };
      assert.equal(verifySignedReceipt(made).standing, 'witnessed');
      assert.match(run(made, openssl).said, /ok {2}witnessed by AZE MDA, a quorum of 2/);
    });

    it('and one that was changed is refused, by what does not hold', async () => {
      const other = await makeMessageReceipt({ sender: AZE });
      const { signed, logged } = other.parts;
      const { salt, proof } = good.parts.logged!;
      const forged = (parts: Partial<MadeSignedReceipt['parts']>) => ({
        ...good,
        file: formatSignedReceipt({ ...good.parts, ...parts }),
      });
      const [ukraine, ...others] = good.parts.documents;
      const [first] = ukraine!.signatures;
      refuses(changed('"sender": "GEO"', '"sender": "MDA"'), /what stands in words/);
      refuses(changed(toBase64(good.parts.signed), toBase64(signed)), /what stands in words/);
      refuses(forged({ logged: logged! }), /the entry is the one that the receipt names/);
      refuses(forged({ logged: { salt, body: good.parts.logged!.body, proof: logged!.proof } }), /path leads/);
      const text = fromUtf8(proof).replace('iims/UKR/audit/1\n7', 'iims/UKR/audit/1\n8');
      refuses(forged({ logged: { ...good.parts.logged!, proof: utf8(text) } }), /the log signed/);
      refuses(forged({ documents: others }), /lists the key that signed/);
      const once = { ...ukraine!, signatures: [first!] };
      refuses(forged({ documents: [once, ...others] }), /as many officers of UKR/);
      const twice = { ...ukraine!, signatures: [first!, first!] };
      refuses(forged({ documents: [twice, ...others] }), /each officer of UKR signs once/);
      const alike = { ...first!, holder: first!.holder.replace('-', '.') };
      refuses(forged({ documents: [{ ...ukraine!, signatures: [first!, alike] }, ...others] }), /officers of UKR/);
      refuses(forged({ documents: [{ ...ukraine!, state: AZE }, ...others] }), /officers of AZE/);
      refuses(makeDeletionReceipt(), /the receipt of a message/);
      // Holders named without a signature, a signature left out, a body that nobody signed behind one that is signed.
      const unsigned = fromUtf8(good.file).replace(/^ *"(?:ed25519|mldsa65)": "[^"]*",?\n/gm, '');
      refuses({ ...good, file: utf8(unsigned) }, /a document is its State/);
      refuses(changed(/^ *"mldsa65": "[^"]*",?\n/m, ''), /a document is its State/);
      refuses(
        changed(/^( *"body": "[^"]*",\n)((?:.|\n)*?"mldsa65": "[^"]*",?\n)/m, '$1$2$1'),
        /a document is its State/,
      );
      const late = await makeMessageReceipt({ at: RECEIVED_AT + 4_000 * 86_400_000 });
      refuses(late, /in force then lists the key/);
    });
  });
}

/** Of a quorum of two: when each witness cosigned, in milliseconds after the key was listed no more. */
const WITNESSED_BEFORE = [
  { times: [-9_000, -4_000], holds: true },
  { times: [-9_000, 4_000], holds: false },
  { times: [-9_000, -4_000, 9_000], holds: true },
  { times: [9_000, 4_000, -9_000], holds: false },
] as const;

/** What OpenSSL 3.5 does with ML-DSA, done by the OpenSSL in Node. */
const VERIFY_BY_NODE = `
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
const of = (name) => readFileSync(process.argv[process.argv.indexOf(name) + 1]);
const key = createPublicKey({ key: of('-inkey'), format: 'der', type: 'spki' });
process.exit(verify(null, of('-in'), key, of('-sigfile')) ? 0 : 1);
`;

/** Whether this OpenSSL is of 3.5 or later: then nothing stands in for it. */
function knowsLattices(openssl: string): boolean {
  return /ml-dsa-65/i.test(spawnSync(openssl, ['list', '-signature-algorithms'], { encoding: 'utf8' }).stdout);
}

function withLattices(verify: string): string {
  return `#!/bin/sh
case $1 in
list) echo ml-dsa-65 ;;
pkeyutl) exec "${process.execPath}" "${verify}" "$@" ;;
*) exec openssl "$@" ;;
esac
`;
}
