// SPDX-License-Identifier: Apache-2.0
// How well made-up names of operation Kanal's route meet across scripts (Tajik, Dari, Pashto, their Latin and Russian spellings):
// `node bench/kanal-route.ts`. Every given name with every surname; whoever shares neither or one of the two is somebody else.
import { readFileSync } from 'node:fs';
import { compareNames } from '@iims/matching/match-names';
import { type PreparedName, prepareName } from '@iims/matching/prepare-name';
import { COMPARE_FROM } from '@iims/matching/profile';

interface Group {
  readonly group: string;
  readonly forms: readonly string[];
  readonly given: readonly (readonly string[])[];
  readonly surname: readonly (readonly string[])[];
}

const FILE = new URL('../spec/vectors/matching/kanal-route.json', import.meta.url);
const { groups } = JSON.parse(readFileSync(FILE, 'utf8')) as { groups: readonly Group[] };

process.stdout.write('| names | persons | found | share | others met | of | share |\n|---|--:|--:|--:|--:|--:|--:|\n');
for (const group of groups) {
  for (let one = 0; one < group.forms.length; one += 1) {
    for (let other = one + 1; other < group.forms.length; other += 1) {
      process.stdout.write(`${line(group, one, other)}\n`);
    }
  }
}

/** One person in one form against everybody in the other. */
function line(group: Group, one: number, other: number): string {
  const from = persons(group, one);
  const to = persons(group, other);
  let found = 0;
  let met = 0;
  for (const [place, name] of from.entries()) {
    for (const [otherPlace, otherName] of to.entries()) {
      if (compareNames(name, otherName).score < COMPARE_FROM) continue;
      if (place === otherPlace) found += 1;
      else met += 1;
    }
  }
  const others = from.length * (from.length - 1);
  const cells = [
    `${group.group}: ${group.forms[one]} ~ ${group.forms[other]}`,
    from.length,
    found,
    (found / from.length).toFixed(3),
    met,
    others,
    (met / others).toFixed(5),
  ];
  return `| ${cells.join(' | ')} |`;
}

function persons({ forms, given, surname }: Group, form: number): PreparedName[] {
  const lang = forms[form]!.endsWith('latin') ? 'en' : forms[form]!;
  return given.flatMap((first) => surname.map((last) => prepareName({ name: `${first[form]} ${last[form]}`, lang })));
}
