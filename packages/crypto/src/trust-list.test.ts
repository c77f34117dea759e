// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import type { ErrorCode } from '@iims/wire/errors';
import { openSignedDocument, signBodyBytes, signTrustDocument } from './trust-document.ts';
import {
  attested,
  DAY_MS,
  delegation,
  FOUNDED_AT,
  foundedTrust,
  GEO,
  HOUR_MS,
  MDA,
  nodeBody,
  officersOf,
  rootBody,
  rootHolder,
  STATES,
  signed,
  signer,
  stateBody,
  UKR,
} from './trust-list.fixture.ts';
import {
  acceptAttestation,
  acceptRoot,
  acceptState,
  restoreState,
  type TrustList,
  trustFromRoot,
} from './trust-list.ts';
import { trustListVersion } from './trust-lookup.ts';

const founded = foundedTrust();
const now = FOUNDED_AT + HOUR_MS;

function refuses(code: ErrorCode, act: () => unknown): void {
  assert.throws(act, { name: 'IimsError', code });
}

const bringUkr = (file: Uint8Array, at = now): TrustList => acceptState(founded, UKR, file, at);

describe('a root of trust', () => {
  it('is accepted when it satisfies its own threshold', () => {
    assert.equal(trustFromRoot(signed(rootBody())).root.version, 1);
  });

  it('is refused when fewer of its holders signed', () => {
    refuses('trust.threshold', () => trustFromRoot(signed(rootBody(), [GEO])));
  });

  it('is refused when half of the holders would do, since two halves could disagree', () => {
    refuses('trust.malformed', () => trustFromRoot(signed(rootBody({ threshold: 1 }))));
  });

  it('is refused when nobody, half, or more than all of the officers of a State would have to sign for it', () => {
    const withOfficers = (count: number, threshold: number) => {
      const officers = [1, 2, 3, 4].slice(0, count).map((number) => `UKR-officer-${number}`);
      return signed(rootBody({ states: { ...rootBody().states, UKR: delegation(officers, threshold) } }));
    };
    for (const [count, threshold] of [
      [3, 0],
      [3, 1],
      [2, 1],
      [4, 2],
      [3, 4],
    ] as const) {
      refuses('trust.malformed', () => trustFromRoot(withOfficers(count, threshold)));
    }
    assert.equal(trustFromRoot(withOfficers(1, 1)).root.officers.get(UKR)?.threshold, 1);
    assert.equal(trustFromRoot(withOfficers(4, 3)).root.officers.get(UKR)?.threshold, 3);
  });

  it('is refused when one key stands under two names', () => {
    const twice = { ...rootHolder(GEO), state: UKR };
    refuses('trust.malformed', () =>
      trustFromRoot(signed(rootBody({ holders: [rootHolder(GEO), twice, rootHolder(MDA)] }))),
    );
  });
});

