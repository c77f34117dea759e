// SPDX-License-Identifier: Apache-2.0
// Identifiers that travel: States (ISO 3166-1 alpha-3, with ICAO's specimen Utopia) and queries (UUIDv7, RFC 9562, 5.7).
import { assert } from './assert.ts';
import { hexValue, toHex } from './bytes.ts';
import { IimsError } from './errors.ts';

declare const brand: unique symbol;
/** A State that may run a node: ISO 3166-1 alpha-3, or UTO, the specimen State of ICAO Doc 9303. */
export type StateCode = string & { readonly [brand]: 'StateCode' };
/** A UUIDv7 in lower case with hyphens. */
export type QueryId = string & { readonly [brand]: 'QueryId' };

/** Whether the text is a State code: ISO 3166-1 alpha-3, or UTO. */
export function isStateCode(text: string): text is StateCode {
  return STATE_CODES.has(text);
}

/** @throws IimsError `input.invalid` */
export function parseStateCode(text: string): StateCode {
  if (isStateCode(text)) return text;
  throw new IimsError('input.invalid', {
    message: 'The State code is not known.',
    field: 'state',
    rule: 'ISO 3166-1 alpha-3 in capital letters, or UTO',
    fix: 'Give three capital letters such as GEO.',
  });
}

/**
 * Whether the text is a code that a travel document may name as its issuer (ICAO Doc 9303-3, 5): a State, D for Germany, a British
 * class, an organisation, or a class of persons. Codes outside it are asked all the same; this only tells codes from other words.
 */
export function isIssuerCode(text: string): boolean {
  return STATE_CODES.has(text) || ICAO_ISSUERS.has(text);
}

/** Whether the text is a UUIDv7 in lower case. */
export function isQueryId(text: string): text is QueryId {
  return UUID_V7.test(text);
}

/**
 * Makes a UUIDv7 (RFC 9562, 5.7).
 * @param nowMs milliseconds since 1970, handed in
 * @param random10 ten fresh random bytes, of which 74 bits are used
 */
export function uuidV7(nowMs: number, random10: Uint8Array): QueryId {
  assert(Number.isSafeInteger(nowMs) && nowMs >= 0 && nowMs < 2 ** 48, 'the time fits 48 bits');
  assert(random10.length === 10, 'ten random bytes are handed in');
  const bytes = new Uint8Array(16);
  for (let i = 0, rest = nowMs; i < 6; i++, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes.set(random10, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return uuidFromBytes(bytes) as QueryId;
}

/** The 16 bytes of a UUID. @throws IimsError `bytes.malformed` */
export function uuidToBytes(uuid: string): Uint8Array {
  if (!UUID.test(uuid))
    throw new IimsError('bytes.malformed', { message: 'The text is not a UUID.', rule: 'RFC 9562, 4' });
  const bytes = new Uint8Array(16);
  for (let i = 0, at = 0; i < bytes.length; i++, at += 2) {
    if (uuid.charCodeAt(at) === HYPHEN) at++;
    bytes[i] = hexValue(uuid.charCodeAt(at)) * 16 + hexValue(uuid.charCodeAt(at + 1));
  }
  return bytes;
}

/** A UUID in lower case with hyphens, from its 16 bytes. */
export function uuidFromBytes(bytes: Uint8Array): string {
  assert(bytes.length === 16, 'a UUID has 16 bytes');
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const HYPHEN = 0x2d;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** ISO 3166-1 alpha-3 as of 2024, and UTO. */
const STATE_CODES: ReadonlySet<string> = new Set(
  `ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ
   BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU
   DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC
   GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM
   KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
   MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL
   PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN
   SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB
   VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE UTO`.split(/\s+/),
);

/** ICAO Doc 9303-3, 5, parts B to D, and the withdrawn codes that old documents still show. */
const ICAO_ISSUERS: ReadonlySet<string> = new Set(
  `D GBD GBN GBO GBP GBS RKS EUE UNO UNA UNK XBA XIM XCC XCE XCO XEC XPO XES XMP XOM XDC XXA XXB XXC XXK XXX ANT NTZ`.split(
    ' ',
  ),
);
