// SPDX-License-Identifier: Apache-2.0
// Offline packs between node and device: what travels, who opens it, what a check says, and how uses come back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw } from '@iims/crypto/keys';
import { beginPack } from '@iims/crypto/pack-envelope';
import { composeUse, usesHead, usesStart } from '@iims/crypto/pack-uses';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { concatBytes } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { detectSubjects } from '@iims/wire/detect';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { PackUse } from '@iims/wire/pack-documents';
import type { Subject } from '@iims/wire/subject';
import { systemRandom } from '../clock.ts';
import { passportAlert } from '../query/alert.fixture.ts';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { checkPack } from './check-pack.ts';
import type { OpenPack } from './open-pack.ts';
import { addOfficer, deviceOf, HOUR_MS, openPackNode, PASSPORT, type PackNode, PERSON } from './pack.fixture.ts';
import { PackWriter } from './pack-contents.ts';

let node: PackNode;
before(async () => {
  node = await openPackNode();
});
after(() => node.close());

const check = (pack: OpenPack, input: string) =>
  checkPack(pack, detectSubjects(input, { referenceYear: 2026 }).subjects, node.clock.nowMs);
const refusal = (code: string) => (fault: unknown) => fault instanceof IimsError && fault.code === code;

test('a pack meets papers by number and persons by similar names, and says whom nobody asked', async () => {
  const pack = node.open(await node.make());
  const byNumber = check(pack, 'AA1234567');
  assert.equal(byNumber.verdict, 'hit');
  assert.deepEqual(
    byNumber.states.map(({ state, outcome, reason }) => [state, outcome, reason]),
    [
      ['UKR', 'hit', undefined],
      ['AZE', 'unavailable', 'not-asked'],
      ['GEO', 'unavailable', 'not-asked'],
      ['MDA', 'unavailable', 'not-asked'],
    ],
  );
  const [hit] = byNumber.states[0]!.hits;
  assert.deepEqual([hit!.alertId, hit!.action, hit!.register], [PASSPORT.id, 'keep-document', 'travel-document']);
  const byName = check(pack, 'КОВАЛЬ Іван 29.02.1980');
  assert.deepEqual(
    byName.states[0]!.hits.map(({ alertId, cautions }) => [alertId, cautions]),
    [[PERSON.id, ['armed']]],
  );
  assert.equal(check(pack, 'BONDAR PETRO 1980-02-29').states[0]!.hits[0]!.band, 'compare', "the victim's name");
});

test('a miss is incomplete, never no-hit', async () => {
  const verdict = check(node.open(await node.make()), 'ZZ7654321');
  assert.deepEqual([verdict.verdict, verdict.complete], ['incomplete', false]);
  assert.deepEqual([verdict.states[0]!.outcome, verdict.states[0]!.reason], ['unavailable', 'not-in-pack']);
  assert.ok(verdict.states.every(({ outcome }) => outcome !== 'no-hit'));
});

test('covert alerts, discreet checks and handling H2 and H3 stay behind, and nothing counts them', async () => {
  const pack = node.open(await node.make());
  for (const input of ['BB1234567', 'CC1234567', 'AA0001AA'])
    assert.equal(check(pack, input).verdict, 'incomplete', input);
  assert.deepEqual(
    pack.about.registers.map(({ id, alerts, changedAt }) => [id, alerts, changedAt % (24 * HOUR_MS)]),
    [
      ['person', 1, 0],
      ['travel-document', 1, 0],
    ],
  );
  assert.ok(!('legalBasis' in encodedAlert(pack)) || encodedAlert(pack).legalBasis === '');
});

test('an alert that was not revalidated gives compare at most on the device too', async () => {
  const pack = node.open(await node.make());
  const { subjects } = detectSubjects('AA1234567', { referenceYear: 2026 });
  const [hit] = checkPack(pack, subjects, Date.UTC(2099, 5, 1)).states[0]!.hits;
  assert.deepEqual([hit!.band, hit!.why.includes('not-revalidated')], ['compare', true]);
});

test('another device, another officer and another root of trust open nothing', async () => {
  const bytes = await node.make();
  assert.throws(() => node.open(bytes, { device: deviceOf(2).kem }), refusal('pack.other-device'));
  const other = kemPrivateKeyFromSeed(new Uint8Array(32).fill(8));
  assert.throws(() => node.open(bytes, { officer: other }), refusal('pack.locked'));
  const { rootFile } = foundedForTests(node.clock.nowMs - HOUR_MS, 'demo-others');
  assert.throws(() => node.open(bytes, { root: rootFile }), refusal('pack.signature'));
});