describe('the next root', () => {
  const next = { version: 2, createdAt: now };

  it('comes into force when old and new holders suffice', () => {
    assert.equal(acceptRoot(founded, signed(rootBody(next))).root.version, 2);
  });

  it('changes nothing when it is in force already', () => {
    assert.equal(acceptRoot(founded, founded.root.document.file), founded);
  });

  it('is refused without the threshold of the old holders', () => {
    const file = signed(
      rootBody({ ...next, holders: ['AZE', 'ROU', 'POL'].map((state) => rootHolder(state as typeof GEO)) }),
      ['AZE', 'ROU', 'POL'],
    );
    refuses('trust.threshold', () => acceptRoot(founded, file));
  });

  it('is refused when the old holders add holders who did not sign', () => {
    const holders = [...STATES, 'AZE', 'ROU'].map((state) => rootHolder(state as typeof GEO));
    refuses('trust.threshold', () =>
      acceptRoot(founded, signed(rootBody({ ...next, holders, threshold: 3 }), [GEO, UKR])),
    );
  });

  it('is refused when it skips a version', () => {
    refuses('trust.gap', () => acceptRoot(founded, signed(rootBody({ version: 3 }))));
  });

  it('is refused when it is older, also validly signed', () => {
    const second = acceptRoot(founded, signed(rootBody(next)));
    refuses('trust.rollback', () => acceptRoot(second, signed(rootBody({ createdAt: now }))));
  });

  it('is refused with other bytes under the version in force', () => {
    refuses('trust.equivocation', () => acceptRoot(founded, signed(rootBody({ createdAt: now }))));
  });

  it('is refused from another federation with the same holders', () => {
    refuses('trust.mix', () => acceptRoot(founded, signed(rootBody({ ...next, federation: 'other-federation' }))));
  });

  it('puts documents out of force that its officers did not sign, and remembers their version', () => {
    const states = { ...rootBody().states, UKR: delegation(['UKR-officer-3', 'UKR-officer-4', 'UKR-officer-5']) };
    const second = acceptRoot(founded, signed(rootBody({ ...next, states })));
    assert.equal(second.states.has(UKR), false);
    assert.equal(second.attestations.has(UKR), false);
    assert.equal(second.states.has(GEO), true);
    const again = signed(stateBody(UKR, { createdAt: now }), ['UKR-officer-4', 'UKR-officer-5']);
    refuses('trust.equivocation', () => acceptState(second, UKR, again, now));
    const higher = signed(stateBody(UKR, { version: 2 }), ['UKR-officer-4', 'UKR-officer-5']);
    assert.equal(acceptState(second, UKR, higher, now).states.get(UKR)?.version, 2);
  });

  it('keeps a document in force that old and new officers both signed beforehand', () => {
    const both = bringUkr(
      signed(stateBody(UKR, { version: 2 }), [...officersOf(UKR), 'UKR-officer-4', 'UKR-officer-5']),
    );
    const states = { ...rootBody().states, UKR: delegation(['UKR-officer-4', 'UKR-officer-5']) };
    assert.equal(acceptRoot(both, signed(rootBody({ ...next, states }))).states.get(UKR)?.version, 2);
  });
});

