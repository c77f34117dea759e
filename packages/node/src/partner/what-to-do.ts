// SPDX-License-Identifier: Apache-2.0
// What an administrator can do about a layer that fails or warns. The pages say it in their own language, by the same codes.
import type { ErrorCode } from '@iims/wire/errors';

export const WHAT_TO_DO: Readonly<Partial<Record<ErrorCode, string>>> = {
  'trust.unknown-state': "Bring the State's document: no document of it is in force.",
  'trust.expired':
    'Nothing is asked of this State or answered to it. Its officers sign the next document, or its node attests again.',
  'partner.address': 'The State corrects the address in its document.',
  'partner.unresolved': "Check this machine's name service; then ask the partner to correct its document.",
  'partner.unreachable': 'Ask the partner whether its node runs; check the network and both firewalls.',
  'partner.handshake':
    'Something other than a node answers there, or something on the way changes the line. Check the address and what stands between.',
  'partner.not-trusted':
    'Another certificate is presented than the document lists. Call the contact point: a document is late, or somebody stands in between.',
  'partner.line-closed':
    'The partner does not know the TLS key of this node, or has suspended this State. Call its contact point.',
  'partner.connection-lost': 'The partner accepts connections and does not answer. Ask it to look at its node.',
  'partner.busy': 'The partner answers a few tests in a minute. Try again in a minute.',
  'partner.refused': 'The partner refuses the signed exchange. Give its contact point the code that it names.',
  'partner.answer-rejected': 'The answer does not fit the question. Call the contact point and keep this result.',
  'envelope.unknown-sender':
    'The partner signs with a key that its document in force does not list, or lists no more. Call the contact point: the key may be stolen.',
  'envelope.signature': 'A signature of the partner does not hold. Call the contact point and keep this result.',
  'envelope.not-recipient':
    'The partner seals to a key that this node does not have. Check that the newest document is in force at both.',
  'envelope.open-failed': 'What the partner sealed does not open. Call the contact point and keep this result.',
  'frame.trust-list':
    'One of the two has no opening key in use. The State signs a document with keys for the coming weeks.',
  'frame.kind':
    'The other end answers as something else, or one of the two is in an exercise. Compare both configurations.',
  'keys.token-gone': 'This node cannot reach its own keys. Put the token back.',
  'keys.token-replaced': 'This node has another token than its own. Put the right one back.',
  'keys.pin-wrong': 'The token of this node refuses the PIN. Correct the PIN file.',
  'keys.pin-locked': "The PIN of this node's token is locked. Its security officer must unlock it.",
  'partner.no-rights': "The partner's document grants this State no register. Its officers decide.",
  'partner.clock': 'Compare the clocks of both machines with a time source. Beyond 5 minutes frames are refused.',
  'partner.other-list':
    'The two nodes hold different versions of the trust list. Test again in two minutes; if it stays so, look for refused documents in both logs.',
};
