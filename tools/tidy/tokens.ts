// SPDX-License-Identifier: Apache-2.0
// A small tokenizer for TypeScript: words, strings, punctuation. It drops comments, so that rules look only at code,
// and keeps strings apart, so that code inside a test's string is not taken for code.

export interface Token {
  readonly kind: 'word' | 'string' | 'template' | 'number' | 'regex' | 'punctuation';
  /** The source text; for strings and templates the text between the quotes, escapes left as written. */
  readonly text: string;
  readonly line: number;
}

interface Scanner {
  readonly source: string;
  at: number;
  line: number;
  readonly tokens: Token[];
  /** For each open template, how many braces of its expression are open. */
  readonly templates: number[];
}

/** The tokens of a source text. Never fails: what it cannot read becomes punctuation. */
export function tokenize(source: string): Token[] {
  const scanner: Scanner = { source, at: 0, line: 1, tokens: [], templates: [] };
  while (scanner.at < source.length) step(scanner);
  return scanner.tokens;
}

function step(scanner: Scanner): void {
  const { source, at } = scanner;
  const character = source[at]!;
  if (character === '\n') {
    scanner.line += 1;
    scanner.at += 1;
  } else if (character <= ' ') {
    scanner.at += 1;
  } else if (source.startsWith('//', at)) {
    skipTo(scanner, source.indexOf('\n', at));
  } else if (source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at + 2);
    skipTo(scanner, end < 0 ? -1 : end + 2);
  } else if (character === "'" || character === '"') {
    takeQuoted(scanner, character);
  } else if (character === '`') {
    takeTemplate(scanner);
  } else if (character === '/' && regexMayStart(scanner.tokens.at(-1))) {
    takeMatch(scanner, 'regex', REGEX) || takePunctuation(scanner);
  } else {
    takeMatch(scanner, 'number', NUMBER) || takeMatch(scanner, 'word', WORD) || takePunctuation(scanner);
  }
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy;
const NUMBER = /\d[\w.]*/y;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const SINGLE = /'((?:\\[\s\S]|[^'\\\n])*)'/y;
const DOUBLE = /"((?:\\[\s\S]|[^"\\\n])*)"/y;
const TEMPLATE_CHUNK = /[`}]((?:\\[\s\S]|\$(?!\{)|[^`\\$])*)(`|\$\{|$)/y;
const WORDS_BEFORE_REGEX = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'do',
  'else',
  'void',
  'delete',
  'throw',
  'await',
]);

function skipTo(scanner: Scanner, end: number): void {
  const to = end < 0 ? scanner.source.length : end;
  for (let index = scanner.at; index < to; index += 1) if (scanner.source[index] === '\n') scanner.line += 1;
  scanner.at = to;
}

/** A quote without its twin on the line is an apostrophe in the text of a page, not a string. */
function takeQuoted(scanner: Scanner, quote: string): void {
  const pattern = quote === "'" ? SINGLE : DOUBLE;
  pattern.lastIndex = scanner.at;
  const match = pattern.exec(scanner.source);
  if (match) {
    scanner.tokens.push({ kind: 'string', text: match[1]!, line: scanner.line });
    skipTo(scanner, pattern.lastIndex);
  } else {
    takePunctuation(scanner);
  }
}

/** One chunk of a template: from its backtick, or from the brace that ends an expression, to the next expression or the end. */
function takeTemplate(scanner: Scanner): void {
  TEMPLATE_CHUNK.lastIndex = scanner.at;
  const match = TEMPLATE_CHUNK.exec(scanner.source);
  if (match) {
    scanner.tokens.push({ kind: 'template', text: match[1]!, line: scanner.line });
    if (match[2] === '${') scanner.templates.push(0);
    skipTo(scanner, TEMPLATE_CHUNK.lastIndex);
  } else {
    takePunctuation(scanner);
  }
}

function takePunctuation(scanner: Scanner): void {
  const text = scanner.source[scanner.at]!;
  const depth = scanner.templates.pop();
  if (depth === 0 && text === '}') {
    takeTemplate(scanner);
    return;
  }
  if (depth !== undefined) scanner.templates.push(depth + (text === '{' ? 1 : text === '}' ? -1 : 0));
  scanner.tokens.push({ kind: 'punctuation', text, line: scanner.line });
  scanner.at += 1;
}

function takeMatch(scanner: Scanner, kind: Token['kind'], pattern: RegExp): boolean {
  pattern.lastIndex = scanner.at;
  const match = pattern.exec(scanner.source);
  if (!match) return false;
  scanner.tokens.push({ kind, text: match[0], line: scanner.line });
  scanner.at = pattern.lastIndex;
  return true;
}

function regexMayStart(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return WORDS_BEFORE_REGEX.has(before.text);
  // After `<` stands a closing tag of a page, after a bracket a division.
  return before.kind === 'punctuation' && !')]}<'.includes(before.text);
}