test('a clock that stands where the documents of trust do not hold is named, and not the signature', async () => {
  const bytes = await node.make();
  const made = node.clock.nowMs;
  try {
    node.clock.nowMs = Date.UTC(1970, 0, 1);
    assert.throws(() => node.open(bytes), refusal('pack.clock'));
    node.clock.nowMs = Date.UTC(2999, 0, 1);
    assert.throws(() => node.open(bytes), refusal('pack.expired'));
  } finally {
    node.clock.nowMs = made;
  }
});

test('a pack opens only with both signatures of a node of the State that it names, as much an exercise as its federation', async () => {
  const pairOf = (state: StateCode) => node.federation.states.get(state)!.keys.signing[0]!;
  for (const [what, making] of [
    ['by another State', { signers: () => pairOf(GEO) }],
    ['its second signature by another', { signers: () => ({ ...pairOf(UKR), mldsa65: pairOf(GEO).mldsa65 }) }],
    ['no exercise in a federation of exercises', { exercise: false }],
  ] as const) {
    const bytes = await node.make({ making });
    assert.throws(() => node.open(bytes), refusal('pack.signature'), what);
  }
  const { about } = node.open(await node.make());
  const now = node.clock.nowMs;
  const fields = { id: new Uint8Array(16).fill(7), salt: new Uint8Array(16), createdAt: now, notAfter: now + HOUR_MS };
  const recipients = { device: node.device.request.kem, officer: kemPublicKeyFromRaw(node.officer.publicKey) };
  const inNameOf = async (state: StateCode) => {
    const writer = new PackWriter(beginPack({ ...fields, state, exercise: true }, recipients, systemRandom));
    const said = { ...about, trust: trustBundleOf(node.federation.trust), registers: [], persons: 0 };
    return concatBytes(...(await writer.finish(said, pairOf(UKR), async () => undefined)).parts);
  };
  assert.equal(node.open(await inNameOf(UKR)).header.state, UKR);
  const georgian = await inNameOf(GEO);
  assert.throws(() => node.open(georgian), refusal('pack.signature'), 'in the name of another State');
});

test('an alert that cannot be read is told: no pack is made without it', async () => {
  const other = await openPackNode();
  try {
    other.damage(PASSPORT);
    await assert.rejects(other.make(), refusal('store.failed'));
  } finally {
    await other.close();
  }
});

test('of many that are met the first are shown, hits first, and that there are more is said; the data is as old as its oldest register', async () => {
  const overdue = passportAlert('AA1234567', 1, { reviewOn: '2026-01-06' });
  const many = [overdue, ...[2, 3, 4, 5].map((serial) => passportAlert('AA1234567', serial)), PERSON];
  const crowded = await openPackNode(many);
  try {
    const pack = crowded.open(await crowded.make());
    const [own] = check(pack, 'AA1234567').states;
    assert.deepEqual(
      [own!.hits.map(({ alertId, band }) => [alertId, band]), own!.more],
      [[2, 3, 4].map((serial) => [`UKR-STD-${serial}`, 'hit']), true],
    );
    const checkedAt = pack.about.registers.map((register) => register.checkedAt);
    assert.equal(new Set(checkedAt).size, 2);
    assert.equal(own!.asOf, new Date(Math.min(...checkedAt)).toISOString());
  } finally {
    await crowded.close();
  }
});

test('a person met by a name and a paper of theirs is a hit on the device as at the node', async () => {
  const pack = node.open(await node.make());
  const byName = detectSubjects('KOVALJ IVAN 1980-02-28', { referenceYear: 2026 }).subjects;
  const byPaper: readonly Subject[] = [{ kind: 'travel-document', number: 'PAPER1', issuingState: 'UTO' }];
  const hitOf = (subjects: readonly Subject[]) => checkPack(pack, subjects, node.clock.nowMs).states[0]!.hits[0]!;
  assert.equal(hitOf(byName).band, 'compare');
  const both = hitOf([...byName, ...byPaper]);
  assert.equal(both.band, 'hit');
  assert.deepEqual(both.why.slice(0, 2), hitOf(byPaper).why);
  assert.deepEqual(both.why.slice(2), hitOf(byName).why);
});

test('an alert that is met in two ways is met by the stronger, whichever was asked first', async () => {
  const pack = node.open(await node.make());
  const [mistyped, right] = ['AAI234567', 'AA1234567'].map((number) => ({ kind: 'travel-document', number }) as const);
  const bandOf = (...subjects: Subject[]) => checkPack(pack, subjects, node.clock.nowMs).states[0]!.hits[0]!.band;
  assert.deepEqual([bandOf(mistyped!), bandOf(right!)], ['compare', 'hit']);
  assert.deepEqual([bandOf(mistyped!, right!), bandOf(right!, mistyped!)], ['hit', 'hit']);
});