describe("a State's document", () => {
  it('comes into force with a higher version, whoever brings it', () => {
    const next = bringUkr(signed(stateBody(UKR, { version: 7 })));
    assert.equal(next.states.get(UKR)?.version, 7);
    assert.equal(founded.states.get(UKR)?.version, 1);
    assert.equal(trustListVersion(next) - trustListVersion(founded), 6);
  });

  it('changes nothing when it is in force already', () => {
    const { document } = founded.states.get(UKR)!;
    assert.equal(bringUkr(document.file), founded);
  });

  it('is refused when it is older: rollback', () => {
    const next = bringUkr(signed(stateBody(UKR, { version: 2 })));
    refuses('trust.rollback', () => acceptState(next, UKR, founded.states.get(UKR)!.document.file, now));
  });

  it('is refused when it calls itself older than the version before it: nobody withdraws a key for days that are past', () => {
    const later = signed(stateBody(UKR, { version: 2, createdAt: now }));
    const backDated = signed(stateBody(UKR, { version: 3, createdAt: now - 1 }));
    refuses('trust.rollback', () => acceptState(bringUkr(later), UKR, backDated, now));
  });

  it('is refused with other bytes under one version: equivocation', () => {
    refuses('trust.equivocation', () => bringUkr(signed(stateBody(UKR, { name: 'Another name' }))));
  });

  it('is refused when it has expired: freeze', () => {
    const file = signed(stateBody(UKR, { version: 2 }));
    const end = FOUNDED_AT + 90 * DAY_MS;
    assert.equal(bringUkr(file, end - 1).states.get(UKR)?.version, 2);
    refuses('trust.expired', () => bringUkr(file, end));
  });

  it('is refused from more than five minutes in the future', () => {
    const createdAt = now + 5 * 60_000;
    assert.ok(bringUkr(signed(stateBody(UKR, { version: 2, createdAt })), now));
    refuses('trust.early', () => bringUkr(signed(stateBody(UKR, { version: 2, createdAt: createdAt + 1 })), now));
  });

  it('is refused when it would live longer than 90 days', () => {
    const expiresAt = FOUNDED_AT + 90 * DAY_MS + 1;
    refuses('trust.malformed', () => bringUkr(signed(stateBody(UKR, { version: 2, expiresAt }))));
  });

  it('is refused when one officer signed twice', () => {
    refuses('trust.threshold', () =>
      bringUkr(signed(stateBody(UKR, { version: 2 }), ['UKR-officer-1', 'UKR-officer-1'])),
    );
  });

  it('is refused when a second holder has an Ed25519 signature only, or an ML-DSA-65 signature only', () => {
    const file = signed(stateBody(UKR, { version: 2 }));
    for (const kind of ['ed25519', 'mldsa65']) {
      refuses('trust.threshold', () => bringUkr(withSignature(file, 1, { [kind]: '' })));
    }
  });

  it('is refused when the two kinds of a holder stand in different elements', () => {
    const file = signed(stateBody(UKR, { version: 2 }), ['UKR-officer-1', 'UKR-officer-2', 'UKR-officer-2']);
    const split = withSignature(withSignature(file, 1, { ed25519: '' }), 2, { mldsa65: '' });
    refuses('trust.threshold', () => bringUkr(split));
  });

  it('is refused when it was signed for another type of document', () => {
    const body = utf8(JSON.stringify(stateBody(UKR, { version: 2 })));
    const file = signBodyBytes('root', body, officersOf(UKR).map(signer));
    refuses('trust.threshold', () => bringUkr(file));
  });

  it('is refused when one byte of the body differs', () => {
    const file = openSignedDocument(signed(stateBody(UKR, { version: 2 })));
    file.body[file.body.length - 2]! ^= 1;
    refuses('trust.threshold', () => bringUkr(reassembled(file)));
  });

  it("is refused from another State's officers", () => {
    refuses('trust.threshold', () => bringUkr(signed(stateBody(UKR, { version: 2 }), officersOf(MDA))));
  });

  it('is refused when it names another State than it came for: mix', () => {
    refuses('trust.mix', () => bringUkr(signed(stateBody(MDA, { version: 2 }), officersOf(UKR))));
  });

  it('is refused from another federation with the same officers: mix', () => {
    refuses('trust.mix', () => bringUkr(signed(stateBody(UKR, { version: 2, federation: 'demo-other' }))));
  });

  it('is refused for a State that the root does not name', () => {
    refuses('trust.unknown-state', () => acceptState(founded, 'AZE' as typeof GEO, signed(stateBody(UKR)), now));
  });

  it("is refused when it claims a key, a pin, a node id or a log of another State's document", () => {
    const own = nodeBody(UKR, 2);
    const other = nodeBody(MDA);
    const claims = [
      { signing: other.signing },
      { log: { ...own.log, origin: other.log.origin } },
      { log: { ...other.log, origin: own.log.origin } },
      { witness: other.witness },
      { kem: other.kem },
      { tls: other.tls },
      { nodeId: other.nodeId },
    ];
    for (const claim of claims) {
      refuses('trust.key-taken', () => bringUkr(signed(stateBody(UKR, { version: 2, nodes: [{ ...own, ...claim }] }))));
    }
  });

  it('is refused when the id of an opening key is not that of the key', () => {
    const node = nodeBody(UKR, 2);
    const kem = node.kem.map((epoch) => ({ ...epoch, kid: '0'.repeat(64) }));
    refuses('trust.malformed', () => bringUkr(signed(stateBody(UKR, { version: 2, nodes: [{ ...node, kem }] }))));
  });

  it('is refused with a field that this format does not have, and with a key that stands twice', () => {
    const text = JSON.stringify(stateBody(UKR, { version: 2 }));
    const sign = (body: string) => signBodyBytes('state', utf8(body), officersOf(UKR).map(signer));
    refuses('trust.malformed', () => bringUkr(sign(`${text.slice(0, -1)},"extra":1}`)));
    refuses('json.duplicate-key', () => bringUkr(sign(`${text.slice(0, -1)},"version":9}`)));
  });
});

