// SPDX-License-Identifier: Apache-2.0
// The script of the ceremony, once: docs/ceremony.md and the printed script are made from it, and the rehearsal plays its commands.

export interface CeremonyScript {
  readonly title: string;
  readonly federation: string;
  readonly states: readonly string[];
  readonly place: string;
  readonly roles: readonly (readonly [role: string, duty: string])[];
  readonly preparation: readonly string[];
  readonly parts: readonly Part[];
  readonly troubles: readonly (readonly [trouble: string, remedy: string])[];
}

export interface Part {
  readonly letter: string;
  readonly title: string;
  readonly where: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** `A3`. */
  readonly id: string;
  readonly title: string;
  /** What people do and say, a sentence each. */
  readonly does: readonly string[];
  /** Exact command lines; `$STATE` and `$NEW` are the shell variables that step 1 of the part sets. */
  readonly commands: readonly Command[];
  /** What has to be true before the box is ticked. */
  readonly ticks: readonly string[];
}

export interface Command {
  /** Without line breaks: the printer breaks it. */
  readonly line: string;
  /** Who runs it, where it is not run once: each officer, each signer, each founding State. */
  readonly forEach?: 'officer' | 'signer' | 'state' | 'root holder';
  /** On another machine than the one without a network. */
  readonly isElsewhere?: boolean;
}

export interface ScriptPlan {
  readonly federation: string;
  readonly states: readonly string[];
  readonly place: string;
}

/** Officers of each State in the script; two of them sign. */
export const OFFICERS = ['officer-1', 'officer-2', 'officer-3'] as const;

export function ceremonyScript({ federation, states, place }: ScriptPlan): CeremonyScript {
  return {
    title: 'Key ceremony of a federation',
    federation,
    states,
    place,
    roles: ROLES,
    preparation: PREPARATION,
    parts: [
      partA(federation),
      partB(federation, states, place),
      partC(federation),
      partD(federation),
      partE(),
      partF(),
    ],
    troubles: TROUBLES,
  };
}

const ROLES = [
  ['Ceremony master', 'reads this script aloud, runs the commands, holds no key'],
  ['Witness of each State', 'identifies everybody, compares what is read aloud, writes the times and ticks the boxes'],
  ['Root holder of each State', 'signs the root; types two of the three sheets'],
  ['Officers of each State', "three persons; two of them sign the State's document"],
  ['Keepers', 'keep one sheet each, sealed, at different places; nobody keeps two sheets of one set'],
] as const;

const PREPARATION = [
  'Two machines of the same kind that never had a network, their radios taken out; one is spare.',
  'A read-only medium with the system and this program, its fingerprint printed by somebody else than the ceremony master.',
  'A printer without memory and without a network, on a cable; a shredder; tamper-evident envelopes with numbers.',
  'Two new media of a colour that is used for nothing else: files go from hand to hand on them.',
  'Two watches that are compared. A room without windows to the screen and without cameras; telephones stay outside.',
  'A rehearsal, not longer ago than a month: iims trust ceremony --rehearsal --out FOLDER.',
] as const;

const SETTING = (variable: string): Step['does'] => [
  `Start the machine from the medium. Open a terminal and go to a new folder in memory: mkdir /dev/shm/c && cd /dev/shm/c`,
  `Say once which State it is; the commands below use it: export ${variable}=… (three capital letters).`,
];

