// SPDX-License-Identifier: Apache-2.0
// Puts together what follows an alert beyond its registers: who was shown it, who hears that it has ended, and what own officers see of
// partners' alerts that have (spec/alert-deletion.md).
import { DeletionNotices, type DeletionNoticesParts } from './alerts/deletion-notices.ts';
import { ShownAlerts } from './alerts/follow-shown.ts';
import { MarkedDeletions } from './alerts/marked-deletions.ts';
import type { NodeVoice } from './alerts/node-voice.ts';
import { RepeatedLook } from './alerts/repeated-look.ts';
import { systemClock, systemRandom } from './clock.ts';
import { type MessageDoor, sendMessage } from './messages/send.ts';
import type { NodeParts } from './node-parts.ts';

/** Looks every second, until `stop`. */
export function followAlerts(
  { state, store, showedNothing }: NodeParts,
  door: MessageDoor,
  onConfirmed: DeletionNoticesParts['onConfirmed'],
): { stop(): Promise<void> } {
  const common = { store, voice: voiceOf(door), clock: systemClock };
  const shown = new ShownAlerts({ state, store, now: systemClock.now, showedNothing });
  const notices = new DeletionNotices({ ...common, random: systemRandom, onConfirmed });
  const marked = new MarkedDeletions({ ...common, shown });
  const looking = new RepeatedLook(async (isStopped) => {
    await shown.catchUp();
    await notices.look(isStopped);
    await marked.look(isStopped);
  });
  looking.start();
  return {
    async stop() {
      await looking.stop();
      await shown.stop();
    },
  };
}

function voiceOf(door: MessageDoor): NodeVoice {
  return {
    async say({ to, ...said }) {
      const plain = { urgency: 'routine', handling: { code: 'H0' }, attachments: [] } as const;
      await sendMessage(door, { ...plain, ...said, to: [{ state: to }] }, 'node');
    },
  };
}