test('a struck device, a closed account and an officer without a secret get no pack', async () => {
  const device = deviceOf(3);
  const wanted = { by: 'operator', officer: 'olena', lifeMs: HOUR_MS, usesMax: 1, registers: undefined };
  await node.packs.make({ ...wanted, device: device.request });
  await node.store.write(
    { event: 'pack.device-struck', body: {} },
    { name: 'strike-pack-device', args: { deviceId: device.request.id } },
  );
  await assert.rejects(node.packs.make({ ...wanted, device: device.request }), refusal('pack.device-struck'));
  await addOfficer(node.store, 'taras', node.officer);
  await node.store.write({ event: 'user.disabled', body: {} }, { name: 'disable-user', args: { user: 'taras' } });
  await assert.rejects(
    node.packs.make({ ...wanted, officer: 'taras', device: node.device.request }),
    refusal('pack.no-officer'),
  );
  await assert.rejects(
    node.packs.make({ ...wanted, officer: 'nobody', device: node.device.request }),
    refusal('pack.no-secret'),
  );
  await assert.rejects(node.make({ registers: ['none'] }), refusal('register.unknown'));
});

test('one pack is made at a time', async () => {
  const wanted = { by: 'operator', officer: 'olena', lifeMs: HOUR_MS, usesMax: 1, registers: undefined };
  const first = node.packs.make({ ...wanted, device: node.device.request });
  await assert.rejects(node.packs.make({ ...wanted, device: node.device.request }), refusal('pack.busy'));
  await first;
});

test('each use becomes one entry, though the log comes twice and at once, and a hit waits to be settled', async () => {
  const { pack, log } = await usedPack(['AA1234567', 'ZZ7654321']);
  const before = (await node.entries()).length;
  const partly = log(1);
  assert.deepEqual(await node.packs.take('olena', partly), { packId: idOf(pack), uses: 1, taken: 1, ended: false });
  const whole = log(3);
  const both = await Promise.allSettled([node.packs.take('olena', whole), node.packs.take('olena', whole)]);
  const taken = both.map((one) => (one.status === 'fulfilled' ? one.value.taken : (one.reason as IimsError).code));
  assert.deepEqual(taken.sort(), [1, 'pack.in-use']);
  await node.packs.take('olena', whole);
  const used = (await node.entries()).slice(before).filter(({ event }) => event === 'pack.used');
  assert.deepEqual(
    used.map(({ body }) => [body.number, body.outcome, body.user, body.caseRef]),
    [
      [1, 'hit', 'olena', 'CASE-1'],
      [2, 'not-in-pack', 'olena', 'CASE-1'],
    ],
  );
  const shown = (await node.packs.list()).find(({ packId }) => packId === idOf(pack));
  assert.deepEqual([shown!.standing, shown!.usesTaken, shown!.broken, shown!.hitsToSettle], ['returned', 2, null, 1]);
  const [hit] = (await node.packs.hits()).filter(({ packId }) => packId === idOf(pack));
  assert.deepEqual(hit!.hits, [{ register: 'travel-document', alertId: PASSPORT.id, band: 'hit' }]);
  const settle = () =>
    node.store.write(
      { event: 'pack.hit-settled', body: {} },
      { name: 'settle-pack-hit', args: { entryIndex: hit!.entry } },
    );
  await settle();
  await assert.rejects(settle(), refusal('pack.not-found'));
});

test('a log that was cut, changed or written anew is broken at its place, and what stands before it is taken', async () => {
  const { pack, log } = await usedPack(['AA1234567', 'ZZ7654321', 'XX1111111']);
  const whole = log(4);
  await node.packs.take('olena', log(2));
  assert.equal((await node.packs.take('olena', log(1))).broken, '2 shorter-than-taken');
  const flipped = whole.slice();
  flipped[flipped.length - 400]! ^= 1;
  assert.match((await node.packs.take('olena', flipped)).broken!, /^4 (signature|unreadable|chain)$/);
  const { log: otherLog } = await usedPack(['ZZ7654321', 'ZZ7654321', 'ZZ7654321', 'ZZ7654321'], pack);
  const other = await node.packs.take('olena', otherLog(4));
  assert.deepEqual([other.broken, other.taken], ['3 other-than-taken', 0]);
  const shown = (await node.packs.list()).find(({ packId }) => packId === idOf(pack));
  assert.deepEqual([shown!.usesTaken, shown!.broken], [3, '2 shorter-than-taken'], 'the first ground stays');
});

test('a use at a time when the pack was not to be used is taken and marked', async () => {
  const { notAfter, createdAt } = node.open(await node.make()).header;
  const life = notAfter - createdAt;
  const { log } = await usedPack(['ZZ7654321', 'ZZ7654321'], undefined, node.device, [0, life - 1]);
  const { log: late } = await usedPack(['ZZ7654321', 'ZZ7654321'], undefined, node.device, [-1, life]);
  const before = (await node.entries()).length;
  for (const bytes of [log(2), late(2)]) assert.equal((await node.packs.take('olena', bytes)).taken, 2);
  const used = (await node.entries()).slice(before).filter(({ event }) => event === 'pack.used');
  assert.deepEqual(
    used.map(({ body }) => body.outOfTime),
    [undefined, undefined, true, true],
  );
});