function partA(federation: string): Part {
  const holder = `iims keys holder --federation ${federation} --out holders --sheets sheets --shares 2-of-3`;
  return {
    letter: 'A',
    title: 'Each State makes its keys',
    where: 'in each State, by its own people, before they travel',
    steps: [
      step(
        'A1',
        'The machine is fit',
        SETTING('STATE'),
        [run('iims trust machine')],
        [
          'It says: no network, no swap. The time is that of both watches, within a minute.',
          'The fingerprint of the program is read aloud and is the one on the printed release.',
        ],
      ),
      step(
        'A2',
        'The transcript begins',
        ['Witnesses see an identity document of everybody. Give one --person for each of them, in quotes.'],
        [
          run(
            `iims trust transcript open --federation ${federation} --place 'PLACE' --person 'Ceremony master: NAME' --out $STATE.transcript`,
          ),
        ],
        ['Everybody in the room is named.'],
      ),
      step(
        'A3',
        "The root holder's key",
        [
          'Three sheets come into the folder sheets; no seed is kept. The root holder compares the fingerprint on the screen with that on each sheet.',
          'Print each sheet (lp sheets/$STATE-sheet-1.pdf), put it into an envelope, note the number of the envelope, hand it to its keeper.',
        ],
        [run(`${holder} --name $STATE --transcript $STATE.transcript`)],
        [
          'The 16 groups are read aloud, row by row, and are the same on every sheet.',
          'Three sealed envelopes with three keepers.',
        ],
      ),
      step(
        'A4',
        "The officers' keys",
        ['The same for each of the three officers.'],
        [run(`${holder} --name $STATE-$OFFICER --transcript $STATE.transcript`, 'officer')],
        ['Nine sealed envelopes; nobody keeps two of one set.'],
      ),
      step(
        'A5',
        'The join request',
        [
          'It says who holds the keys of this State. Its fingerprint is what the other States will compare: write it down.',
        ],
        [
          run(
            `iims trust join-request --federation ${federation} --state $STATE --name $STATE --holder holders/$STATE.holder --officer holders/$STATE-officer-1.holder holders/$STATE-officer-2.holder holders/$STATE-officer-3.holder --officers-threshold 2 --out $STATE.request.draft --transcript $STATE.transcript`,
          ),
        ],
        ['The fingerprint is read aloud and written down by the witness.'],
      ),
      step(
        'A6',
        'Everybody signs the request',
        [
          'Root holder and officers sign one after the other: each opens two envelopes, types the two sheets, and seals them again in new envelopes. A line that is typed wrongly is named and typed again.',
          'This also proves that the sheets can be read.',
        ],
        [
          run(
            'iims trust sign $STATE.request.draft --holder holders/$SIGNER.holder --shares --transcript $STATE.transcript',
            'signer',
          ),
          run('iims trust finish $STATE.request.draft --out $STATE.request --transcript $STATE.transcript'),
        ],
        ['Before each yes: the 16 groups are those of A5.', 'The last command says: join-request.'],
      ),
      step(
        'A7',
        'The transcript ends',
        [
          'The root holder signs the transcript. The PDF is printed, signed by hand by everybody, and archived. Then the folder sheets is removed (rm -r sheets) and the machine is switched off.',
        ],
        [
          run('iims trust transcript close $STATE.transcript'),
          run('iims trust sign $STATE.transcript --holder holders/$STATE.holder --shares'),
          run('iims trust transcript print $STATE.transcript --out $STATE.transcript.pdf'),
        ],
        ['Onto the medium go: $STATE.request, the folder holders, the transcript. Nothing else leaves the room.'],
      ),
    ],
  };
}

function partB(federation: string, states: readonly string[], place: string): Part {
  const requests = states.map((state) => `${state}.request`).join(' ');
  const persons = `--person 'Ceremony master: NAME'`;
  return {
    letter: 'B',
    title: 'The States sign the first root',
    where: `all States in one room${place === '' ? '' : `, ${place}`}; every root holder brings two sheets`,
    steps: [
      step(
        'B1',
        'The machine is fit',
        [
          'Start the machine from the medium; go to a new folder in memory; copy the requests and holder files of all States into it.',
        ],
        [run('iims trust machine')],
        ['No network, no swap; the time is that of both watches; the program has the printed fingerprint.'],
      ),
      step(
        'B2',
        'The transcript begins',
        ['Every witness names the persons of his State.'],
        [
          run(
            `iims trust transcript open --federation ${federation} --place '${place || 'PLACE'}' ${persons} --out root.transcript`,
          ),
        ],
        ['Everybody in the room is named.'],
      ),
      step(
        'B3',
        'Every request is the one that its State made',
        ['For each State: its witness reads the fingerprint from the paper of A5, the others follow on the screen.'],
        [run('iims trust show $STATE.request', 'state')],
        ['All 16 groups of every request are the same on paper and on screen; every holder has signed.'],
      ),
      step(
        'B4',
        'The root is drafted',
        [
          'It shows the States, how many of them must sign the next root, and its fingerprint. Every witness writes the fingerprint down from the screen.',
        ],
        [
          run(
            `iims trust draft-root --federation ${federation} --add ${requests} --out root-1.draft --transcript root.transcript`,
          ),
        ],
        [
          'States, thresholds and dates are right.',
          'The 16 groups are read aloud by one witness and confirmed by all.',
        ],
      ),
      step(
        'B5',
        'Every root holder signs',
        ['One after the other: read the screen, compare the 16 groups with the paper, type yes, type two sheets.'],
        [
          run(
            'iims trust sign root-1.draft --holder holders/$STATE.holder --shares --transcript root.transcript',
            'root holder',
          ),
        ],
        ['Before each yes: the 16 groups are those of B4.', 'The last command says that all signatures are there.'],
      ),
      step(
        'B6',
        'The root of trust',
        [
          'This file is what every node starts from. Its fingerprint goes into the minutes of the meeting and into every State by hand.',
        ],
        [run('iims trust finish root-1.draft --out root-1.json --bundle bundle.json --transcript root.transcript')],
        [
          'The 16 groups are read aloud once more and are those of B4.',
          'Each State has root-1.json on its own medium.',
        ],
      ),
      step(
        'B7',
        'The transcript ends',
        [
          'Every root holder signs the transcript, types two sheets for the last time, and seals them again. The PDF is printed for each State and signed by hand.',
        ],
        [
          run('iims trust transcript close root.transcript'),
          run('iims trust sign root.transcript --holder holders/$STATE.holder --shares', 'root holder'),
          run('iims trust transcript print root.transcript --out root.transcript.pdf'),
        ],
        ['Each State has the PDF and the file root.transcript.'],
      ),
    ],
  };
}

