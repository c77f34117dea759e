// SPDX-License-Identifier: Apache-2.0
// The texts of an imported mail, each by itself: a phrase stands in one of them.

/** Of what was read of a mail. */
export interface MailSaid {
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly attachments: readonly { readonly name: string }[];
}

export function textsOfMail(caseRef: string, said: MailSaid): string[] {
  const { from, to, cc, subject, messageId, text, attachments } = said;
  return [caseRef, subject, from, to, cc, messageId, ...attachments.map(({ name }) => name), text];
}
