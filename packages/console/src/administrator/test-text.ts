// SPDX-License-Identifier: Apache-2.0
// The test of a partner in words: its layers, what was seen at each, and what to do where one fails.
import { PURPOSES } from '@iims/wire/code-lists';
import { type JsonObject, listOf, numberOf, textOf, textsOf } from '../api/read-json.ts';
import type { Words } from '../language/use-words.ts';
import { TODO_CODES } from './administrator-codes.ts';
import { dayText } from './moment-text.ts';
import { timeOf } from './node-state.ts';
import { shortId } from './own-keys.ts';
import type { LayerResult } from './partners.ts';

export function layerText({ t }: Words, layer: LayerResult['layer']): string {
  return t(`layer.${layer}`);
}

/** What to do about a code; in the node's own words where the catalogue has none. */
export function todoText({ t }: Words, code: string, nodeSays?: string): string {
  return (TODO_CODES as readonly string[]).includes(code) ? t(`todo.${code}`) : (nodeSays ?? code);
}

/** What was seen at a layer, in a line or a few; empty where there is nothing to say. */
export function foundText(words: Words, { layer, found }: LayerResult): string {
  const { t } = words;
  switch (layer) {
    case 'address':
    case 'tcp': {
      const [host, port] = [textOf(found, 'host') ?? textOf(found, 'address'), numberOf(found, 'port')];
      const place = host === undefined || port === undefined ? undefined : `${host}:${port}`;
      return [place, textOf(found, 'rule')].filter((part) => part !== undefined).join(' · ');
    }
    case 'tls':
      return ['protocol', 'group', 'rule'].flatMap((part) => textOf(found, part) ?? []).join(', ');
    case 'pin':
      return pinText(words, found);
    case 'signature': {
      const [keyId, said] = [textOf(found, 'keyId'), textOf(found, 'said')];
      if (keyId !== undefined) return t('found.signature', { key: shortId(keyId) });
      return said === undefined ? '' : t('found.said', { said });
    }
    case 'rights':
      return rightsText(words, found);
    case 'clock':
      return clockText(words, found);
    case 'version':
      return versionText(words, found);
  }
}

/** The snapshot number as root version and sum of the documents' versions (spec/trust-list.md, 6.1). */
export function snapshotText(number: number): string {
  return `${Math.floor(number / DOCUMENTS_FROM)}.${number % DOCUMENTS_FROM}`;
}

function pinText(words: Words, found: JsonObject): string {
  const { t, state } = words;
  const [presented, belongsTo] = [textOf(found, 'presented'), textOf(found, 'belongsTo')];
  if (presented === undefined) return '';
  const until = timeOf(found, 'listedUntil');
  const key = shortId(presented);
  if (until !== undefined) return t('found.pin', { key, date: dayText(words, until) });
  return belongsTo === undefined
    ? t('found.pin-unknown', { key })
    : t('found.pin-other', { key, state: state(belongsTo) });
}

function rightsText({ t, code }: Words, found: JsonObject): string {
  const granted = listOf(found, 'granted', (right) => {
    const title = textOf(right, 'title') ?? textOf(right, 'register');
    const purposes = textsOf(right, 'purposes').map((purpose) => code('purpose', purpose));
    const isAll = purposes.length === PURPOSES.length;
    return title === undefined ? undefined : `${title}: ${isAll ? t('found.all-purposes') : purposes.join(', ')}`;
  });
  return granted.length === 0 ? t('found.no-rights') : granted.join('\n');
}

function clockText({ t }: Words, found: JsonObject): string {
  const aheadMs = numberOf(found, 'aheadMs');
  if (aheadMs === undefined) return '';
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (seconds === 0) return t('found.clock-equal');
  return aheadMs > 0 ? t('found.clock-ahead', { count: seconds }) : t('found.clock-behind', { count: seconds });
}

function versionText({ t }: Words, found: JsonObject): string {
  const [own, partner, document] = [numberOf(found, 'own'), numberOf(found, 'partner'), numberOf(found, 'document')];
  const release = textOf(found, 'release');
  if (own === undefined || partner === undefined || document === undefined || release === undefined) return '';
  const said = t('found.version', { number: snapshotText(partner), document, release });
  return own === partner ? said : `${said}; ${t('found.version-own', { number: snapshotText(own) })}`;
}

const DOCUMENTS_FROM = 2 ** 32;