function partC(federation: string): Part {
  return {
    letter: 'C',
    title: 'Each State puts up its node and signs its document',
    where: 'at home; C1 and C4 on the machine of the node, C2 and C3 on the machine without a network',
    steps: [
      step(
        'C1',
        'The node makes its keys',
        [
          'The administrator compares the fingerprint of root-1.json with the minutes (iims trust show root-1.json) before the first command. The entry goes onto the medium. Custody of its keys: docs/protection.md.',
        ],
        [
          run(
            "iims node init --dir NODE --state $STATE --name $STATE --node-id $STATE_ID --authority 'AUTHORITY' --trust-root root-1.json --officer-port 8100 --partner-port 8110 --json > $STATE.entry.json",
            undefined,
            true,
          ),
        ],
        ['The fingerprint of the entry (iims trust show $STATE.entry.json) is written down.'],
      ),
      step(
        'C2',
        'The document is drafted',
        [
          'about.json says authorities, registers, rights and contact points (docs/ceremony.md, below). At later versions --basis is the directory of the node.',
        ],
        [
          run(
            'iims trust draft-state --basis bundle.json --state $STATE --entry $STATE.entry.json --about about.json --out $STATE.draft',
          ),
        ],
        ['The entry has the fingerprint of C1; the rights are those that were decided.'],
      ),
      step(
        'C3',
        'Two officers sign',
        ['Each opens two envelopes and seals them again.'],
        [
          run('iims trust sign $STATE.draft --holder holders/$STATE-officer-1.holder --shares'),
          run('iims trust sign $STATE.draft --holder holders/$STATE-officer-2.holder --shares'),
          run('iims trust finish $STATE.draft --out $STATE.json'),
        ],
        ['Before each yes: the 16 groups are the same on the screen and on the paper of the other officer.'],
      ),
      step(
        'C4',
        'The node starts',
        [
          'Nodes talk only to nodes that a document names: each State gives its signed file to the others once, by medium. From then on nodes bring each other every newer document within a minute.',
        ],
        [
          run('iims trust bring $STATE.json --dir NODE', undefined, true),
          run('iims node start --dir NODE', undefined, true),
        ],
        [`The page of the administrator shows every State of ${federation} as fresh.`],
      ),
    ],
  };
}

function partD(federation: string): Part {
  return {
    letter: 'D',
    title: 'A State joins',
    where: 'one file each way; the root holders sign at home or in one room',
    steps: [
      step(
        'D1',
        'The invitation',
        ['A member State writes it and hands it over.'],
        [run('iims trust invite --basis NODE --state $NEW --out $NEW.invitation', undefined, true)],
        ['The fingerprint of the root of trust is written down by both sides.'],
      ),
      step(
        'D2',
        'The new State opens it',
        [
          'It telephones two member States, on numbers that do not come from the invitation, and compares all 16 groups.',
        ],
        [run('iims trust unpack $NEW.invitation --out federation')],
        ['The 16 groups are the same in both calls.'],
      ),
      step(
        'D3',
        'The new State makes keys, node and request',
        [
          'Part A with its own code, then C1 with federation/trust-root in place of root-1.json. It hands $NEW.request to a member State and tells its fingerprint by telephone.',
        ],
        [],
        ['The member State has the request and the 16 groups of its fingerprint.'],
      ),
      step(
        'D4',
        'The next root',
        [
          `It names the new State. As many root holders of ${federation} sign as the root in force demands; nobody has to travel: the draft goes round.`,
        ],
        [
          run('iims trust draft-root --basis bundle.json --add $NEW.request --out root-next.draft'),
          run('iims trust sign root-next.draft --holder holders/$STATE.holder --shares', 'root holder'),
          run('iims trust finish root-next.draft --out root-next.json --bundle bundle-next.json'),
        ],
        [
          'The screen says: $NEW JOINS, with the fingerprint of its root holder, and nothing else that was not decided.',
          'The fingerprint of the request was compared by telephone.',
        ],
      ),
      step(
        'D5',
        "The new State's document",
        ['C2 and C3 upon the new root, by the officers of the new State.'],
        [
          run(
            'iims trust draft-state --basis bundle-next.json --state $NEW --entry $NEW.entry.json --about about.json --out $NEW.draft',
          ),
          run('iims trust sign $NEW.draft --holder holders/$NEW-officer-1.holder --shares'),
          run('iims trust sign $NEW.draft --holder holders/$NEW-officer-2.holder --shares'),
          run('iims trust finish $NEW.draft --out $NEW.json'),
        ],
        ['The document is finished upon the new root.'],
      ),
      step(
        'D6',
        'It comes into force',
        [
          'Bring root-next.json and $NEW.json into one running node of a member State and into the node of the new State, then start that. Within a minute every node has them. Each member State gives rights to the new State with a new version of its own document (draft-state --grant $NEW).',
        ],
        [
          run('iims trust bring root-next.json --dir NODE', undefined, true),
          run('iims trust bring $NEW.json --dir NODE', undefined, true),
        ],
        ['Every State answers a query of the new State, or says why not.'],
      ),
    ],
  };
}

