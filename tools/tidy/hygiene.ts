// SPDX-License-Identifier: Apache-2.0
// What no file may hold: a missing licence line, a fault without a code, a name that says nothing, a trace of one machine.
import { basename, dirname } from 'node:path/posix';
import type { Problem, Source, Tree } from './tree.ts';

export function checkHygiene(tree: Tree): Problem[] {
  return [
    ...[...tree.texts.keys()].flatMap(checkName),
    ...[...tree.texts].flatMap(([path, text]) => [...checkLicence(path, text), ...checkTraces(path, text)]),
    ...tree.sources.flatMap((source) => [...checkThrows(source), ...checkChosenTests(source)]),
  ];
}

const EMPTY_WORDS = /^(managers?|helpers?|utils?|utilities|common|misc|services?|base|processors?|stuff)$/i;
const EMPTY_FILES = ['index.ts', 'index.tsx', 'index.js', 'types.ts'];

function checkName(path: string): Problem[] {
  if (!/\.(ts|tsx|js)$/.test(path)) return [];
  const problem = (message: string): Problem => ({ rule: 'name', path, message });
  const name = basename(path);
  if (EMPTY_FILES.includes(name)) return [problem(`a file named ${name} says nothing about what it holds`)];
  const words = [...dirname(path).split('/'), name.replace(/\..*$/, '')].flatMap((part) => part.split('-'));
  const empty = words.find((word) => EMPTY_WORDS.test(word));
  if (empty !== undefined) return [problem(`"${empty}" says nothing; name the thing or the verb`)];
  return /[A-Z_]/.test(name) ? [problem('file names are kebab-case')] : [];
}

const LICENCE = /SPDX-License-Identifier: Apache-2\.0/;

function checkLicence(path: string, text: string): Problem[] {
  if (!/\.(ts|tsx|js|css|sh)$|^\.ci\/run$/.test(path)) return [];
  const [first = '', second = ''] = text.split('\n', 2);
  const line = first.startsWith('#!') ? second : first;
  return LICENCE.test(line) ? [] : [{ rule: 'licence', path, message: 'the first line is not the SPDX line' }];
}

const TRACES: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?<![\w.-])\/(work|home|root|Users)\/[\w.-]+/, what: 'a path of one machine' },
  { pattern: /\bregistry\.[a-z0-9-]+\.[a-z]{2,}/, what: 'the host of a package registry' },
  { pattern: /"resolved": *"https?:/, what: 'a download address' },
];

function checkTraces(path: string, text: string): Problem[] {
  return TRACES.flatMap(({ pattern, what }) => {
    const match = pattern.exec(text);
    if (!match) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [{ rule: 'trace', path, line, message: `holds ${what}: ${match[0]}` }];
  });
}

const PLAIN_ERRORS = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError']);

function checkThrows(source: Source): Problem[] {
  if (source.isTest || source.packageName === undefined) return [];
  return source.tokens.flatMap((token, index) => {
    const [created, name] = [source.tokens[index + 1], source.tokens[index + 2]];
    if (token.kind !== 'word' || token.text !== 'throw' || created?.text !== 'new') return [];
    if (name === undefined || !PLAIN_ERRORS.has(name.text)) return [];
    const message = `throws a plain ${name.text}; use IimsError with a code, or assert`;
    return [{ rule: 'throw', path: source.path, line: token.line, message }];
  });
}

function checkChosenTests(source: Source): Problem[] {
  if (!source.isTest) return [];
  return source.tokens.flatMap((token, index) => {
    const isCall = source.tokens[index - 1]?.text === '.' && source.tokens[index + 1]?.text === '(';
    if (token.kind !== 'word' || token.text !== 'only' || !isCall) return [];
    return [{ rule: 'test', path: source.path, line: token.line, message: '`.only` leaves the other tests out' }];
  });
}
