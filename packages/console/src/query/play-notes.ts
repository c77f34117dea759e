// SPDX-License-Identifier: Apache-2.0
// Plays notes through WebAudio. A browser without sound, or one that refuses it, changes nothing else.
import type { Note } from './tones.ts';

const LOUDNESS = 0.25;
/** Rise and fall of each note, so that it does not click. */
const EDGE_S = 0.012;

let audio: AudioContext | undefined;

export function playNotes(notes: readonly Note[]): void {
  if (notes.length === 0) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
    for (const note of notes) playNote(audio, note);
  } catch {
    // No sound device: the verdict still stands in colour, shape and words.
  }
}

function playNote(context: AudioContext, note: Note): void {
  const start = context.currentTime + note.startMs / 1000;
  const end = start + note.lengthMs / 1000;
  const volume = context.createGain();
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + EDGE_S);
  volume.gain.setValueAtTime(LOUDNESS, end - EDGE_S);
  volume.gain.linearRampToValueAtTime(0, end);
  const tone = new OscillatorNode(context, { type: 'triangle', frequency: note.hertz });
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(end);
}