function partE(): Part {
  return {
    letter: 'E',
    title: 'A State leaves',
    where: 'as D4; a State that suspends a partner for itself at once needs no ceremony',
    steps: [
      step(
        'E1',
        'The next root',
        ['The leaving State does not have to sign. Its document is out of force everywhere with the new root.'],
        [
          run('iims trust draft-root --basis bundle-next.json --remove $NEW --out root-last.draft'),
          run('iims trust sign root-last.draft --holder holders/$STATE.holder --shares', 'root holder'),
          run('iims trust finish root-last.draft --out root-last.json --bundle bundle-last.json'),
        ],
        ['The screen says: $NEW LEAVES, and how many must sign from now on.'],
      ),
    ],
  };
}

function partF(): Part {
  return {
    letter: 'F',
    title: 'A sheet or a key is lost',
    where: 'on the machine without a network, with witnesses',
    steps: [
      step(
        'F1',
        'A sheet is lost, and nobody can have read it',
        [
          'The other two sheets make a new set for the same key. All old sheets are destroyed before the witnesses: two of them would still give the key.',
        ],
        [run('iims keys reshare --holder holders/$STATE.holder --sheets new-sheets --out new-holders')],
        ['Three new envelopes with three keepers; the old sheets are shredded.'],
      ),
      step(
        'F2',
        'A sheet may have been read, or two are lost',
        [
          'The root holder gets a new key, and the next root puts it in the place of the old one. The other States sign; the holder of the lost key cannot and need not. For an officer it is the same, with the name of the officer.',
        ],
        [
          run(
            'iims keys holder --federation $FEDERATION --out replaced --sheets replaced-sheets --shares 2-of-3 --name $STATE',
          ),
          run(
            'iims trust draft-root --basis bundle-last.json --replace replaced/$STATE.holder --out root-new-key.draft',
          ),
          run('iims trust sign root-new-key.draft --holder holders/$OTHER.holder --shares', 'root holder'),
          run('iims trust finish root-new-key.draft --out root-new-key.json --bundle bundle-new-key.json'),
        ],
        [
          'The screen says: $STATE has a NEW ROOT HOLDER’S KEY, with the fingerprint of the new holder file.',
          'The keeper who lost the sheet is named in the transcript.',
        ],
      ),
    ],
  };
}

const TROUBLES = [
  [
    'A command ends with an error',
    'Read the error aloud; it is in the transcript. It names the rule and the remedy. Nothing is half done: run the command again after the remedy.',
  ],
  [
    'Two fingerprints differ',
    'Stop. Nobody signs. Find out which copy was changed, and between which hands; begin again with that step.',
  ],
  [
    'ceremony.draft-changed',
    'A draft was changed after somebody signed. Keep the file as evidence, make the draft again, and name the incident in the transcript.',
  ],
  ['A sheet cannot be read', 'Use the other two. Then make a new set (F1).'],
  [
    'The machine stops',
    'Files in memory are gone, sheets and media remain. Begin again with the step that was not ticked; keys made in it are made again and their sheets shredded.',
  ],
  [
    'Somebody leaves the room',
    'Note the time (iims trust transcript note FILE --title …); no key is handled until the witness is back.',
  ],
] as const;

function step(
  id: string,
  title: string,
  does: readonly string[],
  commands: readonly Command[],
  ticks: readonly string[],
): Step {
  return { id, title, does, commands, ticks };
}

function run(line: string, forEach?: Command['forEach'], isElsewhere = false): Command {
  return { line, ...(forEach ? { forEach } : {}), ...(isElsewhere ? { isElsewhere } : {}) };
}