describe('a document read back after a restart', () => {
  it('is in force even if it expired meanwhile, and still refuses what is older', () => {
    const fresh = trustFromRoot(founded.root.document.file);
    const file = signed(stateBody(UKR, { version: 3 }));
    const restored = restoreState(fresh, UKR, file);
    assert.equal(restored.states.get(UKR)?.version, 3);
    refuses('trust.rollback', () => acceptState(restored, UKR, signed(stateBody(UKR, { version: 2 })), now));
  });

  it('stays out of force when the root does not carry it any more, and its version stays remembered', () => {
    const states = { ...rootBody().states, UKR: delegation(['UKR-officer-4', 'UKR-officer-5']) };
    const second = acceptRoot(trustFromRoot(founded.root.document.file), signed(rootBody({ version: 2, states })));
    const restored = restoreState(second, UKR, signed(stateBody(UKR, { version: 3 })));
    assert.equal(restored.states.has(UKR), false);
    const older = signed(stateBody(UKR, { version: 2 }), ['UKR-officer-4', 'UKR-officer-5']);
    refuses('trust.rollback', () => acceptState(restored, UKR, older, now));
  });
});

describe('an attestation', () => {
  const ukrFile = founded.states.get(UKR)!.document.file;
  const bring = (file: Uint8Array, trust = founded) => acceptAttestation(trust, UKR, file, now);

  it('is held when a node of the State signed it for the document in force', () => {
    assert.equal(bring(attested(UKR, ukrFile, { at: now })).attestations.get(UKR)?.at, now);
  });

  it('is refused when it is older than the held one', () => {
    const next = bring(attested(UKR, ukrFile, { at: now }));
    refuses('trust.rollback', () => bring(attested(UKR, ukrFile, { at: now - 1 }), next));
  });

  it('is refused where another of the same moment is held, so that two honest nodes do not hand them to and fro for ever', () => {
    const signers = [{ ...signer('UKR-node-1'), holder: 'ukr-1' }];
    const { body } = openSignedDocument(attested(UKR, ukrFile, { at: now }));
    const [one, other] = ['', ' '].map((end) => signBodyBytes('attestation', utf8(fromUtf8(body) + end), signers));
    const held = bring(one!);
    assert.equal(bring(one!, held), held);
    refuses('trust.rollback', () => bring(other!, held));
  });

  it('is refused from the future', () => {
    refuses('trust.early', () => bring(attested(UKR, ukrFile, { at: now + 5 * 60_000 + 1 })));
  });

  it('is refused when it speaks for another version or other bytes', () => {
    refuses('trust.mix', () => bring(attested(UKR, ukrFile, { at: now, documentVersion: 2 })));
    const other = signed(stateBody(UKR, { name: 'Another name' }));
    refuses('trust.mix', () => bring(attested(UKR, other, { at: now })));
  });

  it('is refused from a node of another State', () => {
    const body = JSON.parse(fromUtf8(openSignedDocument(attested(UKR, ukrFile)).body));
    refuses('trust.signature', () =>
      bring(signTrustDocument({ ...body, at: now }, [{ ...signer('MDA-node-1'), holder: 'ukr-1' }])),
    );
  });

  it('is refused when it was made for another State or federation with the same keys', () => {
    refuses('trust.mix', () => bring(attested(UKR, ukrFile, { at: now, federation: 'demo-other' })));
    refuses('trust.mix', () => bring(attested(UKR, ukrFile, { at: now, state: MDA })));
  });

  it('falls with the document it spoke for', () => {
    assert.equal(bringUkr(signed(stateBody(UKR, { version: 2 }))).attestations.has(UKR), false);
  });
});

type Opened = ReturnType<typeof openSignedDocument>;

function reassembled({ body, signatures }: Pick<Opened, 'body' | 'signatures'>): Uint8Array {
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return utf8(
    JSON.stringify({
      body: encode(body),
      signatures: signatures.map(({ holder, ed25519, mldsa65 }) => ({
        holder,
        ed25519: encode(ed25519),
        mldsa65: encode(mldsa65),
      })),
    }),
  );
}

/** The file with some fields of one element of its signatures replaced. */
function withSignature(file: Uint8Array, index: number, change: Record<string, string>): Uint8Array {
  const parsed = JSON.parse(fromUtf8(file));
  Object.assign(parsed.signatures[index], change);
  return utf8(JSON.stringify(parsed));
}
