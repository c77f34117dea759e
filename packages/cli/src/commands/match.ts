// SPDX-License-Identifier: Apache-2.0
// `iims match`: compares pairs of names, a line of JSON each, from stdin to stdout, in order and in constant memory.
import { LineCutter } from '../byte-lines.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { answerMatchLine, MATCH_LINE_BYTES_MAX } from '../match-line.ts';
import { stdinStream } from '../stdin-content.ts';
import { stdoutContent } from '../stdout-content.ts';

export interface MatchOptions {
  readonly jsonl: true;
}

/** Resolves when every line is answered. A bad line is answered with its fault and ends nothing. */
export async function match(_options: MatchOptions): Promise<ExitStatus> {
  const cutter = new LineCutter(MATCH_LINE_BYTES_MAX);
  const out = stdoutContent();
  let status: ExitStatus = EXIT.ok;
  let number = 0;
  const answer = async (lines: ReturnType<LineCutter['cut']>): Promise<void> => {
    let text = '';
    for (const line of lines) {
      number += 1;
      const answered = answerMatchLine(line, number);
      if (answered === undefined) continue;
      if (answered.isFault) status = EXIT.badInput;
      text += `${answered.text}\n`;
    }
    // Nothing more is read before the reader of stdout has taken this.
    if (text !== '') await out.write(Buffer.from(text));
  };
  for await (const piece of stdinStream()) await answer(cutter.cut(piece));
  await answer(cutter.end());
  await out.finish();
  return status;
}
