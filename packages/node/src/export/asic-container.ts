// SPDX-License-Identifier: Apache-2.0
// An ASiC-E container with CAdES (ETSI EN 319 162-1): files, a manifest of their hashes, and a signature over the manifest that tools
// of today verify. Beside it lies the seal (container-seal.ts), the node's hybrid signature over the same manifest.
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes, toBase64, utf8 } from '@iims/wire/bytes';
import { readZip, type StreamedFile, type ZippedFile, zipParts } from './zip.ts';

export type ContainerFile = (ZippedFile | StreamedFile) & { readonly mediaType: string };

/** A container, taken apart; nothing of it is verified but its form. */
export interface OpenedContainer {
  readonly files: readonly ZippedFile[];
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
  readonly seal: Uint8Array;
}

/** What a container is made of, in order. */
export function containerParts(
  files: readonly ContainerFile[],
  signed: Pick<OpenedContainer, 'manifest' | 'signature' | 'seal'>,
): (Uint8Array | StreamedFile)[] {
  return zipParts<ZippedFile | StreamedFile>([
    // First and stored, so that the type stands at a fixed place (EN 319 162-1, A.1).
    { name: 'mimetype', bytes: MIME_TYPE },
    ...files,
    { name: MANIFEST_FILE, bytes: signed.manifest },
    { name: SIGNATURE_FILE, bytes: signed.signature },
    { name: SEAL_FILE, bytes: signed.seal },
  ]);
}

/** Undefined for what is no container of this form. */
export function readContainer(bytes: Uint8Array): OpenedContainer | undefined {
  const [type, ...others] = readZip(bytes) ?? [];
  const [manifest, signature, seal] = others.splice(-3);
  const isContainer =
    type?.name === 'mimetype' &&
    equalBytes(type.bytes, MIME_TYPE) &&
    manifest?.name === MANIFEST_FILE &&
    signature?.name === SIGNATURE_FILE &&
    seal?.name === SEAL_FILE &&
    others.length > 0;
  if (!isContainer) return undefined;
  return { files: others, manifest: manifest.bytes, signature: signature.bytes, seal: seal.bytes };
}

/**
 * The manifest (EN 319 162-1, A.4): for each file its name, type and SHA-256. Names and types are of our own making and hold nothing
 * that XML gives a meaning to; a reader writes it anew and compares, and parses no XML.
 */
export function containerManifest(files: readonly ContainerFile[]): Uint8Array {
  const references = files.flatMap((file) => [
    `  <asic:DataObjectReference URI="${file.name}" MimeType="${file.mediaType}">`,
    '    <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>',
    `    <ds:DigestValue>${toBase64(hashOfFile(file))}</ds:DigestValue>`,
    '  </asic:DataObjectReference>',
  ]);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
    `  <asic:SigReference URI="${SIGNATURE_FILE}" MimeType="application/pkcs7-signature"/>`,
    ...references,
    '</asic:ASiCManifest>',
  ];
  return utf8(`${lines.join('\n')}\n`);
}

/** SHA-256 of what is in memory, or was read. */
export function hashOfFile(file: ZippedFile | StreamedFile): Uint8Array {
  return 'bytes' in file ? sha256(file.bytes) : file.sha256;
}

/** What every kind of file in a container is, by the ending of its name. */
export function mediaTypeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return MEDIA_TYPES[ending] ?? 'application/octet-stream';
}

export const CONTAINER_MEDIA_TYPE = 'application/vnd.etsi.asic-e+zip';
const MIME_TYPE = utf8(CONTAINER_MEDIA_TYPE);
export const MANIFEST_FILE = 'META-INF/ASiCManifest001.xml';
export const SIGNATURE_FILE = 'META-INF/signature001.p7s';
export const SEAL_FILE = 'META-INF/iims-seal.json';
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  eml: 'message/rfc822',
  json: 'application/json',
  pdf: 'application/pdf',
  txt: 'text/plain',
};
