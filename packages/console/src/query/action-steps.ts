// SPDX-License-Identifier: Apache-2.0
// What an officer does on a hit, step by step, from the action that the alert's owner asks for.
import type { Action } from '@iims/wire/code-lists';
import type { ShownHit } from '@iims/wire/verdict';

const STEPS: Readonly<Record<Action, readonly string[]>> = {
  'keep-document': ['step.keep-document', 'step.hold-traveller', 'step.second-line'],
  arrest: ['step.hold-person', 'step.second-line', 'step.confirm'],
  'do-not-admit': ['step.do-not-admit', 'step.second-line'],
  'seize-vehicle': ['step.hold-vehicle', 'step.second-line', 'step.confirm'],
  'seize-plate': ['step.keep-plate', 'step.second-line'],
  'seize-object': ['step.keep-object', 'step.second-line'],
  'discreet-check': ['step.show-nothing', 'step.note-journey', 'step.let-go-on', 'step.report'],
  'specific-check': ['step.check-thoroughly', 'step.report'],
  protect: ['step.protect', 'step.second-line', 'step.report'],
  'establish-whereabouts': ['step.note-whereabouts', 'step.report'],
  'contact-owner': ['step.contact-owner', 'step.second-line'],
};

/**
 * Catalogue keys of the steps. A "compare" begins with comparing; an unknown action with asking its owner, and so does an alert
 * that its owner has not confirmed in time. Whom the owner wants watched must not learn of it either where the own State does not take part.
 */
export function stepsFor(hit: ShownHit): readonly string[] {
  if (hit.band !== 'compare') return stepsOnceSame(hit);
  return ['step.compare', 'step.other-person', ...stepsOnceSame(hit)];
}

/** What remains of them once it is known that it is the person or thing of the alert. */
export function stepsOnceSame(hit: ShownHit): readonly string[] {
  const asked = STEPS[hit.action as Action] ?? STEPS['contact-owner'];
  const steps = hit.notExecuted?.action === 'discreet-check' ? ['step.show-nothing', ...asked] : asked;
  const isUnconfirmed = hit.band === 'compare' && hit.why.includes('not-revalidated');
  return isUnconfirmed && !steps.includes('step.contact-owner') ? ['step.contact-owner', ...steps] : steps;
}
