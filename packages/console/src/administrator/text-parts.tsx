// SPDX-License-Identifier: Apache-2.0
// Short texts in one line with points between them; where the line is too short it breaks between two, not inside one.
import { Fragment, type ReactNode } from 'react';

export function TextParts({ parts }: { parts: readonly string[] }): ReactNode {
  return parts.map((part, at) => (
    <Fragment key={part}>
      <span className="text-part">
        <bdi>{part}</bdi>
        {at < parts.length - 1 && ' ·'}
      </span>{' '}
    </Fragment>
  ));
}
