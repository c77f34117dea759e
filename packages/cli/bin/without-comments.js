// SPDX-License-Identifier: Apache-2.0
// A file without its comments, for strip-types-once.js.
//
// Plain JavaScript, because it comes before the first TypeScript.
import { stripTypeScriptTypes } from 'node:module';

/**
 * Lines that are comments become empty, and blanks at ends of lines go; lines keep their numbers. What looks like a comment may stand
 * in a template, or be the end of a comment that began behind code. So both are parsed and printed anew, and a file of which that
 * makes another program stays as it is.
 */
export function withoutComments(source) {
  const short = source
    .replace(/^[ \t]*\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*$/gm, (comment) => comment.replace(/[^\n]+/g, ''))
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/[ \t]+$/gm, '');
  return isSameProgram(short, source) ? short : source;
}

function isSameProgram(short, source) {
  try {
    return printed(short) === printed(source);
  } catch {
    return false;
  }
}

/** As Node's own parser reads it: every token, no comment, one form of blanks. */
function printed(source) {
  return stripTypeScriptTypes(source, { mode: 'transform' });
}
