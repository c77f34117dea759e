// SPDX-License-Identifier: Apache-2.0
// Hebrew letters as loose letters. Vowels are hardly written: the form is vowelless. Open letters stand for several sounds:
// A any vowel, W v u o, Y y i e, E silent or a vowel, B b v, P p f, K k kh, H h ch, X sh s.
import type { LetterTable } from './letter-table.ts';

export const HEBREW: LetterTable = {
  א: 'A',
  ב: 'B',
  ג: 'g',
  ד: 'd',
  ה: 'h',
  ו: 'W',
  וו: 'W',
  ז: 'z',
  ח: 'H',
  ט: 't',
  י: 'Y',
  יי: 'Y',
  כ: 'K',
  ך: 'K',
  ל: 'l',
  מ: 'm',
  ם: 'm',
  נ: 'n',
  ן: 'n',
  ס: 's',
  ע: 'E',
  פ: 'P',
  ף: 'P',
  צ: 'c',
  ץ: 'c',
  ק: 'k',
  ר: 'r',
  ש: 'X',
  ת: 't',
  // With a geresh, which `tokens.ts` writes as a mark: sounds that Hebrew does not have
  'ג\u05bf': 'j',
  'ז\u05bf': 'j',
  'צ\u05bf': 'C',
  'ץ\u05bf': 'C',
};
