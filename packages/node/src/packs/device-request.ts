// SPDX-License-Identifier: Apache-2.0
// What a device shows of itself, so that packs can be sealed to it: name and public keys, signed by itself (spec/offline-pack.md, 10).
import { type KemPublicKey, kemPublicKeyFromRaw, type SigningKey, verifyKeyFromPublic } from '@iims/crypto/keys';
import { fromBase64, lengthPrefixed, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { DeviceRequest } from '@iims/wire/pack-documents';

export interface RequestingDevice {
  readonly name: string;
  /** Id of the X-Wing key, hexadecimal: by it the device is known. */
  readonly id: string;
  readonly kem: KemPublicKey;
  /** Raw Ed25519, 32 bytes. */
  readonly signing: Uint8Array;
}

export function composeDeviceRequest(name: string, kem: Uint8Array, signing: SigningKey): DeviceRequest {
  const proof = signing.sign(proofInput(name, kem, signing.publicKey));
  return {
    format: 'iims-pack-device/1',
    name,
    kem: toBase64(kem),
    signing: toBase64(signing.publicKey),
    proof: toBase64(proof),
  };
}

/** @throws IimsError `pack.malformed` for keys that are none or were put together by somebody else */
export function readDeviceRequest({ name, ...request }: DeviceRequest): RequestingDevice {
  try {
    const kem = kemPublicKeyFromRaw(fromBase64(request.kem));
    const signing = fromBase64(request.signing);
    const holds = verifyKeyFromPublic('ed25519', signing).verify(
      proofInput(name, kem.publicKey, signing),
      fromBase64(request.proof),
    );
    if (holds) return { name, id: toHex(kem.keyId), kem, signing };
  } catch (cause) {
    if (cause instanceof IimsError) throw badRequest(cause);
    throw cause;
  }
  throw badRequest();
}

function proofInput(name: string, kem: Uint8Array, signing: Uint8Array): Uint8Array {
  return lengthPrefixed(PROOF_LABEL, utf8(name), kem, signing);
}

function badRequest(cause?: unknown): IimsError {
  return new IimsError('pack.malformed', {
    message: "The device's request does not hold.",
    field: 'device',
    rule: 'as `iims pack device` printed it',
    fix: 'Copy it again from the device.',
    cause,
  });
}

const PROOF_LABEL = utf8('iims/pack/request');
