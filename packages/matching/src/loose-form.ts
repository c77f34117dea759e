// SPDX-License-Identifier: Apache-2.0
// The loose form of a romanised word: what the ways of writing one sound come down to (spec/matching.md 6).

/**
 * The loose form of small Latin letters: one letter for each sound, C for ch, S for sh, Z for shch. Open letters (capitals) of a
 * vowelless reading stay; digits stay; letters of a script without a table stay as they are.
 */
export function looseForm(romanised: string): string {
  let form = romanised;
  for (const [pattern, sound] of SOUNDS) form = form.replace(pattern, sound);
  return form;
}

/** In this order: a later rule sees what an earlier one wrote. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/shch|szcz|sh?tch|chtch|schtsch|sch(?=[aeiouy])/g, 'Z'],
  [/sch/g, 'sC'],
  [/tsch|tch|cz|ch/g, 'C'],
  [/sh|sz/g, 'S'],
  [/t[szc]/g, 'c'],
  [/dzh|dj|zh/g, 'j'],
  [/dz/g, 'd'],
  [/kh|gh/g, 'h'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/ck|q/g, 'k'],
  [/x/g, 'ks'],
  [/w/g, 'v'],
  [/ou/g, 'u'],
  [/gu(?=[ei])/g, 'g'],
  [/[iy]+a/g, 'a'],
  [/[iy]+u/g, 'u'],
  [/[iy]+[oe]/g, 'e'],
  [/(?:[iy][iy]|[ea][yi])$/g, 'i'],
  [/y(?=[aeiou])/g, ''],
  [/y/g, 'i'],
  [/([^\d])\1+/gu, '$1'],
];
