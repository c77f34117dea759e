// SPDX-License-Identifier: Apache-2.0
// How well names are matched: `node bench/matching-accuracy.ts DIR` reads sets of labelled pairs from a folder and prints sums
// only, never a name.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareNames } from '@iims/matching/match-names';
import { type PreparedName, prepareName } from '@iims/matching/prepare-name';
import { COMPARE_FROM, HIT_FROM } from '@iims/matching/profile';
import { NAME_STOCKS } from '@iims/matching/synthetic-names.fixture';
import { detectSubjects } from '@iims/wire/detect';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: node bench/matching-accuracy.ts DIR\n');
  process.exit(2);
}

interface Scored {
  readonly set: string;
  readonly isMatch: boolean;
  readonly score: number;
}

/** As an officer gives them: with the word for its kind, or below the other line of its zone. */
const INPUT_OF: Readonly<Record<string, (value: string) => string>> = {
  btc: (value) => `crypto: ${value}`,
  imo: (value) => `IMO ${value}`,
  mrz_td3_line2: (value) => `P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n${value}`,
};

function scoreOf(a: string, aLang: string, b: string, bLang: string): number {
  return compareNames(prepare(a, aLang), prepare(b, bLang)).score;
}

function prepare(name: string, lang: string): PreparedName {
  return prepareName({ name, lang });
}

/** Rows of a CSV file by its header; quoted cells may hold commas, quotes and line feeds. */
function readCsv(file: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  const text = readFileSync(join(folder!, file), 'utf8');
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  const [header, ...rest] = rows.filter((row) => row.length > 1);
  return rest.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index] ?? ''])));
}

function line(set: string, pairs: readonly Scored[]): string {
  const positives = pairs.filter(({ isMatch }) => isMatch).map(({ score }) => score);
  const negatives = pairs.filter(({ isMatch }) => !isMatch).map(({ score }) => score);
  const passing = (scores: readonly number[], from: number): number => scores.filter((score) => score >= from).length;
  let f1 = 0;
  let f1From = 0;
  let recallAt1 = 0;
  for (let from = 1; from <= 1000; from += 1) {
    const found = passing(positives, from);
    const wrong = passing(negatives, from);
    const value = (2 * found) / (found + wrong + positives.length);
    if (value > f1) [f1, f1From] = [value, from];
    if (recallAt1 === 0 && wrong <= negatives.length / 100) recallAt1 = found / positives.length;
  }
  const found = passing(positives, COMPARE_FROM);
  const wrong = passing(negatives, COMPARE_FROM);
  const cells = [
    set.padEnd(20),
    `${positives.length}/${negatives.length}`.padStart(11),
    `${f1.toFixed(3)} @${f1From}`,
    recallAt1.toFixed(3),
    (found / positives.length).toFixed(3),
    (found / (found + wrong)).toFixed(3),
    `${((100 * wrong) / negatives.length).toFixed(2)} %`,
  ];
  return cells.join('  ');
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(`set  positives/negatives  best F1 @threshold  R@FPR1%  recall, precision, false positives at ${COMPARE_FROM}`);

if (existsSync(join(folder, 'pairs_wikidata.csv'))) {
  const rows = readCsv('pairs_wikidata.csv');
  const began = performance.now();
  const pairs = rows.map((row) => ({
    set: row.set!.replace(/^wd_/, ''),
    isMatch: row.is_match === '1',
    score: scoreOf(row.a!, row.a_lang!, row.b!, row.b_lang!),
  }));
  const elapsed = performance.now() - began;
  for (const [set, own] of [...Map.groupBy(pairs, ({ set }) => set)].sort()) say(line(set, own));
  say(
    line(
      'GUAM/CIS core',
      pairs.filter(({ set }) => !/_other$|-(ar|fa|he)_/.test(set)),
    ),
  );
  say(
    line(
      'ar, fa, he',
      pairs.filter(({ set }) => /-(ar|fa|he)_/.test(set)),
    ),
  );
  say(
    line(
      'other',
      pairs.filter(({ set }) => /_other$/.test(set)),
    ),
  );
  say(`${Math.round((1000 * rows.length) / elapsed)} pairs a second, with preparation`);
}
if (existsSync(join(folder, 'name_bench.csv'))) {
  const rows = readCsv('name_bench.csv').filter(({ schema }) => schema === 'Person');
  const pairs = rows.map((row) => ({
    set: `bench ${row.quality}`,
    isMatch: row.is_match === 'true',
    score: scoreOf(row.name1!, '', row.name2!, ''),
  }));
  say(line('name_bench Person', pairs));
  for (const [set, own] of Map.groupBy(pairs, ({ set }) => set)) say(line(set, own));
}
if (existsSync(join(folder, 'interscript.csv'))) {
  const rows = readCsv('interscript.csv');
  const scripts = Map.groupBy(rows, ({ system }) => /-([A-Z][a-z]{3}-[A-Z][a-z]{3})-/.exec(system!)?.[1] ?? '?');
  for (const [script, own] of [...scripts].sort()) {
    const found = own.filter((row) => scoreOf(row.source!, '', row.expected!, 'und') >= COMPARE_FROM).length;
    say(`interscript ${script}  ${own.length}  found ${(found / own.length).toFixed(4)}`);
  }
}
if (existsSync(join(folder, 'identifiers', 'vectors.csv'))) {
  const rows = readCsv(join('identifiers', 'vectors.csv'));
  for (const [type, own] of Map.groupBy(rows, ({ type }) => type)) {
    const [right, wrong] = [own.filter(({ valid }) => valid === '1'), own.filter(({ valid }) => valid === '0')];
    const read = (row: Record<string, string>) => detectSubjects((INPUT_OF[type!] ?? ((value) => value))(row.value!));
    const isFlagged = (row: Record<string, string>): boolean =>
      read(row).checks.some(({ ok }) => !ok) || read(row).notices.includes('check-digit-fails');
    const accepted = right.filter((row) => !isFlagged(row) && read(row).subjects.length > 0).length;
    const flagged = wrong.filter(isFlagged).length;
    const asked = wrong.filter((row) => read(row).subjects.length > 0).length;
    say(
      `identifiers ${type}  accepted ${accepted} of ${right.length}  single errors: flagged ${flagged}, asked all the same ${asked} of ${wrong.length}`,
    );
  }
}
say('synthetic names in their own script against the Latin letters of documents');
for (const { lang, given, surnames } of NAME_STOCKS) {
  const scores = given.flatMap((one) =>
    surnames.map((other) => scoreOf(`${one.native} ${other.native}`, lang, `${one.latin} ${other.latin}`, '')),
  );
  const share = (from: number): string => (scores.filter((score) => score >= from).length / scores.length).toFixed(3);
  say(`  ${lang.padEnd(4)}${String(scores.length).padStart(3)}  found ${share(COMPARE_FROM)}  hit ${share(HIT_FROM)}`);
}
