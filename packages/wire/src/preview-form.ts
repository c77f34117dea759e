// SPDX-License-Identifier: Apache-2.0
// What of a file may be shown in a page, by its first bytes and never by what it is called: pictures that browsers draw, of bounded size,
// and text. Nothing is decoded: of a picture only its head is read, so that its size in points is known before anything draws it.

/** Undefined is shown by nobody: everything else, a picture without a size or too large among it. */
export type PreviewForm =
  | { readonly kind: 'picture'; readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' }
  | { readonly kind: 'text'; readonly text: string };

export function previewForm(bytes: Uint8Array): PreviewForm | undefined {
  for (const { mediaType, sizeOf } of PICTURES) {
    const size = sizeOf(bytes);
    if (size === undefined) continue;
    const isDrawable = size.width > 0 && size.height > 0 && size.width * size.height <= PREVIEW_POINTS_MAX;
    return isDrawable ? { kind: 'picture', mediaType } : undefined;
  }
  return textForm(bytes);
}

/** Markup is text like any other. What turns the direction of a line is shown as a mark. */
function textForm(bytes: Uint8Array): PreviewForm | undefined {
  if (bytes.length > PREVIEW_TEXT_BYTES_MAX) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (NOT_TEXT.test(text)) return undefined;
    return { kind: 'text', text: text.replace(TURNS, '\ufffd') };
  } catch {
    return undefined;
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const PICTURES: readonly {
  readonly mediaType: Extract<PreviewForm, { kind: 'picture' }>['mediaType'];
  readonly sizeOf: (bytes: Uint8Array) => Size | undefined;
}[] = [
  { mediaType: 'image/png', sizeOf: pngSize },
  { mediaType: 'image/jpeg', sizeOf: jpegSize },
  { mediaType: 'image/gif', sizeOf: gifSize },
  { mediaType: 'image/webp', sizeOf: webpSize },
];
/** A picture of its kind without a size in its head: nothing draws it. */
const NO_SIZE: Size = { width: 0, height: 0 };

function pngSize(bytes: Uint8Array): Size | undefined {
  if (!begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return undefined;
  if (bytes.length < 24 || ascii(bytes, 12, 4) !== 'IHDR') return NO_SIZE;
  const view = viewOf(bytes);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(bytes: Uint8Array): Size | undefined {
  const name = ascii(bytes, 0, 6);
  if (name !== 'GIF87a' && name !== 'GIF89a') return undefined;
  if (bytes.length < 10) return NO_SIZE;
  const view = viewOf(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** The frame's head stands behind segments that each say how long they are (ITU-T T.81, B.1). */
function jpegSize(bytes: Uint8Array): Size | undefined {
  if (!begins(bytes, [0xff, 0xd8, 0xff])) return undefined;
  const view = viewOf(bytes);
  for (let at = 2, segments = 0; at + 9 <= bytes.length && segments < JPEG_SEGMENTS_MAX; segments += 1) {
    if (bytes[at] !== 0xff) return NO_SIZE;
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // A fill byte before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return NO_SIZE;
}

function webpSize(bytes: Uint8Array): Size | undefined {
  if (ascii(bytes, 0, 4) !== 'RIFF' || ascii(bytes, 8, 4) !== 'WEBP') return undefined;
  if (bytes.length < 30) return NO_SIZE;
  const view = viewOf(bytes);
  switch (ascii(bytes, 12, 4)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
    default:
      return NO_SIZE;
  }
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, place) => bytes[place] === byte);
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Any file that is looked at in a page. */
export const PREVIEW_BYTES_MAX = 8_388_608;
const PREVIEW_TEXT_BYTES_MAX = 1_048_576;
/** A picture of so many points takes 160 MB once it is drawn. */
const PREVIEW_POINTS_MAX = 40_000_000;
const JPEG_SEGMENTS_MAX = 1_000;
const NOT_TEXT = /[^\P{Cc}\n\r\t\f]/u;
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