test('of more uses than the pack allowed, those that it allowed are taken', async () => {
  const { log } = await usedPack(['ZZ7654321', 'ZZ7654321', 'ZZ7654321', 'ZZ7654321']);
  const { uses, taken, ended, broken } = await node.packs.take('olena', log(5));
  assert.deepEqual([uses, taken, ended, broken], [4, 3, false, '4 more-than-allowed']);
});

test('records that are left out in the middle, or of another pack or device, are refused at their place', async () => {
  const { pack, records } = await usedPack(['AA1234567', 'ZZ7654321', 'XX1111111']);
  const head = usesHead(pack.header.id);
  const gap = concatBytes(head, records[0]!, records[2]!);
  assert.deepEqual(await node.packs.take('olena', gap), {
    packId: idOf(pack),
    uses: 1,
    taken: 1,
    ended: false,
    broken: '2 chain',
  });
  const { pack: second, records: others } = await usedPack(['AA1234567']);
  const swapped = await node.packs.take('olena', concatBytes(usesHead(second.header.id), records[0]!));
  assert.deepEqual([swapped.taken, swapped.broken], [0, '1 chain']);
  assert.equal((await node.packs.take('olena', concatBytes(usesHead(second.header.id), others[0]!))).taken, 1);
  const byOther = await usedPack(['AA1234567'], undefined, deviceOf(5));
  assert.equal((await node.packs.take('olena', byOther.log(1))).broken, '1 signature');
});

test('a pack whose log or end does not come back is missing after its time', async () => {
  const silent = await usedPack([]);
  const unended = await usedPack(['AA1234567']);
  await node.packs.take('olena', unended.log(1));
  const standings = async () => {
    const shown = await node.packs.list();
    return [silent, unended].map(({ pack }) => shown.find(({ packId }) => packId === idOf(pack))!.standing);
  };
  assert.deepEqual(await standings(), ['out', 'out']);
  const { nowMs } = node.clock;
  node.clock.nowMs = silent.pack.header.notAfter - 1;
  assert.deepEqual(await standings(), ['out', 'out']);
  node.clock.nowMs += 1;
  assert.deepEqual(await standings(), ['missing', 'missing']);
  node.clock.nowMs = nowMs;
});

test('a log of a pack that the node does not know is not taken', async () => {
  await assert.rejects(node.packs.take('olena', usesHead(new Uint8Array(16))), refusal('pack.not-found'));
  await assert.rejects(node.packs.take('olena', new Uint8Array(5)), refusal('pack.malformed'));
});

test('making a pack is an entry that names officer, device and counts', async () => {
  const pack = node.open(await node.make());
  const made = (await node.entries()).findLast(({ event }) => event === 'pack.made')!.body;
  assert.deepEqual(
    [made.pack, made.by, made.user, made.device],
    [idOf(pack), 'operator', 'olena', node.device.request.id],
  );
});

const idOf = ({ header }: OpenPack): string => uuidFromBytes(header.id);
const encodedAlert = (pack: OpenPack): Readonly<Record<string, unknown>> => ({ ...pack.alerts.open(0).alert });

/** A pack with checks written down as the device writes them, each in its ms of the pack's life, and an end. `log(n)` is the log up to record n. */
async function usedPack(inputs: readonly string[], used?: OpenPack, device = node.device, usedAt: number[] = []) {
  const pack = used ?? node.open(await node.make());
  const { id } = pack.header;
  const usesKey = kemPublicKeyFromRaw(pack.about.usesKey);
  let prev = usesStart(id);
  const uses: (PackUse | undefined)[] = inputs.map((input) => {
    const { subjects, label } = detectSubjects(input, { referenceYear: 2026 });
    const hits = check(pack, input).states[0]!.hits.map(({ register, alertId, band }) => ({ register, alertId, band }));
    const outcome = hits.length === 0 ? 'not-in-pack' : 'hit';
    return { purpose: 'border-check', caseRef: 'CASE-1', question: encodeCbor(subjects), label, outcome, hits };
  });
  const records = [...uses, undefined].map((use, place) => {
    const at = pack.header.createdAt + (usedAt[place] ?? place);
    const { bytes, hash } = composeUse({ packId: id, n: place + 1, at, prev, use, usesKey, signer: device.signing });
    prev = hash;
    return bytes;
  });
  return { pack, records, log: (n: number) => concatBytes(usesHead(id), ...records.slice(0, n)) };
}
