// SPDX-License-Identifier: Apache-2.0
// Names in the machine-readable zone of Russia's internal passport, which writes each Cyrillic letter as one character (some as digits).

/** The Cyrillic spelling of a name as that document's zone writes it; blanks stay. */
export function decodeInternalPassportName(name: string): string {
  let cyrillic = '';
  for (const character of name) cyrillic += CYRILLIC.get(character) ?? character;
  return cyrillic;
}

const CYRILLIC: ReadonlyMap<string, string> = new Map(
  [...'ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678'].map((character, i) => [
    character,
    [...'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ'][i]!,
  ]),
);
