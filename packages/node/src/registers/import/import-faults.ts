// SPDX-License-Identifier: Apache-2.0
// What imports refuse, in the words of the catalogue.
import { IimsError } from '@iims/wire/errors';
import type { RegisterHolds } from '../../store/generations.ts';

export function notFound(): IimsError {
  return new IimsError('import.not-found', {
    message: 'There is no such import, or nothing more of it is awaited.',
    field: 'importId',
  });
}

export function standsElsewhere(): IimsError {
  return new IimsError('import.standing', {
    message: 'The import does not stand where this could follow.',
    fix: 'Ask for its status.',
  });
}

/** `register`: of the one that goes on. */
export function underWay(register: string): IimsError {
  return new IimsError('import.under-way', {
    message: 'Another import is read or applied.',
    rule: `one at a time; that of the register ${register} goes on`,
    fix: 'Try again when it has ended.',
  });
}

export function needsSecondPerson(): IimsError {
  return new IimsError('import.second-person', {
    message: 'This import is approved by another than the one who brought it.',
    fix: 'Ask a colleague to look at the preview and approve it.',
  });
}

export function keptByHand(): IimsError {
  return new IimsError('register.kept-by-hand', {
    message: 'People enter alerts into this register one by one: a list would take their place.',
    field: 'register',
    rule: 'a register that is loaded from a source',
    fix: 'Import the list into a register of its own.',
  });
}

export function vanishes(count: number, holds: RegisterHolds): IimsError {
  return new IimsError('input.invalid', {
    message: 'Entries that the register holds are not in the list.',
    field: 'vanished',
    rule: `${count}, as the preview tells`,
    fix: `Look at the list. Where it is right, approve it and say how many entries vanish: ${WHAT_FOLLOWS[holds]}.`,
  });
}

const WHAT_FOLLOWS: Readonly<Record<RegisterHolds, string>> = {
  alerts: 'nobody is told of them any more',
  issued: 'of their numbers it is told that they were not issued',
};
