// SPDX-License-Identifier: Apache-2.0
// Armenian letters in Latin ones, as Eastern Armenian reads them (BGN/PCGN 1981 without apostrophes).
import type { LetterTable } from './letter-table.ts';

export const ARMENIAN: LetterTable = {
  ա: 'a',
  բ: 'b',
  գ: 'g',
  դ: 'd',
  ե: 'e',
  զ: 'z',
  է: 'e',
  ը: 'y',
  թ: 't',
  ժ: 'zh',
  ի: 'i',
  լ: 'l',
  խ: 'kh',
  ծ: 'ts',
  կ: 'k',
  հ: 'h',
  ձ: 'dz',
  ղ: 'gh',
  ճ: 'ch',
  մ: 'm',
  յ: 'y',
  ն: 'n',
  շ: 'sh',
  ո: 'o',
  չ: 'ch',
  պ: 'p',
  ջ: 'j',
  ռ: 'r',
  ս: 's',
  վ: 'v',
  տ: 't',
  ր: 'r',
  ց: 'ts',
  ւ: 'v',
  փ: 'p',
  ք: 'k',
  օ: 'o',
  ֆ: 'f',
  և: 'ev',
  ու: 'u',
};

/** At the start of a word. */
export const ARMENIAN_INITIAL: LetterTable = { ե: 'ye', ո: 'vo', և: 'yev' };
