// SPDX-License-Identifier: Apache-2.0
// The methods of a node's officer's edge and what they answer. Made by `node tools/make-openapi.ts` from the schemas that the
// node enforces, as spec/openapi.json is; not written by hand.

export type Address = {
  readonly state: string;
  readonly authority?: string;
  readonly desk?:
    | 'terrorism'
    | 'drugs'
    | 'trafficking-in-persons'
    | 'money-laundering'
    | 'migration'
    | 'customs'
    | 'cyber';
};

export type Alert = {
  readonly id: string;
  readonly kind: string;
};

export type Attachment = {
  readonly id: number;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly content: string;
};

export type Case = {
  readonly caseRef?: string;
  readonly title?: string;
  readonly standing: 'open' | 'waiting' | 'closed';
  readonly outcome?:
    | 'answered'
    | 'answered-in-part'
    | 'nothing-held'
    | 'refused'
    | 'confirmed'
    | 'not-confirmed'
    | 'withdrawn'
    | 'duplicate'
    | 'no-further-action';
  readonly ground?:
    | 'not-held'
    | 'court-refused'
    | 'law-forbids'
    | 'not-relevant'
    | 'minor-offence'
    | 'national-security'
    | 'ongoing-investigation'
    | 'safety-of-a-person'
    | 'interests-of-a-company'
    | 'owner-has-not-agreed'
    | 'political-military-religious-racial'
    | 'human-rights'
    | 'other';
  readonly assignee?: string;
  readonly closedAt?: string;
  readonly stirred: boolean;
  readonly messages: number;
  readonly unopened: number;
  readonly openTasks: number;
  readonly due?: string;
  readonly hold?: {
    readonly by: string;
    readonly at: string;
    readonly reason?: string;
  };
};

export type CheckSchedule = {
  readonly schedule: number;
  readonly name: string;
  readonly states: readonly string[];
  readonly points: readonly {
    readonly state: string;
    readonly id: string;
  }[];
  readonly withinMinutes: number;
  readonly text?: string;
  readonly everyDays: number;
  readonly firstDay: string;
  readonly at: string;
  readonly surpriseMinutes: number;
  readonly keptBy: string;
  readonly keptAt: string;
  readonly nextAt: string;
  readonly lastAt?: string;
  readonly skipped: readonly {
    readonly state: string;
    readonly points: readonly string[];
    readonly code: string;
  }[];
};

export type CommunicationCheck = {
  readonly id: string;
  readonly startedAt: string;
  readonly answerBy: string;
  readonly text?: string;
  readonly points: readonly {
    readonly state: string;
    readonly id: string;
    readonly standing: 'waiting' | 'on-time' | 'late' | 'silent';
    readonly answeredAt?: string;
    readonly remarks?: string;
    readonly delivery: 'undeliverable' | 'stored' | 'sent' | 'received' | 'opened' | 'answered';
  }[];
};

export type Connector = {
  readonly name: string;
  readonly register?: string;
  readonly source?: string;
  readonly place?: string;
  readonly standing: 'started' | 'stopped';
  readonly isRunning: boolean;
  readonly isChanged: boolean;
  readonly refreshedAt?: string;
  readonly lagSeconds?: number;
  readonly unavailableAfterSeconds?: number;
  readonly wholeAt?: string;
  readonly counts?: {
    readonly read: number;
    readonly accepted: number;
    readonly refused: number;
    readonly reasons: { readonly [name: string]: number };
  };
  readonly waitsFor?: string;
  readonly failures: number;
  readonly failure?: {
    readonly code: string;
    readonly field?: string;
    readonly rule?: string;
    readonly fix?: string;
    readonly at: string;
  };
  readonly fault?: { readonly [name: string]: string };
};

export type ConvertedGrading = {
  readonly scheme: '4x4' | '6x6' | '3x5x2';
  readonly source: string;
  readonly information: string;
  readonly keepsSource: boolean;
  readonly keepsInformation: boolean;
};

export type Delivery = {
  readonly to: string;
  readonly status: 'undeliverable' | 'stored' | 'sent' | 'received' | 'opened' | 'answered';
  readonly sequence: number;
  readonly receivedAt?: string;
  readonly refused?: string;
};

export type Directory = {
  readonly state: string;
  readonly number: number;
  readonly changedAt: string;
  readonly points: readonly {
    readonly id: string;
    readonly level: 'policy' | 'technical';
    readonly body:
      | 'foreign-ministry'
      | 'interior'
      | 'defence'
      | 'justice'
      | 'telecoms'
      | 'cert'
      | 'police'
      | 'customs'
      | 'border'
      | 'immigration'
      | 'financial-intelligence';
    readonly title: string;
    readonly telephone: string;
    readonly deputyTelephone?: string;
    readonly email?: string;
    readonly languages: string;
    readonly hours: 'A' | 'B' | 'C' | 'D';
    readonly validUntil: string;
    readonly keyFingerprint?: string;
  }[];
  readonly measures: readonly {
    readonly measure: number;
    readonly sharedOn: string;
    readonly what: string;
  }[];
};

export type Entry = {
  readonly index: number;
  readonly at: string;
  readonly event: string;
  readonly actor?: string;
  readonly counterpart?: string;
  readonly purpose?: string;
  readonly caseRef?: string;
  readonly outcome?: string;
};

export type FieldsOfClarification = {
  readonly act: 'asks' | 'answers' | 'delays';
  readonly text: string;
  readonly delayReason?: 'clarification' | 'court-authorisation' | 'indirect-access';
  readonly delayUntil?: number;
};

export type FieldsOfCommunicationCheck = {
  readonly points: readonly {
    readonly state: string;
    readonly id: string;
  }[];
  readonly answerBy: number;
  readonly text?: string;
};

export type FieldsOfCommunicationCheckAnswer = {
  readonly point: string;
  readonly remarks?: string;
};

export type FieldsOfCoreDataRequest = {
  readonly requestingBody: string;
  readonly queryId?: string;
  readonly alertId?: string;
  readonly confirmedHow: string;
  readonly legalActs: string;
  readonly reason: string;
};

export type FieldsOfDocumentExamination = {
  readonly documentType:
    | 'passport'
    | 'identity-card'
    | 'visa'
    | 'residence-permit'
    | 'travel-document'
    | 'driving-licence'
    | 'vehicle-registration'
    | 'firearm-licence'
    | 'civil-status'
    | 'service-card'
    | 'other';
  readonly number: string;
  readonly issuingState: string;
  readonly shownWhere: string;
  readonly question: string;
  readonly conclusion?: 'genuine' | 'altered' | 'counterfeit' | 'stolen-blank' | 'used-by-another' | 'undetermined';
  readonly finding?: string;
};

export type FieldsOfDocumentExaminationAnswer = {
  readonly issuerSays: 'issued-as-shown' | 'issued-otherwise' | 'never-issued' | 'not-known';
  readonly conclusion?: 'genuine' | 'altered' | 'counterfeit' | 'stolen-blank' | 'used-by-another' | 'undetermined';
  readonly finding: string;
};

export type FieldsOfEvidencePreservation = {
  readonly measure: 'preserve' | 'extend' | 'production-announced';
  readonly requestingBody: string;
  readonly authorisation?: string;
  readonly legalActs: string;
  readonly offenceCategory:
    | 'terrorism'
    | 'organised-crime'
    | 'trafficking-in-persons'
    | 'migrant-smuggling'
    | 'drugs'
    | 'firearms'
    | 'homicide'
    | 'bodily-harm'
    | 'sexual-offence'
    | 'child-abuse'
    | 'kidnapping'
    | 'robbery'
    | 'theft'
    | 'vehicle-crime'
    | 'cultural-goods'
    | 'fraud'
    | 'corruption'
    | 'money-laundering'
    | 'cyber'
    | 'smuggling'
    | 'counterfeiting'
    | 'document-forgery'
    | 'environmental'
    | 'proliferation'
    | 'sanctions'
    | 'other';
  readonly heldBy: string;
  readonly evidenceType: 'computer' | 'network' | 'mobile' | 'multimedia' | 'cloud' | 'iot';
  readonly what: string;
  readonly from?: number;
  readonly to?: number;
  readonly preserveUntil: string;
  readonly reason: string;
};

export type FieldsOfEvidencePreservationAnswer = {
  readonly outcome: 'preserved' | 'preserved-in-part' | 'not-preserved';
  readonly preservedUntil?: string;
  readonly reference?: string;
  readonly remarks?: string;
};

export type FieldsOfFreeMessage = {
  readonly subject: string;
  readonly text: string;
};

export type FieldsOfHitConfirmation = {
  readonly type:
    | 'document'
    | 'wanted-person'
    | 'missing-person'
    | 'protection-order'
    | 'vehicle'
    | 'plate'
    | 'firearm'
    | 'boat'
    | 'security'
    | 'vehicle-part'
    | 'article';
  readonly requestNumber: number;
  readonly ownCaseNumber: string;
  readonly alertId: string;
  readonly queryId?: string;
  readonly found?: string;
};

export type FieldsOfHitConfirmationAnswer = {
  readonly answer: 'confirmed' | 'not-confirmed' | 'will-confirm-at';
  readonly alertId: string;
  readonly confirmAt?: number;
  readonly ground?:
    | 'taken-into-custody'
    | 'no-longer-wanted'
    | 'warrant-withdrawn'
    | 'warrant-served'
    | 'will-not-be-collected'
    | 'extradition-declined'
    | 'found'
    | 'entered-in-error'
    | 'ground-lapsed'
    | 'replaced'
    | 'not-the-same';
  readonly remarks?: string;
};

export type FieldsOfHitReport = {
  readonly alertId: string;
  readonly queryId?: string;
  readonly happenedAt: number;
  readonly place: string;
  readonly execution: 'executed' | 'executed-in-part' | 'not-executed';
  readonly actions?: readonly (
    | 'keep-document'
    | 'arrest'
    | 'do-not-admit'
    | 'seize-vehicle'
    | 'seize-plate'
    | 'seize-object'
    | 'discreet-check'
    | 'specific-check'
    | 'protect'
    | 'establish-whereabouts'
    | 'contact-owner'
  )[];
  readonly actionTaken: string;
  readonly persons?: readonly GivenNamedPerson[];
};

export type FieldsOfInformation = {
  readonly coverage: 'complete' | 'partial' | 'nothing-held';
  readonly text: string;
  readonly persons?: readonly GivenNamedPerson[];
  readonly rest?: string;
  readonly restBy?: number;
};

export type FieldsOfInformationRequest = {
  readonly requestingBody: string;
  readonly actionAsked: string;
  readonly aim: string;
  readonly reason: string;
  readonly legalActs: string;
  readonly persons?: readonly GivenNamedPerson[];
  readonly facts: string;
};

export type FieldsOfRecall = {
  readonly messageId: string;
  readonly ground: 'sent-in-error' | 'wrong-recipient' | 'wrong-content' | 'ground-lapsed' | 'replaced';
  readonly reason?: string;
};

export type FieldsOfRefusal = {
  readonly ground:
    | 'not-held'
    | 'court-refused'
    | 'law-forbids'
    | 'not-relevant'
    | 'minor-offence'
    | 'national-security'
    | 'ongoing-investigation'
    | 'safety-of-a-person'
    | 'interests-of-a-company'
    | 'owner-has-not-agreed'
    | 'political-military-religious-racial'
    | 'human-rights'
    | 'other';
  readonly extent: 'wholly' | 'in-part';
  readonly reason?: string;
};

export type FieldsOfReleaseAnswer = {
  readonly messageId: string;
  readonly decision: 'granted' | 'refused';
  readonly granted?: readonly ('forward' | 'export' | 'use-in-court' | 'use-for' | 'take-measure')[];
  readonly recipient?: string;
  readonly purpose?: 'border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check';
  readonly conditions?: string;
};

export type FieldsOfReleaseRequest = {
  readonly messageId: string;
  readonly acts: readonly ('forward' | 'export' | 'use-in-court' | 'use-for' | 'take-measure')[];
  readonly recipient?: string;
  readonly purpose?: 'border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check';
  readonly reason: string;
};

export type FieldsOfSpontaneousInformation = {
  readonly subject: string;
  readonly offenceCategory?:
    | 'terrorism'
    | 'organised-crime'
    | 'trafficking-in-persons'
    | 'migrant-smuggling'
    | 'drugs'
    | 'firearms'
    | 'homicide'
    | 'bodily-harm'
    | 'sexual-offence'
    | 'child-abuse'
    | 'kidnapping'
    | 'robbery'
    | 'theft'
    | 'vehicle-crime'
    | 'cultural-goods'
    | 'fraud'
    | 'corruption'
    | 'money-laundering'
    | 'cyber'
    | 'smuggling'
    | 'counterfeiting'
    | 'document-forgery'
    | 'environmental'
    | 'proliferation'
    | 'sanctions'
    | 'other';
  readonly text: string;
  readonly persons?: readonly GivenNamedPerson[];
};

export type FieldsOfSupplementaryInformation = {
  readonly alertId?: string;
  readonly subject: string;
  readonly text: string;
  readonly persons?: readonly GivenNamedPerson[];
};

export type FieldsOfVictimReferral = {
  readonly persons?: readonly GivenNamedPerson[];
  readonly age: 'adult' | 'minor' | 'not-known';
  readonly consent: 'given' | 'given-by-guardian' | 'not-asked' | 'not-given';
  readonly languages: string;
  readonly needs: string;
  readonly circumstances: string;
  readonly contact: string;
};

export type GivenAttachment = {
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly content: string;
};

export type GivenGrading =
  | {
      readonly scheme: '4x4';
      readonly source: 'A' | 'B' | 'C' | 'X';
      readonly information: '1' | '2' | '3' | '4';
    }
  | {
      readonly scheme: '6x6';
      readonly source: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
      readonly information: '1' | '2' | '3' | '4' | '5' | '6';
    }
  | {
      readonly scheme: '3x5x2';
      readonly source: '1' | '2' | '3';
      readonly information: 'A' | 'B' | 'C' | 'D' | 'E';
      readonly sharing: 'P' | 'C';
    };

export type GivenHandling = {
  readonly code: 'H0' | 'H1' | 'H2' | 'H3';
  readonly condition?: string | undefined;
  readonly tlp?: 'TLP:RED' | 'TLP:AMBER+STRICT' | 'TLP:AMBER' | 'TLP:GREEN' | 'TLP:CLEAR' | undefined;
  readonly pap?: 'PAP:RED' | 'PAP:AMBER' | 'PAP:GREEN' | 'PAP:CLEAR' | undefined;
  readonly classification?: 'unclassified' | 'restricted' | undefined;
  readonly grading?: GivenGrading | undefined;
  readonly expiresOn?: string | undefined;
  readonly purpose?: 'border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check' | undefined;
};

export type GivenNamedPerson = {
  readonly name: string;
  readonly role?:
    | 'suspect'
    | 'victim'
    | 'defendant'
    | 'accused'
    | 'culprit'
    | 'accomplice'
    | 'witness'
    | 'target'
    | 'source'
    | 'originator'
    | 'informant'
    | 'emitter'
    | 'impersonated'
    | undefined;
  readonly birthDate?: string | undefined;
  readonly sex?: 'F' | 'M' | 'X' | undefined;
  readonly nationality?: string | undefined;
  readonly document?: string | undefined;
  readonly note?: string | undefined;
};

export type Grading =
  | {
      readonly scheme: '4x4';
      readonly source: 'A' | 'B' | 'C' | 'X';
      readonly information: '1' | '2' | '3' | '4';
    }
  | {
      readonly scheme: '6x6';
      readonly source: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
      readonly information: '1' | '2' | '3' | '4' | '5' | '6';
    }
  | {
      readonly scheme: '3x5x2';
      readonly source: '1' | '2' | '3';
      readonly information: 'A' | 'B' | 'C' | 'D' | 'E';
      readonly sharing: 'P' | 'C';
    };

export type Handling = {
  readonly code: 'H0' | 'H1' | 'H2' | 'H3';
  readonly condition?: string;
  readonly tlp?: 'TLP:RED' | 'TLP:AMBER+STRICT' | 'TLP:AMBER' | 'TLP:GREEN' | 'TLP:CLEAR';
  readonly pap?: 'PAP:RED' | 'PAP:AMBER' | 'PAP:GREEN' | 'PAP:CLEAR';
  readonly classification?: 'unclassified' | 'restricted';
  readonly grading?: Grading;
  readonly expiresOn?: string;
  readonly purpose?: 'border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check';
};

export type Handover = {
  readonly at: string;
  readonly counts: {
    readonly overdue: number;
    readonly escalated: number;
    readonly 'due-soon': number;
    readonly running: number;
    readonly paused: number;
    readonly 'not-started': number;
    readonly toAnswer: number;
    readonly unopened: number;
    readonly undeliverable: number;
  };
  readonly requests: readonly OpenRequest[];
  readonly unopened: readonly {
    readonly id: string;
    readonly state: string;
    readonly kind: MessageKind;
    readonly urgency: 'urgent' | 'routine';
    readonly at: string;
    readonly caseRef?: string;
  }[];
  readonly undeliverable: readonly {
    readonly id: string;
    readonly state: string;
    readonly kind: MessageKind;
    readonly urgency: 'urgent' | 'routine';
    readonly at: string;
    readonly caseRef?: string;
    readonly refused?: string;
  }[];
  readonly missing: readonly {
    readonly state: string;
    readonly spans: readonly (readonly number[])[];
  }[];
  readonly isCut: boolean;
};

export type Hit = {
  readonly band: 'hit' | 'compare';
  readonly alertId: string;
  readonly register: string;
  readonly category: string;
  readonly subjectKind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
  readonly matchedOn: 'as-given' | 'repaired' | 'confusable' | 'similar';
  readonly why: readonly string[];
  readonly authority: string;
  readonly action: string;
  readonly cautions: readonly string[];
  readonly handling: 'H0' | 'H1' | 'H2' | 'H3';
  readonly since?: string;
  readonly reviewedOn?: string;
  readonly facts: readonly {
    readonly label: string;
    readonly value: string;
  }[];
  readonly notExecuted?: {
    readonly action: string;
    readonly since: string;
  };
};

export type Import = {
  readonly importId: string;
  readonly register: string;
  readonly format: string;
  readonly standing:
    | 'receiving'
    | 'quarantined'
    | 'previewed'
    | 'applying'
    | 'applied'
    | 'refused'
    | 'abandoned'
    | 'reading';
  readonly begunAt: string;
  readonly by: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly settings?: {
    readonly format: string;
    readonly encoding?: string;
    readonly mapping?: { readonly [name: string]: unknown };
    readonly positive?: {
      readonly completeFor: readonly string[];
      readonly completeHours?: number;
      readonly asOf?: string;
    };
  };
  readonly received?: number;
  readonly rows?: number;
  readonly preview?: {
    readonly read: number;
    readonly accepted: number;
    readonly refused: number;
    readonly reasons: { readonly [name: string]: number };
    readonly differences: {
      readonly added: number;
      readonly changed: number;
      readonly removed: number;
      readonly same: number;
    };
    readonly qualityScore?: number;
    readonly completeFor?: readonly string[];
    readonly vanished?: number;
    readonly refusals: readonly {
      readonly line: number;
      readonly reason: string;
      readonly field?: string;
    }[];
    readonly keys: number;
    readonly kind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
    readonly digest: string;
  };
  readonly secondPerson?: boolean;
  readonly refusal?: {
    readonly code: string;
    readonly field?: string;
    readonly rule?: string;
    readonly fix?: string;
  };
  readonly applied?: {
    readonly done: number;
    readonly of: number;
  };
  readonly finding?: {
    readonly done: number;
    readonly of: number;
  };
  readonly fault?: string;
};

export type ImportedMail = {
  readonly mail: string;
  readonly caseRef: string;
  readonly from: string;
  readonly datedAt: string;
  readonly importedAt: string;
  readonly importedBy: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly attachmentCount: number;
  readonly logIndex: number;
};

export type Issued = {
  readonly register: string;
  readonly documentType: string;
  readonly standing:
    | 'issued-and-valid'
    | 'issued-but-expired'
    | 'issued-but-suspended'
    | 'issued-but-withdrawn'
    | 'issued-but-replaced'
    | 'not-found'
    | 'unknown';
  readonly validUntil?: string;
  readonly vehicle?: {
    readonly make?: string;
    readonly model?: string;
    readonly colour?: string;
    readonly year?: string;
  };
  readonly holder?:
    | {
        readonly surname: string;
        readonly given: string;
        readonly birthDate?: string;
        readonly place?: string;
      }
    | {
        readonly company: string;
        readonly birthDate?: string;
        readonly place?: string;
      };
  readonly asOf: number;
};

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export type LargeAttachment = {
  readonly id: number;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly standing: 'kept' | 'awaited' | 'whole' | 'damaged' | 'not-fetched' | 'ended';
  readonly deliveries?: readonly {
    readonly to: string;
    readonly standing: 'awaited' | 'fetching' | 'whole' | 'damaged' | 'not-fetched' | 'recalled';
    readonly at: string;
  }[];
};

export type ManifestLine =
  | {
      readonly type: 'manifest';
      readonly logIndex: number;
      readonly travellers: number;
      readonly refused: number;
      readonly duplicates: number;
      readonly asked: readonly string[];
    }
  | {
      readonly type: 'refused';
      readonly line: number;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly field?: string;
        readonly rule?: string;
        readonly fix?: string;
      };
    }
  | {
      readonly type: 'duplicate';
      readonly line: number;
      readonly sameAs: number;
    }
  | {
      readonly type: 'traveller';
      readonly line: number;
      readonly queryId: string;
      readonly verdict: 'hit' | 'compare' | 'no-hit' | 'incomplete' | 'refused';
      readonly complete: boolean;
      readonly states: readonly StateOutcome[];
      readonly elapsedMs: number;
      readonly logIndex: number;
    }
  | {
      readonly type: 'fault';
      readonly line: number;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly field?: string;
        readonly rule?: string;
        readonly fix?: string;
      };
    }
  | {
      readonly type: 'summary';
      readonly hit: number;
      readonly compare: number;
      readonly incomplete: number;
      readonly refused: number;
      readonly noHit: number;
      readonly faults: number;
      readonly refusedLines: number;
      readonly duplicates: number;
      readonly notAsked: number;
      readonly complete: boolean;
      readonly elapsedMs: number;
    }
  | {
      readonly type: 'error';
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly field?: string;
        readonly rule?: string;
        readonly fix?: string;
      };
    };

export type Message = {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly kind: MessageKind;
  readonly urgency: 'urgent' | 'routine';
  readonly status: 'undeliverable' | 'stored' | 'sent' | 'received' | 'opened' | 'answered';
  readonly inReplyTo?: string;
  readonly sentAt: string;
  readonly at: string;
  readonly openedAt?: string;
  readonly archivedAt?: string;
  readonly expiresAt: string;
  readonly exercise: boolean;
  readonly logIndex: number;
  readonly from?: Address;
  readonly to?: readonly Address[];
  readonly caseRef?: string;
  readonly author?: string;
  readonly assignee?: string;
  readonly caseAssignee?: string;
  readonly due?: string;
  readonly deleted?: 'expired' | 'recalled' | 'period-ended';
  readonly deletions?: readonly {
    readonly state: string;
    readonly at: string;
  }[];
  readonly deliveries: readonly Delivery[];
};

export type MessageKind =
  | 'free-message'
  | 'information-request'
  | 'information'
  | 'core-data-request'
  | 'hit-confirmation'
  | 'hit-confirmation-answer'
  | 'hit-report'
  | 'supplementary-information'
  | 'notice'
  | 'spontaneous-information'
  | 'document-examination'
  | 'document-examination-answer'
  | 'evidence-preservation'
  | 'evidence-preservation-answer'
  | 'victim-referral'
  | 'refusal'
  | 'clarification'
  | 'recall'
  | 'release-request'
  | 'release-answer'
  | 'communication-check'
  | 'communication-check-answer'
  | 'forwarded'
  | 'opened'
  | 'alert-deletion'
  | 'alert-deleted'
  | 'deleted'
  | 'directory'
  | 'notice-withdrawal'
  | 'notice-revalidation'
  | 'notice-withdrawn'
  | 'attachment-received';

export type MetCovertAlert = {
  readonly logIndex: number;
  readonly at: string;
  readonly state: string;
  readonly officer: string;
  readonly queryId: string;
  readonly purpose?: string;
  readonly caseRef?: string;
  readonly alerts: readonly string[];
  readonly count: number;
};

export type NodeState = {
  readonly state: string;
  readonly time: string;
  readonly logSize: number;
  readonly trustRootVersion: number;
  readonly custody: {
    readonly custody: {
      readonly kind: string;
    };
    readonly working: boolean;
    readonly code?: string;
  };
  readonly webhooks: readonly {
    readonly name: string;
    readonly host: string;
    readonly events: readonly string[];
    readonly reachedAt?: string;
    readonly failing?: {
      readonly since: string;
      readonly code: string;
    };
    readonly entriesBehind: number;
  }[];
  readonly mail?: {
    readonly mailboxes: number;
    readonly announcedAt?: string;
    readonly failing?: {
      readonly since: string;
      readonly code: string;
    };
  };
  readonly reviews: {
    readonly due: number;
    readonly overdue: number;
    readonly withinDays: number;
  };
  readonly partners: readonly {
    readonly state: string;
    readonly standing: string;
    readonly because: 'root' | 'document' | 'attestation' | 'unknown-state';
    readonly usableUntil: string;
  }[];
  readonly quotas: readonly {
    readonly ground: string;
    readonly state?: string;
    readonly user?: string;
    readonly since: string;
    readonly refused: number;
  }[];
  readonly registers: readonly {
    readonly id: string;
    readonly kind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
    readonly title: string;
    readonly keptBy: 'source' | 'hand';
    readonly alerts: number;
    readonly checkedAt: string;
    readonly source: 'current' | 'unavailable' | 'withdrawn';
    readonly sourceSince?: string;
    readonly staleAfterMs?: number;
    readonly behind?: string;
    readonly listed: boolean;
    readonly askedBy: readonly string[];
  }[];
  readonly witnessing: {
    readonly own: {
      readonly witnessedSize: number;
      readonly witnessedAt?: string;
      readonly cosigners?: number;
      readonly quorum: number;
      readonly broughtSize: number;
      readonly lag: number;
      readonly lastTimeToWitnessMs?: number;
      readonly witnesses: readonly {
        readonly state: string;
        readonly size?: number;
        readonly at?: string;
        readonly silentSince?: string;
        readonly code?: string;
      }[];
      readonly evidence: readonly string[];
    };
    readonly partnerLogs: readonly {
      readonly state: string;
      readonly origin: string;
      readonly size?: number;
      readonly at?: string;
      readonly forkFoundAt?: string;
      readonly forkProofSha256?: string;
      readonly behind?: {
        readonly signedSize: number;
        readonly servedSize: number;
        readonly since: string;
      };
    }[];
  };
};

export type Notice = {
  readonly number: string;
  readonly state: string;
  readonly direction: 'out' | 'in';
  readonly standing: 'in-force' | 'confirm-first' | 'expired' | 'withdrawn';
  readonly reach?: 'notice' | 'diffusion';
  readonly purpose?:
    | 'locate-and-arrest'
    | 'collect-information'
    | 'warn'
    | 'missing-person'
    | 'unidentified-body'
    | 'imminent-threat'
    | 'modus-operandi'
    | 'trace-assets'
    | 'sanctioned';
  readonly subject?: string;
  readonly at: string;
  readonly reviewOn?: string;
  readonly validUntil?: string;
  readonly messageId?: string;
  readonly withdrawn?: {
    readonly at?: string;
    readonly ground:
      | 'taken-into-custody'
      | 'no-longer-wanted'
      | 'warrant-withdrawn'
      | 'warrant-served'
      | 'will-not-be-collected'
      | 'extradition-declined'
      | 'found'
      | 'entered-in-error'
      | 'ground-lapsed'
      | 'replaced'
      | 'human-rights'
      | 'political-military-religious-racial'
      | 'other'
      | 'expired'
      | 'recalled'
      | 'period-ended';
    readonly by?: string;
    readonly messageId?: string;
  };
  readonly recipients?: readonly {
    readonly state: string;
    readonly status: 'undeliverable' | 'stored' | 'sent' | 'received' | 'opened' | 'answered' | 'waiting';
    readonly withdrawal?: 'undeliverable' | 'stored' | 'sent' | 'received' | 'opened' | 'answered';
    readonly statedAt?: string;
  }[];
  readonly declined?: {
    readonly ground: 'human-rights' | 'political-military-religious-racial' | 'other';
    readonly at: string;
    readonly by: string;
  };
  readonly refusals?: readonly Refusal[];
  readonly alerts?: readonly {
    readonly register: string;
    readonly alertId: string;
  }[];
};

export type OfficersKind =
  | 'free-message'
  | 'information-request'
  | 'information'
  | 'core-data-request'
  | 'hit-confirmation'
  | 'hit-confirmation-answer'
  | 'hit-report'
  | 'supplementary-information'
  | 'spontaneous-information'
  | 'document-examination'
  | 'document-examination-answer'
  | 'evidence-preservation'
  | 'evidence-preservation-answer'
  | 'victim-referral'
  | 'refusal'
  | 'clarification'
  | 'recall'
  | 'release-request'
  | 'release-answer'
  | 'communication-check'
  | 'communication-check-answer';

export type OpenRequest = {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly state: string;
  readonly kind: MessageKind;
  readonly urgency: 'urgent' | 'routine';
  readonly caseRef?: string;
  readonly clock: 'hit-confirmation' | 'information-request' | 'core-data' | 'any-request';
  readonly stage:
    | 'not-started'
    | 'running'
    | 'due-soon'
    | 'overdue'
    | 'escalated'
    | 'paused'
    | 'answered'
    | 'answered-late';
  readonly due?: string;
  readonly request: number;
  readonly nextRequest?: number;
  readonly paused?: {
    readonly since: string;
    readonly reason: 'clarification' | 'court-authorisation';
    readonly until?: string;
  };
};

export type OpenedMail = {
  readonly mail: string;
  readonly caseRef: string;
  readonly from: string;
  readonly datedAt: string;
  readonly importedAt: string;
  readonly importedBy: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly attachmentCount: number;
  readonly logIndex: number;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly remarks: readonly (
    | 'encrypted'
    | 'signed'
    | 'hidden-direction'
    | 'html-only'
    | 'text-cut'
    | 'no-date'
    | 'duplicate-header'
    | 'unknown-charset'
    | 'damaged-encoding'
    | 'unended-part'
  )[];
  readonly attachments: readonly {
    readonly id: number;
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};

export type OpenedMessage = {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly kind: MessageKind;
  readonly urgency: 'urgent' | 'routine';
  readonly status: 'undeliverable' | 'stored' | 'sent' | 'received' | 'opened' | 'answered';
  readonly inReplyTo?: string;
  readonly sentAt: string;
  readonly at: string;
  readonly openedAt?: string;
  readonly archivedAt?: string;
  readonly expiresAt: string;
  readonly exercise: boolean;
  readonly logIndex: number;
  readonly from?: Address;
  readonly to?: readonly Address[];
  readonly caseRef?: string;
  readonly author?: string;
  readonly assignee?: string;
  readonly caseAssignee?: string;
  readonly due?: string;
  readonly deleted?: 'expired' | 'recalled' | 'period-ended';
  readonly deletions?: readonly {
    readonly state: string;
    readonly at: string;
  }[];
  readonly deliveries: readonly Delivery[];
  readonly handling: Handling;
  readonly gradings?: readonly ConvertedGrading[];
  readonly fields: { readonly [name: string]: unknown };
  readonly attachments: readonly Attachment[];
  readonly largeAttachments?: readonly LargeAttachment[];
  readonly original?: OriginalMessage;
  readonly translation?: {
    readonly by: string;
    readonly refused?:
      | 'expired'
      | 'h1-court'
      | 'h2-dissemination'
      | 'h3-condition'
      | 'tlp-red'
      | 'tlp-amber-strict'
      | 'tlp-amber'
      | 'tlp-green'
      | 'tlp-none'
      | 'restricted-in-clear'
      | 'purpose-limit'
      | 'crime-only'
      | 'pap-red'
      | 'pap-amber';
  };
};

export type OpenedProposal = {
  readonly id: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly own: boolean;
  readonly digest: string;
  readonly kind?: MessageKind;
  readonly to?: readonly Address[];
  readonly caseRef?: string;
  readonly urgency?: 'urgent' | 'routine';
  readonly inReplyTo?: string;
  readonly due?: string;
  readonly refused?: {
    readonly by: string;
    readonly at: string;
    readonly ground:
      | 'wrong-content'
      | 'wrong-recipient'
      | 'wrong-handling'
      | 'no-legal-ground'
      | 'not-proportionate'
      | 'not-needed'
      | 'withdrawn';
    readonly words?: string;
  };
  readonly handling: Handling;
  readonly gradings?: readonly ConvertedGrading[];
  readonly fields: { readonly [name: string]: unknown };
  readonly attachments: readonly Attachment[];
  readonly largeAttachments?: readonly {
    readonly id: number;
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};

export type OriginalMessage = {
  readonly id: string;
  readonly kind: MessageKind;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly caseRef: string;
  readonly sentAt: string;
  readonly handling: Handling;
  readonly gradings?: readonly ConvertedGrading[];
  readonly fields: { readonly [name: string]: unknown };
  readonly attachments: readonly Attachment[];
  readonly original?: OriginalMessage;
};

export type Pack = {
  readonly packId: string;
  readonly user: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly struck: boolean;
  readonly madeBy: string;
  readonly createdAt: string;
  readonly notAfter: string;
  readonly standing: string;
  readonly usesMax: number;
  readonly usesTaken: number;
  readonly alerts: number;
  readonly hitsToSettle: number;
  readonly uploadedAt?: string;
  readonly endedAt?: string;
  readonly broken?: string;
};

export type PartnerTest = {
  readonly state: string;
  readonly testedAt: string;
  readonly outcome: 'passed' | 'warned' | 'failed';
  readonly layers: readonly {
    readonly layer: string;
    readonly outcome: 'passed' | 'warned' | 'failed' | 'not-tried';
    readonly ms?: number;
    readonly code?: string;
    readonly todo?: string;
    readonly found?: { readonly [name: string]: unknown };
  }[];
};

export type PastQuery = {
  readonly queryId: string;
  readonly askedAt: string;
  readonly kind: string;
  readonly label: string;
  readonly verdict?: 'hit' | 'compare' | 'no-hit' | 'incomplete' | 'refused';
  readonly complete?: boolean;
  readonly logIndex: number;
  readonly ended?: readonly {
    readonly state: string;
    readonly alertId: string;
    readonly by: string;
    readonly endedAt: string;
  }[];
};

export type PositiveRegister = {
  readonly id: string;
  readonly kind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
  readonly title: string;
  readonly checkedAt: string;
  readonly source: 'current' | 'unavailable' | 'withdrawn';
  readonly sourceSince?: string;
  readonly staleAfterMs?: number;
  readonly behind?: string;
  readonly listed: boolean;
  readonly askedBy: readonly string[];
  readonly entries: number;
  readonly completeFor: readonly string[];
  readonly completeUntil?: string;
  readonly heldTypes?: readonly string[];
  readonly vanished?: number;
  readonly changedAt: string;
  readonly previous?: {
    readonly entries: number;
  };
  readonly lastImport?: {
    readonly format: string;
    readonly encoding?: string;
    readonly mapping?: { readonly [name: string]: unknown };
    readonly positive?: {
      readonly completeFor: readonly string[];
      readonly completeHours?: number;
      readonly asOf?: string;
    };
  };
};

export type Proposal = {
  readonly id: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly own: boolean;
  readonly digest: string;
  readonly kind?: MessageKind;
  readonly to?: readonly Address[];
  readonly caseRef?: string;
  readonly urgency?: 'urgent' | 'routine';
  readonly inReplyTo?: string;
  readonly due?: string;
  readonly refused?: {
    readonly by: string;
    readonly at: string;
    readonly ground:
      | 'wrong-content'
      | 'wrong-recipient'
      | 'wrong-handling'
      | 'no-legal-ground'
      | 'not-proportionate'
      | 'not-needed'
      | 'withdrawn';
    readonly words?: string;
  };
};

export type QueryLine =
  | {
      readonly type: 'asked';
      readonly queryId: string;
      readonly logIndex: number;
      readonly asked: readonly string[];
    }
  | {
      readonly type: 'state';
      readonly state: string;
      readonly outcome: 'hit' | 'no-hit' | 'refused' | 'unavailable' | 'late';
      readonly reason?: string;
      readonly asOf?: string;
      readonly changedOn?: string;
      readonly registers?: number;
      readonly behind?: number;
      readonly hits: readonly Hit[];
      readonly more?: boolean;
      readonly issued?: readonly Issued[];
    }
  | {
      readonly type: 'verdict';
      readonly queryId: string;
      readonly verdict: 'hit' | 'compare' | 'no-hit' | 'incomplete' | 'refused';
      readonly complete: boolean;
      readonly states: readonly StateOutcome[];
      readonly elapsedMs: number;
      readonly logIndex: number;
    }
  | {
      readonly type: 'error';
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly field?: string;
        readonly rule?: string;
        readonly fix?: string;
      };
    };

export type Refusal = {
  readonly refusal: number;
  readonly number: string;
  readonly purpose:
    | 'locate-and-arrest'
    | 'collect-information'
    | 'warn'
    | 'missing-person'
    | 'unidentified-body'
    | 'imminent-threat'
    | 'modus-operandi'
    | 'trace-assets'
    | 'sanctioned';
  readonly ground: 'human-rights' | 'political-military-religious-racial' | 'other';
  readonly cause: 'review' | 'withdrawal' | 'own-decision' | 'partner-withdrawal';
  readonly on: string;
  readonly isSure: boolean;
  readonly overriddenBy?: string;
  readonly stops: boolean;
};

export type Register = {
  readonly id: string;
  readonly kind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
  readonly title: string;
  readonly keptBy: 'source' | 'hand';
  readonly alerts: number;
  readonly checkedAt: string;
  readonly source: 'current' | 'unavailable' | 'withdrawn';
  readonly sourceSince?: string;
  readonly staleAfterMs?: number;
  readonly behind?: string;
  readonly listed: boolean;
  readonly askedBy: readonly string[];
  readonly changedAt: string;
  readonly finding?: {
    readonly done: number;
    readonly of: number;
  };
  readonly previous?: {
    readonly alerts: number;
  };
  readonly lastImport?: {
    readonly format: string;
    readonly encoding?: string;
    readonly mapping?: { readonly [name: string]: unknown };
    readonly positive?: {
      readonly completeFor: readonly string[];
      readonly completeHours?: number;
      readonly asOf?: string;
    };
  };
};

export type SaidMessage = {
  readonly id: string;
  readonly status: 'stored' | 'waiting-for-release';
  readonly logIndex: number;
};

export type Session = {
  readonly state: string;
  readonly stateName: string;
  readonly user: string;
  readonly role: 'officer' | 'operator' | 'auditor' | 'administrator';
  readonly permissions: readonly string[];
  readonly csrf: string;
  readonly expiresAt: string;
  readonly purposes: readonly ('border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check')[];
  readonly partners: readonly string[];
  readonly post?: string;
  readonly exercise: boolean;
};

export type StateOutcome = {
  readonly state: string;
  readonly outcome: 'hit' | 'no-hit' | 'refused' | 'unavailable' | 'late';
  readonly reason?: string;
  readonly asOf?: string;
  readonly changedOn?: string;
  readonly registers?: number;
  readonly behind?: number;
  readonly hits: readonly Hit[];
  readonly more?: boolean;
  readonly issued?: readonly Issued[];
};

export type StoredMessage = {
  readonly id: string;
  readonly status: 'stored';
  readonly logIndex: number;
};

export type ToldState = {
  readonly state: string;
  readonly round: number;
  readonly register: string;
  readonly alertId: string;
  readonly first: {
    readonly at: string;
    readonly queryId: string;
  };
  readonly last: {
    readonly at: string;
    readonly queryId: string;
  };
  readonly ended?: {
    readonly by: 'ended' | 'not-revalidated';
    readonly at: string;
  };
  readonly standing?: string;
  readonly notice?: {
    readonly messageId: string;
    readonly sentAt: string;
  };
  readonly answer?: {
    readonly messageId: string;
    readonly at: string;
  };
};

export type Translation = {
  readonly id: string;
  readonly to: string;
  readonly by: string;
  readonly from?: string;
  readonly engine?: string;
  readonly texts: readonly {
    readonly of: 'message' | 'original';
    readonly field: string;
    readonly text: string;
  }[];
};

export type Upload = {
  readonly uploadId: string;
  readonly received: number;
};

export type UploadStanding = {
  readonly uploadId: string;
  readonly received: number;
  readonly sha256: string;
};

export type Verdict = {
  readonly verdict: 'hit' | 'compare' | 'no-hit' | 'incomplete' | 'refused';
  readonly complete: boolean;
  readonly states: readonly StateOutcome[];
  readonly elapsedMs: number;
  readonly logIndex: number;
  readonly queryId: string;
};

export type WaitingAlert = {
  readonly register: string;
  readonly alert: Alert;
  readonly replaces?: Alert;
  readonly enteredBy: string;
  readonly enteredAt: string;
  readonly digest: string;
  readonly quality: {
    readonly findings: readonly string[];
    readonly score: number;
    readonly stoppedBy?: string;
  };
  readonly own: boolean;
};

export type WholeCase = {
  readonly caseRef?: string;
  readonly title?: string;
  readonly standing: 'open' | 'waiting' | 'closed';
  readonly outcome?:
    | 'answered'
    | 'answered-in-part'
    | 'nothing-held'
    | 'refused'
    | 'confirmed'
    | 'not-confirmed'
    | 'withdrawn'
    | 'duplicate'
    | 'no-further-action';
  readonly ground?:
    | 'not-held'
    | 'court-refused'
    | 'law-forbids'
    | 'not-relevant'
    | 'minor-offence'
    | 'national-security'
    | 'ongoing-investigation'
    | 'safety-of-a-person'
    | 'interests-of-a-company'
    | 'owner-has-not-agreed'
    | 'political-military-religious-racial'
    | 'human-rights'
    | 'other';
  readonly assignee?: string;
  readonly closedAt?: string;
  readonly stirred: boolean;
  readonly messages: number;
  readonly unopened: number;
  readonly openTasks: number;
  readonly due?: string;
  readonly hold?: {
    readonly by: string;
    readonly at: string;
    readonly reason?: string;
  };
  readonly tasks: readonly {
    readonly task: number;
    readonly text?: string;
    readonly assignee?: string;
    readonly due?: string;
    readonly by: string;
    readonly at: string;
    readonly done?: {
      readonly by: string;
      readonly at: string;
    };
  }[];
  readonly notes: readonly {
    readonly note: number;
    readonly text?: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly olderNotes?: number;
  readonly links: readonly {
    readonly other?: string;
    readonly reason:
      | 'same-person'
      | 'same-vehicle'
      | 'same-document'
      | 'same-object'
      | 'same-operation'
      | 'follow-up'
      | 'duplicate'
      | 'other';
    readonly words?: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly requests: readonly {
    readonly id: string;
    readonly direction: 'in' | 'out';
    readonly state: string;
    readonly kind: MessageKind;
    readonly stage:
      | 'not-started'
      | 'running'
      | 'due-soon'
      | 'overdue'
      | 'escalated'
      | 'paused'
      | 'answered'
      | 'answered-late';
    readonly due?: string;
    readonly answered: 'no' | 'in-part' | 'whole';
    readonly answers: readonly string[];
  }[];
  readonly thread: readonly Message[];
  readonly mails: readonly ImportedMail[];
  readonly isCut: boolean;
};

export interface NodeMethods {
  /** One alert of the own State, as it is in force and as it waits. */
  'GET /api/alerts': {
    readonly input: {
      readonly register: string;
      readonly alertId: string;
    };
    readonly answer: {
      readonly inForce?: Alert;
      readonly waiting?: WaitingAlert;
    };
  };
  /** Alerts that must be confirmed or withdrawn soon, or that were not in time. */
  'GET /api/alerts/due': {
    readonly input: {
      readonly register?: string | undefined;
      readonly after?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly due: readonly {
        readonly register: string;
        readonly alertId: string;
        readonly reviewOn?: string;
        readonly isOverdue: boolean;
        readonly kind?: string;
        readonly category?: string;
        readonly authority?: string;
      }[];
      readonly next?: string;
      readonly withinDays: number;
    };
  };
  /** Alerts that partners were shown and that have ended, with who has confirmed it. */
  'GET /api/alerts/ended': {
    readonly input: {
      readonly after?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly ended: readonly ToldState[];
      readonly next?: string;
    };
  };
  /** An alert of the own State, in force at once, or waiting for a second person. */
  'POST /api/alerts/enter': {
    readonly input: {
      readonly register: string;
      readonly alert: unknown;
    };
    readonly answer: {
      readonly standing: 'in-force' | 'waiting';
      readonly logIndex: number;
      readonly quality: {
        readonly findings: readonly string[];
        readonly score: number;
        readonly stoppedBy?: string;
      };
    };
  };
  /** What one register holds in force, page by page. */
  'GET /api/alerts/list': {
    readonly input: {
      readonly register: string;
      readonly category?:
        | 'stolen-blank'
        | 'stolen'
        | 'lost'
        | 'revoked'
        | 'invalid'
        | 'wanted-arrest'
        | 'missing'
        | 'locate'
        | 'discreet-check'
        | 'specific-check'
        | 'entry-ban'
        | 'foreign-fighter'
        | 'possible-victim'
        | 'witness'
        | 'sanctioned'
        | 'stolen-vehicle'
        | 'wanted-vehicle'
        | 'stolen-plate'
        | 'wanted-evidence'
        | 'seized'
        | undefined;
      readonly reviewUntil?: string | undefined;
      readonly after?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly alerts: readonly Alert[];
      readonly damaged: number;
      readonly next?: string;
    };
  };
  /** Which queries met covert alerts of the own State. */
  'GET /api/alerts/met': {
    readonly input: {
      readonly after?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly met: readonly MetCovertAlert[];
      readonly next?: string;
    };
  };
  /** The second person puts an alert on a person in force. */
  'POST /api/alerts/release': {
    readonly input: {
      readonly register: string;
      readonly alertId: string;
      readonly digest: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** An alert still holds, until a later day of review. */
  'POST /api/alerts/revalidate': {
    readonly input: {
      readonly register: string;
      readonly alertId: string;
      readonly reviewOn: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** Which partners were shown an alert, and which have confirmed that it has ended. */
  'GET /api/alerts/told': {
    readonly input: {
      readonly register: string;
      readonly alertId: string;
    };
    readonly answer: {
      readonly told: readonly ToldState[];
    };
  };
  /** What partners signed when an alert ended, as files for a court. Taking them is an entry. */
  'GET /api/alerts/told/receipts': {
    readonly input: {
      readonly register: string;
      readonly alertId: string;
    };
    readonly answer: {
      readonly receipts: readonly {
        readonly state: string;
        readonly messageId: string;
        readonly standing: 'witnessed' | 'provisional' | 'unlogged';
        readonly file: string;
      }[];
      readonly unverified: readonly {
        readonly state: string;
        readonly because: string;
      }[];
    };
  };
  /** The next state of an alert. */
  'POST /api/alerts/update': {
    readonly input: {
      readonly register: string;
      readonly alert: unknown;
    };
    readonly answer: {
      readonly standing: 'in-force' | 'waiting';
      readonly logIndex: number;
      readonly quality: {
        readonly findings: readonly string[];
        readonly score: number;
        readonly stoppedBy?: string;
      };
    };
  };
  /** Alerts on persons that wait for a second person. */
  'GET /api/alerts/waiting': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly waiting: readonly WaitingAlert[];
    };
  };
  /** An alert ends, on a named ground. */
  'POST /api/alerts/withdraw': {
    readonly input: {
      readonly register: string;
      readonly alertId: string;
      readonly ground:
        | 'taken-into-custody'
        | 'no-longer-wanted'
        | 'warrant-withdrawn'
        | 'warrant-served'
        | 'will-not-be-collected'
        | 'extradition-declined'
        | 'found'
        | 'entered-in-error'
        | 'ground-lapsed'
        | 'replaced';
    };
    readonly answer: {
      readonly logIndex: number;
      readonly untilNextLoad?: boolean;
    };
  };
  /** The verified bytes of a large attachment, to be kept and never to be shown as part of a page. Its entry is durable before the first of them leaves. */
  'GET /api/attachments/save': {
    readonly input: {
      readonly id: string;
      readonly attachment: string;
      readonly fromSegment?: string | undefined;
    };
    readonly answersBytes: true;
  };
  /** An attachment is to be looked at in the page, in a frame that loads it by the ticket of the answer. It is an entry before. */
  'POST /api/attachments/show': {
    readonly input: {
      readonly id: string;
      readonly attachment: number;
    };
    readonly answer: {
      readonly ticket: string;
      readonly kind: 'picture' | 'text';
    };
  };
  /** Cases without what they hold, those with which something happened last first. Reading them is an entry. */
  'GET /api/cases': {
    readonly input: {
      readonly which?: 'open' | 'mine' | 'unassigned' | 'waiting' | 'closed' | 'held' | 'all' | undefined;
      readonly before?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly cases: readonly Case[];
      readonly next?: number;
    };
  };
  /** Says who works on a case, or that nobody does. */
  'POST /api/cases/assign': {
    readonly input: {
      readonly caseRef: string;
      readonly assignee: string | null;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** A task is done, or not after all, or goes to somebody else, or has another time. */
  'POST /api/cases/change-task': {
    readonly input: {
      readonly caseRef: string;
      readonly task: number;
      readonly done?: boolean | undefined;
      readonly assignee?: string | null | undefined;
      readonly due?: string | null | undefined;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** How a case stands. */
  'POST /api/cases/close': {
    readonly input: {
      readonly caseRef: string;
      readonly outcome:
        | 'answered'
        | 'answered-in-part'
        | 'nothing-held'
        | 'refused'
        | 'confirmed'
        | 'not-confirmed'
        | 'withdrawn'
        | 'duplicate'
        | 'no-further-action';
      readonly ground?:
        | 'not-held'
        | 'court-refused'
        | 'law-forbids'
        | 'not-relevant'
        | 'minor-offence'
        | 'national-security'
        | 'ongoing-investigation'
        | 'safety-of-a-person'
        | 'interests-of-a-company'
        | 'owner-has-not-agreed'
        | 'political-military-religious-racial'
        | 'human-rights'
        | 'other'
        | undefined;
      readonly leavesOpen?: boolean | undefined;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** A case, or one message, as a file, as far as its handling lets it leave. The entry is durable before. */
  'POST /api/cases/export': {
    readonly input: {
      readonly caseRef?: string | undefined;
      readonly id?: string | undefined;
      readonly format: 'asice' | 'pdf' | 'eml';
      readonly reader?: 'court' | 'own-organisation' | 'clients' | 'public' | undefined;
      readonly purpose?:
        | 'border-check'
        | 'customs-check'
        | 'road-check'
        | 'investigation'
        | 'migration-check'
        | undefined;
    };
    readonly answersBytes: true;
  };
  /** No period erases anything of a case on hold; another than who set it lifts it. */
  'POST /api/cases/hold': {
    readonly input: {
      readonly caseRef: string;
      readonly reason: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** No period erases anything of a case on hold; another than who set it lifts it. */
  'POST /api/cases/lift-hold': {
    readonly input: {
      readonly caseRef: string;
      readonly reason: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** Joins two cases both ways, with a reason, or takes them apart. */
  'POST /api/cases/link': {
    readonly input: {
      readonly caseRef: string;
      readonly other: string;
      readonly reason:
        | 'same-person'
        | 'same-vehicle'
        | 'same-document'
        | 'same-object'
        | 'same-operation'
        | 'follow-up'
        | 'duplicate'
        | 'other';
      readonly words?: string | undefined;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** Adds a note to a case. It never leaves the node, and is never changed. */
  'POST /api/cases/note': {
    readonly input: {
      readonly caseRef: string;
      readonly text: string;
    };
    readonly answer: {
      readonly note: number;
      readonly logIndex: number;
    };
  };
  /** The notes of a case that are older than those shown with it. Reading them is an entry. */
  'GET /api/cases/notes': {
    readonly input: {
      readonly caseRef: string;
      readonly before: number;
    };
    readonly answer: {
      readonly notes: readonly {
        readonly note: number;
        readonly text?: string;
        readonly by: string;
        readonly at: string;
      }[];
      readonly olderNotes?: number;
    };
  };
  /** Opens the bureau's own file of a case, or gives it another title. */
  'POST /api/cases/open': {
    readonly input: {
      readonly caseRef: string;
      readonly title: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** How a case stands. */
  'POST /api/cases/reopen': {
    readonly input: {
      readonly caseRef: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** One case with its messages, without their content, and the bureau's own file. Reading it is an entry. */
  'GET /api/cases/show': {
    readonly input: {
      readonly caseRef: string;
    };
    readonly answer: WholeCase;
  };
  /** Adds a task to a case, for somebody or for whoever takes it. */
  'POST /api/cases/task': {
    readonly input: {
      readonly caseRef: string;
      readonly text: string;
      readonly assignee?: string | null | undefined;
      readonly due?: string | undefined;
    };
    readonly answer: {
      readonly task: number;
      readonly logIndex: number;
    };
  };
  /** Joins two cases both ways, with a reason, or takes them apart. */
  'POST /api/cases/unlink': {
    readonly input: {
      readonly caseRef: string;
      readonly other: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** How a case stands. */
  'POST /api/cases/wait': {
    readonly input: {
      readonly caseRef: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** The communication checks that the node starts by itself, without the moments of surprises. It is an entry. */
  'GET /api/check-schedules': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly schedules: readonly CheckSchedule[];
    };
  };
  /** The node starts no check by this schedule any more, nor what is left of its run. */
  'POST /api/check-schedules/drop': {
    readonly input: {
      readonly schedule: number;
    };
    readonly answer: Readonly<Record<string, never>>;
  };
  /** Lets the node start communication checks by itself, at set times or as a surprise; or changes that. */
  'POST /api/check-schedules/keep': {
    readonly input: {
      readonly schedule?: number | undefined;
      readonly name: string;
      readonly states?: readonly string[] | undefined;
      readonly points?:
        | readonly {
            readonly state: string;
            readonly id: string;
          }[]
        | undefined;
      readonly withinMinutes?: number | undefined;
      readonly text?: string | undefined;
      readonly everyDays: number;
      readonly firstDay: string;
      readonly at: string;
      readonly surpriseMinutes?: number | undefined;
    };
    readonly answer: {
      readonly schedule: number;
      readonly nextAt: string;
    };
  };
  /** What came of the communication checks of the own State: of one, or of the latest (before one of them) with statistics of these. It is an entry. */
  'GET /api/checks': {
    readonly input: {
      readonly id?: string | undefined;
      readonly before?: string | undefined;
    };
    readonly answer: {
      readonly checks: readonly CommunicationCheck[];
      readonly statistics?: readonly {
        readonly state: string;
        readonly asked: number;
        readonly onTime: number;
        readonly late: number;
        readonly silent: number;
        readonly medianMs?: number;
      }[];
    };
  };
  /** A communication check to contact points of partners, marked as an exercise. */
  'POST /api/checks/start': {
    readonly input: {
      readonly states?: readonly string[] | undefined;
      readonly points?:
        | readonly {
            readonly state: string;
            readonly id: string;
          }[]
        | undefined;
      readonly withinMinutes?: number | undefined;
      readonly text?: string | undefined;
    };
    readonly answer: {
      readonly id: string;
      readonly points: readonly {
        readonly state: string;
        readonly id: string;
      }[];
      readonly logIndex: number;
    };
  };
  /** What came of the hits that the own person handed to the bureau. No entry: it tells of nothing but own requests. */
  'GET /api/confirmations': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly confirmations: readonly {
        readonly id: string;
        readonly queryId: string;
        readonly state: string;
        readonly urgency: 'urgent' | 'routine';
        readonly askedAt: string;
        readonly register: string;
        readonly alertId: string;
        readonly standing:
          | 'waiting'
          | 'declined'
          | 'asked'
          | 'undeliverable'
          | 'confirmed'
          | 'will-confirm'
          | 'not-confirmed'
          | 'refused';
        readonly ground?: 'already-asked' | 'asked-by-telephone' | 'not-the-same';
        readonly dueAt?: string;
      }[];
    };
  };
  /** Hands a hit of another State, in one's own query, to the own bureau to have it confirmed. */
  'POST /api/confirmations/ask': {
    readonly input: {
      readonly queryId: string;
      readonly state: string;
      readonly register: string;
      readonly alertId: string;
      readonly urgency: 'urgent' | 'routine';
      readonly found?: string | undefined;
    };
    readonly answer: {
      readonly id: string;
      readonly logIndex: number;
    };
  };
  /** What the bureau does with a hit that an officer asks to have confirmed. */
  'POST /api/confirmations/decline': {
    readonly input: {
      readonly id: string;
      readonly ground: 'already-asked' | 'asked-by-telephone' | 'not-the-same';
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** What the bureau does with a hit that an officer asks to have confirmed. */
  'POST /api/confirmations/send': {
    readonly input: {
      readonly id: string;
    };
    readonly answer: StoredMessage;
  };
  /** The hits that officers ask the bureau to have confirmed. Reading them is an entry. */
  'GET /api/confirmations/waiting': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly waiting: readonly {
        readonly id: string;
        readonly queryId: string;
        readonly state: string;
        readonly urgency: 'urgent' | 'routine';
        readonly askedAt: string;
        readonly caseRef: string;
        readonly askedBy: string;
        readonly dueAt: string;
        readonly hit: {
          readonly register: string;
          readonly alertId: string;
          readonly category: string;
          readonly subjectKind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
          readonly action: string;
          readonly authority: string;
          readonly band: 'hit' | 'compare';
        };
        readonly found?: string;
      }[];
    };
  };
  /** How the connectors of this node stand. */
  'GET /api/connectors': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly connectors: readonly Connector[];
    };
  };
  /** A register is kept in step with its source from here on. */
  'POST /api/connectors/start': {
    readonly input: {
      readonly name: string;
    };
    readonly answer: Connector;
  };
  /** The source is no longer asked; what the register holds grows old. */
  'POST /api/connectors/stop': {
    readonly input: {
      readonly name: string;
    };
    readonly answer: Connector;
  };
  /** Each step to a source, and what its first rows would become; nothing is stored but the entry. */
  'POST /api/connectors/test': {
    readonly input: {
      readonly name: string;
    };
    readonly answer: {
      readonly outcome: 'passed' | 'failed';
      readonly steps: readonly {
        readonly step: string;
        readonly outcome: 'passed' | 'unused' | 'failed' | 'not-tried';
      }[];
      readonly fault?: { readonly [name: string]: string };
      readonly rows: readonly {
        readonly cells: { readonly [name: string]: string };
        readonly alert?: Alert;
        readonly issued?: {
          readonly id: string;
        };
        readonly gone?: string;
        readonly refused?: {
          readonly reason: string;
          readonly field?: string;
        };
      }[];
    };
  };
  /** The contact points of every State that has sent them, and of the own. Reading them is an entry. */
  'GET /api/directory': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly directories: readonly Directory[];
    };
  };
  /** The own State's directory as it is from now on, whole; every partner gets it. */
  'POST /api/directory/keep': {
    readonly input: {
      readonly points: readonly {
        readonly id: string;
        readonly level: 'policy' | 'technical';
        readonly body:
          | 'foreign-ministry'
          | 'interior'
          | 'defence'
          | 'justice'
          | 'telecoms'
          | 'cert'
          | 'police'
          | 'customs'
          | 'border'
          | 'immigration'
          | 'financial-intelligence';
        readonly title: string;
        readonly telephone: string;
        readonly deputyTelephone?: string | undefined;
        readonly email?: string | undefined;
        readonly languages: string;
        readonly hours: 'A' | 'B' | 'C' | 'D';
        readonly validUntil: string;
        readonly keyFingerprint?: string | undefined;
      }[];
      readonly measures?:
        | readonly {
            readonly measure: number;
            readonly sharedOn: string;
            readonly what: string;
          }[]
        | undefined;
    };
    readonly answer: {
      readonly number: number;
      readonly messageId: string;
      readonly logIndex: number;
    };
  };
  /** What the own person has begun to write and not sent, without what it says. */
  'GET /api/drafts': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly drafts: readonly {
        readonly draftId: string;
        readonly savedAt: string;
        readonly head?: string;
      }[];
    };
  };
  /** Forgets a draft that was sent or is not wanted. */
  'POST /api/drafts/drop': {
    readonly input: {
      readonly draftId: string;
    };
    readonly answer: Readonly<Record<string, never>>;
  };
  /** What the own person has begun to write, as the page keeps it. */
  'POST /api/drafts/keep': {
    readonly input: {
      readonly draftId: string;
      readonly content: string;
      readonly head?: string | undefined;
    };
    readonly answer: Readonly<Record<string, never>>;
  };
  /** One draft of the own person, with what it says. It is an entry. */
  'POST /api/drafts/open': {
    readonly input: {
      readonly draftId: string;
    };
    readonly answer: {
      readonly draftId: string;
      readonly savedAt: string;
      readonly content: string;
    };
  };
  /** The latest entries of the log, without what or whom they are about. Reading them is an entry. */
  'GET /api/entries': {
    readonly input: {
      readonly before?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly entries: readonly Entry[];
      readonly size: number;
      readonly checkpoint: {
        readonly size: number;
        readonly root: string;
      };
    };
  };
  /** The names that stand for several addresses, with who they are at the moment. It tells nothing of any message, and is no entry. */
  'GET /api/groups': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly groups: readonly {
        readonly name: string;
        readonly addresses: readonly Address[];
      }[];
    };
  };
  /** The officer's own latest queries. Reading them is an entry. */
  'GET /api/history': {
    readonly input: {
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly queries: readonly PastQuery[];
    };
  };
  /** How imports stand, the newest first, or one of them. */
  'GET /api/imports': {
    readonly input: {
      readonly importId?: string | undefined;
    };
    readonly answer: {
      readonly imports: readonly Import[];
    };
  };
  /** Gives an import up before the register shows it. */
  'POST /api/imports/abandon': {
    readonly input: {
      readonly importId: string;
    };
    readonly answer: Import;
  };
  /** Lets a previewed import be applied. */
  'POST /api/imports/approve': {
    readonly input: {
      readonly importId: string;
      readonly vanished?: number | undefined;
    };
    readonly answer: Import;
  };
  /** Announces a file for a register. */
  'POST /api/imports/begin': {
    readonly input: {
      readonly register: string;
      readonly format: 'csv' | 'jsonl' | 'ofac-sdn' | 'un-consolidated';
      readonly files: readonly {
        readonly name: string;
        readonly bytes: number;
      }[];
      readonly sha256: string;
      readonly encoding?:
        | 'utf-8'
        | 'utf-16le'
        | 'utf-16be'
        | 'windows-1250'
        | 'windows-1251'
        | 'windows-1252'
        | 'windows-1254'
        | undefined;
      readonly mapping?: unknown | undefined;
      readonly kind?: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object' | undefined;
      readonly idCode?: string | undefined;
      readonly positive?:
        | {
            readonly completeFor: readonly (
              | 'passport'
              | 'identity-card'
              | 'visa'
              | 'residence-permit'
              | 'travel-document'
              | 'driving-licence'
              | 'vehicle-registration'
              | 'firearm-licence'
              | 'civil-status'
              | 'service-card'
              | 'other'
            )[];
            readonly completeHours?: number | undefined;
            readonly asOf?: string | undefined;
          }
        | undefined;
    };
    readonly answer: Import;
  };
  /** A part of an announced file, as bytes, with its place in the file. */
  'POST /api/imports/part': {
    readonly input: {
      readonly importId: string;
      readonly offset: string;
    };
    readonly answer: {
      readonly received: number;
    };
    readonly takesBytes: true;
  };
  /** Reads the file if it is whole; the status tells how far that is. */
  'POST /api/imports/preview': {
    readonly input: {
      readonly importId: string;
    };
    readonly answer: Import;
  };
  /** Reads the beginning of a file as an import would; nothing is kept and nothing begins. */
  'POST /api/imports/try': {
    readonly input: {
      readonly register: string;
      readonly encoding?:
        | 'utf-8'
        | 'utf-16le'
        | 'utf-16be'
        | 'windows-1250'
        | 'windows-1251'
        | 'windows-1252'
        | 'windows-1254'
        | undefined;
      readonly mapping?: unknown | undefined;
      readonly kind?: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object' | undefined;
      readonly idCode?: string | undefined;
      readonly positive?:
        | {
            readonly completeFor: readonly (
              | 'passport'
              | 'identity-card'
              | 'visa'
              | 'residence-permit'
              | 'travel-document'
              | 'driving-licence'
              | 'vehicle-registration'
              | 'firearm-licence'
              | 'civil-status'
              | 'service-card'
              | 'other'
            )[];
            readonly completeHours?: number | undefined;
            readonly asOf?: string | undefined;
          }
        | undefined;
      readonly format: 'csv' | 'jsonl';
      readonly head: string;
      readonly isWhole: boolean;
    };
    readonly answer: {
      readonly columns: readonly {
        readonly name: string;
        readonly samples: readonly string[];
      }[];
      readonly rows: readonly (
        | {
            readonly line: number;
            readonly alert: Alert;
          }
        | {
            readonly line: number;
            readonly issued: {
              readonly id: string;
            };
          }
        | {
            readonly line: number;
            readonly reason: string;
            readonly field?: string;
          }
      )[];
      readonly fault?: {
        readonly code: string;
        readonly field?: string;
        readonly rule?: string;
        readonly fix?: string;
      };
    };
  };
  /** Which keys the node has, which it uses, and what ends next. Public facts alone. */
  'GET /api/keys': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly custody: string;
      readonly keys: readonly {
        readonly use: string;
        readonly keyId: string;
        readonly madeAt: string;
        readonly standing: 'waiting' | 'coming' | 'in-use' | 'former' | 'revoked';
        readonly notBefore?: string;
        readonly notAfter?: string;
      }[];
      readonly calendar: readonly {
        readonly what: string;
        readonly keyId?: string;
        readonly endsAt: string;
        readonly due: 'over' | '7-days' | '30-days' | '90-days' | 'later';
      }[];
    };
  };
  /** Opens a session and sets its cookie. */
  'POST /api/login': {
    readonly input: {
      readonly user: string;
      readonly password: string;
    };
    readonly answer: {
      readonly session: Session;
    };
  };
  /** Ends the caller's own session. */
  'POST /api/logout': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: Readonly<Record<string, never>>;
  };
  /** A file of old mail is announced for a case, by its length and its hash (spec/mail-import.md, 5). */
  'POST /api/mails/begin': {
    readonly input: {
      readonly caseRef: string;
      readonly bytes: number;
      readonly sha256: string;
    };
    readonly answer: {
      readonly mail: string;
      readonly standing: 'begun' | 'here';
    };
  };
  /** The mail is read, and part of its case with its entry. */
  'POST /api/mails/complete': {
    readonly input: {
      readonly mail: string;
    };
    readonly answer: {
      readonly mail: string;
      readonly caseRef: string;
      readonly from: string;
      readonly datedAt: string;
      readonly importedAt: string;
      readonly importedBy: string;
      readonly bytes: number;
      readonly sha256: string;
      readonly attachmentCount: number;
      readonly logIndex: number;
      readonly alsoIn: readonly string[];
    };
  };
  /** What an imported mail says, as it was read when it was imported. It is an entry before it is read. */
  'POST /api/mails/open': {
    readonly input: {
      readonly mail: string;
    };
    readonly answer: OpenedMail;
  };
  /** A part of an announced mail, as bytes, with its place in the file. */
  'POST /api/mails/part': {
    readonly input: {
      readonly mail: string;
      readonly offset: string;
    };
    readonly answer: {
      readonly mail: string;
      readonly received: number;
    };
    readonly takesBytes: true;
  };
  /** The file of an imported mail, byte for byte, or one of its attachments, to be kept and never to be shown as part of a page. Its entry is durable before. It leaves piece by piece, as fast as it is taken; an attachment, which is held in memory, in time. */
  'GET /api/mails/save': {
    readonly input: {
      readonly mail: string;
      readonly attachment?: string | undefined;
    };
    readonly answersBytes: true;
  };
  /** An attachment of an imported mail is to be looked at in the page, as one of a message is. */
  'POST /api/mails/show': {
    readonly input: {
      readonly mail: string;
      readonly attachment: number;
    };
    readonly answer: {
      readonly ticket: string;
      readonly kind: 'picture' | 'text';
    };
  };
  /** Asks all States about a list of travellers, and reports line by line as they answer. */
  'POST /api/manifest': {
    readonly input: {
      readonly manifest: string;
      readonly purpose: 'border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check';
      readonly caseRef: string;
    };
    readonly line: ManifestLine;
  };
  /** Messages of both directions without their content, the latest first. Reading them is an entry. */
  'GET /api/messages': {
    readonly input: {
      readonly before?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly messages: readonly Message[];
      readonly next?: number;
    };
  };
  /** Takes a message out of the inbox, or puts it back, for the whole bureau (spec/message-keeping.md, 2). */
  'POST /api/messages/archive': {
    readonly input: {
      readonly id: string;
      readonly isArchived?: boolean | undefined;
    };
    readonly answer: Message;
  };
  /** Says who works on a message, or that nobody does. */
  'POST /api/messages/assign': {
    readonly input: {
      readonly id: string;
      readonly assignee: string | null;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** A message that came, to another State, if its originator lets the own State pass it on; else the refusal with its rule, or the question to the originator. */
  'POST /api/messages/forward': {
    readonly input: {
      readonly id: string;
      readonly to: readonly {
        readonly state: string;
        readonly authority?: string | undefined;
        readonly desk?:
          | 'terrorism'
          | 'drugs'
          | 'trafficking-in-persons'
          | 'money-laundering'
          | 'migration'
          | 'customs'
          | 'cyber'
          | undefined;
      }[];
      readonly purpose?:
        | 'border-check'
        | 'customs-check'
        | 'road-check'
        | 'investigation'
        | 'migration-check'
        | undefined;
      readonly remarks?: string | undefined;
      readonly askRelease?: string | undefined;
    };
    readonly answer:
      | {
          readonly id: string;
          readonly status: 'stored';
          readonly logIndex: number;
          readonly filesLeft?: number;
        }
      | {
          readonly status: 'release-requested';
          readonly because: string;
          readonly id: string;
          readonly logIndex: number;
        };
  };
  /** The report at a change of shifts. Reading it is an entry. */
  'GET /api/messages/handover': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: Handover;
  };
  /** Whether the newest messages stand as they stood, so that a page may follow them without reading them again and again. It tells no more than a number and a fingerprint, and is no entry. */
  'GET /api/messages/news': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly mark: string;
    };
  };
  /** What a message says. It is an entry before it is read, and the sender's node is told once. */
  'POST /api/messages/open': {
    readonly input: {
      readonly id: string;
    };
    readonly answer: OpenedMessage;
  };
  /** Requests whose time has passed, or all that are open, the first due first. Reading them is an entry. */
  'GET /api/messages/overdue': {
    readonly input: {
      readonly which?: 'overdue' | 'open' | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly requests: readonly OpenRequest[];
      readonly isCut: boolean;
    };
  };
  /** Takes an own message back from everybody who may hold it. */
  'POST /api/messages/recall': {
    readonly input: {
      readonly id: string;
      readonly ground: 'sent-in-error' | 'wrong-recipient' | 'wrong-content' | 'ground-lapsed' | 'replaced';
      readonly reason?: string | undefined;
    };
    readonly answer: {
      readonly recalls: readonly {
        readonly id: string;
        readonly to: string;
      }[];
      readonly unreached: readonly {
        readonly to: string;
        readonly code: string;
      }[];
    };
  };
  /** The signed receipts of those who received a message, or their word that its content is gone there, as files for a court. Taking them is an entry. */
  'GET /api/messages/receipt': {
    readonly input: {
      readonly id: string;
      readonly state?: string | undefined;
      readonly says?: 'received' | 'deleted' | undefined;
    };
    readonly answer: {
      readonly id: string;
      readonly receipts: readonly {
        readonly state: string;
        readonly standing: 'witnessed' | 'provisional' | 'unlogged';
        readonly file: string;
      }[];
      readonly unverified: readonly {
        readonly state: string;
        readonly because: string;
      }[];
    };
  };
  /** The second person sends what waited, or says why it is not sent. */
  'POST /api/messages/refuse-release': {
    readonly input: {
      readonly id: string;
      readonly ground:
        | 'wrong-content'
        | 'wrong-recipient'
        | 'wrong-handling'
        | 'no-legal-ground'
        | 'not-proportionate'
        | 'not-needed'
        | 'withdrawn';
      readonly words?: string | undefined;
    };
    readonly answer: {
      readonly id: string;
      readonly logIndex: number;
    };
  };
  /** What own registers and earlier messages know of whom and what a message names. It tells what the message says, so that it needs the right to open it. Reading it is an entry. */
  'GET /api/messages/related': {
    readonly input: {
      readonly id: string;
    };
    readonly answer: {
      readonly standing: 'checked' | 'pending' | 'nothing-named';
      readonly checkedAt?: string;
      readonly registers?: 'hit' | 'no-hit' | 'unavailable' | 'not-asked';
      readonly alerts?: readonly {
        readonly register: string;
        readonly alertId: string;
        readonly band: 'hit' | 'compare';
        readonly category: string;
      }[];
      readonly earlier?: readonly {
        readonly by: readonly ('same-person' | 'same-name' | 'same-number' | 'same-attachment')[];
        readonly isDuplicate: boolean;
        readonly message: Message;
      }[];
      readonly isCut?: boolean;
    };
  };
  /** The second person sends what waited, or says why it is not sent. */
  'POST /api/messages/release': {
    readonly input: {
      readonly id: string;
      readonly digest: string;
    };
    readonly answer: {
      readonly id: string;
      readonly status: 'stored';
      readonly logIndex: number;
    };
  };
  /** The second or third request for a hit confirmation that is overdue. */
  'POST /api/messages/repeat': {
    readonly input: {
      readonly id: string;
    };
    readonly answer: {
      readonly id: string;
      readonly status: 'stored';
      readonly logIndex: number;
      readonly request: number;
    };
  };
  /** An answer to a message that came, of a kind that may answer it. */
  'POST /api/messages/reply': {
    readonly input: {
      readonly id: string;
      readonly kind?: OfficersKind | undefined;
      readonly urgency?: 'urgent' | 'routine' | undefined;
      readonly handling?: GivenHandling | undefined;
      readonly fields: unknown;
      readonly attachments?: readonly GivenAttachment[] | undefined;
      readonly uploads?:
        | readonly {
            readonly uploadId: string;
            readonly name: string;
            readonly mediaType: string;
          }[]
        | undefined;
    };
    readonly answer: SaidMessage;
  };
  /** Messages by what they say and how they stand, without their content, the latest first. It is an entry, which holds by what kinds of conditions somebody searched and never what for; words come in the body, since addresses are written down. */
  'POST /api/messages/search': {
    readonly input: {
      readonly words?: string | undefined;
      readonly person?:
        | {
            readonly name: string;
            readonly birthDate?: string | undefined;
          }
        | undefined;
      readonly number?: string | undefined;
      readonly state?: string | undefined;
      readonly kind?: string | undefined;
      readonly direction?: 'in' | 'out' | 'imported' | undefined;
      readonly caseRef?: string | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly clock?: 'overdue' | 'waiting' | 'answered' | undefined;
      readonly before?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly messages: readonly Message[];
      readonly next?: number;
      readonly mails: readonly ImportedMail[];
      readonly notSearched: {
        readonly waiting: number;
        readonly cut: number;
      };
      readonly compared: number;
    };
  };
  /** A message to other States' bureaus. It is sent when it is kept; the node brings it. */
  'POST /api/messages/send': {
    readonly input: {
      readonly to: readonly (
        | {
            readonly state: string;
            readonly authority?: string | undefined;
            readonly desk?:
              | 'terrorism'
              | 'drugs'
              | 'trafficking-in-persons'
              | 'money-laundering'
              | 'migration'
              | 'customs'
              | 'cyber'
              | undefined;
          }
        | {
            readonly group: string;
          }
      )[];
      readonly kind: OfficersKind;
      readonly caseRef: string;
      readonly authority?: string | undefined;
      readonly desk?:
        | 'terrorism'
        | 'drugs'
        | 'trafficking-in-persons'
        | 'money-laundering'
        | 'migration'
        | 'customs'
        | 'cyber'
        | undefined;
      readonly urgency?: 'urgent' | 'routine' | undefined;
      readonly handling?: GivenHandling | undefined;
      readonly fields: unknown;
      readonly attachments?: readonly GivenAttachment[] | undefined;
      readonly uploads?:
        | readonly {
            readonly uploadId: string;
            readonly name: string;
            readonly mediaType: string;
          }[]
        | undefined;
    };
    readonly answer: SaidMessage;
  };
  /** One message without its content: how far it has come with each recipient. Reading it is an entry. */
  'GET /api/messages/show': {
    readonly input: {
      readonly id: string;
    };
    readonly answer: Message;
  };
  /** The texts of an opened message in another language, by the State's own service. It is an entry before anything leaves the node, and the translation is kept nowhere (spec/translation.md). */
  'POST /api/messages/translate': {
    readonly input: {
      readonly id: string;
      readonly to: 'en' | 'uk' | 'ka' | 'az' | 'ro' | 'ru';
      readonly purpose?:
        | 'border-check'
        | 'customs-check'
        | 'road-check'
        | 'investigation'
        | 'migration-check'
        | undefined;
    };
    readonly answer: Translation;
  };
  /** Messages that wait for a second person, without what they say, and the reader's own that were refused. Reading them is an entry. */
  'GET /api/messages/waiting': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly waiting: readonly Proposal[];
      readonly refused: readonly Proposal[];
    };
  };
  /** What a message says that waits. It is an entry before it is read. */
  'POST /api/messages/waiting/open': {
    readonly input: {
      readonly id: string;
    };
    readonly answer: OpenedProposal;
  };
  /** How this node stands: its log, its registers, and how far each partner may be relied on. */
  'GET /api/node-state': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: NodeState;
  };
  /** Alerts of partners whose action the own State will not execute. */
  'GET /api/not-executed': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly notExecuted: readonly {
        readonly state: string;
        readonly register: string;
        readonly alertId: string;
        readonly action: string;
        readonly ground: string;
        readonly by: string;
        readonly decidedAt: string;
      }[];
    };
  };
  /** Officers are asked for the owner's action again. */
  'POST /api/not-executed/end': {
    readonly input: {
      readonly state: string;
      readonly register: string;
      readonly alertId: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** The own State will not execute the action of a partner's alert. */
  'POST /api/not-executed/set': {
    readonly input: {
      readonly state: string;
      readonly register: string;
      readonly alertId: string;
      readonly action:
        | 'keep-document'
        | 'arrest'
        | 'do-not-admit'
        | 'seize-vehicle'
        | 'seize-plate'
        | 'seize-object'
        | 'discreet-check'
        | 'specific-check'
        | 'protect'
        | 'establish-whereabouts'
        | 'contact-owner';
      readonly ground: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** Own and partners' notices as they stand, the latest first, without what they say. Reading them is an entry. */
  'GET /api/notices': {
    readonly input: {
      readonly before?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly notices: readonly Notice[];
      readonly next?: number;
    };
  };
  /** The own State will not execute what a partner's notice asks. */
  'POST /api/notices/decline': {
    readonly input: {
      readonly number: string;
      readonly ground: 'human-rights' | 'political-military-religious-racial' | 'other';
      readonly explanation?: string | undefined;
    };
    readonly answer: {
      readonly number: string;
      readonly logIndex: number;
    };
  };
  /** A notice to all, or a diffusion to chosen States, to be reviewed by somebody else. */
  'POST /api/notices/draft': {
    readonly input: {
      readonly reach: 'notice' | 'diffusion';
      readonly to?: readonly string[] | undefined;
      readonly caseRef: string;
      readonly urgency?: 'urgent' | 'routine' | undefined;
      readonly handling?: GivenHandling | undefined;
      readonly fields: { readonly [name: string]: unknown };
      readonly attachments?: readonly GivenAttachment[] | undefined;
    };
    readonly answer: {
      readonly number: string;
      readonly digest: string;
      readonly logIndex: number;
      readonly refusals: readonly Refusal[];
    };
  };
  /** The own State executes a partner's notice after all. */
  'POST /api/notices/execute': {
    readonly input: {
      readonly number: string;
    };
    readonly answer: {
      readonly number: string;
      readonly logIndex: number;
    };
  };
  /** Which own alert was entered from a partner's notice. */
  'POST /api/notices/link': {
    readonly input: {
      readonly number: string;
      readonly register: string;
      readonly alertId: string;
    };
    readonly answer: {
      readonly number: string;
      readonly logIndex: number;
    };
  };
  /** What a notice says. Reading it is an entry, and of a partner's notice the partner is told. */
  'POST /api/notices/open': {
    readonly input: {
      readonly number: string;
    };
    readonly answer: {
      readonly notice?: Notice;
      readonly draft?: {
        readonly standing: 'waiting' | 'approved' | 'refused' | 'dropped';
        readonly digest: string;
        readonly to: readonly string[];
        readonly draftedBy: string;
        readonly draftedAt: string;
        readonly decidedBy?: string;
        readonly decidedAt?: string;
        readonly refused?: {
          readonly ground: 'human-rights' | 'political-military-religious-racial' | 'other';
          readonly explanation?: string;
        };
        readonly own: boolean;
      };
      readonly caseRef?: string;
      readonly content?: {
        readonly handling: Handling;
        readonly gradings?: readonly ConvertedGrading[];
        readonly fields: { readonly [name: string]: unknown };
        readonly attachments: readonly Attachment[];
      };
    };
  };
  /** Lets one notice, alert or case of somebody else pass although its purpose was refused. */
  'POST /api/notices/override': {
    readonly input: {
      readonly refusal: number;
      readonly item: string;
      readonly reason: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** The register of refused purposes, the latest first. Whom they are about nobody can read. */
  'GET /api/notices/refused': {
    readonly input: {
      readonly before?: number | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: {
      readonly refused: readonly {
        readonly refusal: number;
        readonly state: string;
        readonly number: string;
        readonly purpose:
          | 'locate-and-arrest'
          | 'collect-information'
          | 'warn'
          | 'missing-person'
          | 'unidentified-body'
          | 'imminent-threat'
          | 'modus-operandi'
          | 'trace-assets'
          | 'sanctioned';
        readonly ground: 'human-rights' | 'political-military-religious-racial' | 'other';
        readonly cause: 'review' | 'withdrawal' | 'own-decision' | 'partner-withdrawal';
        readonly decidedAt: string;
        readonly decidedBy: string;
        readonly explanation?: string;
        readonly overrides: readonly {
          readonly item: string;
          readonly by: string;
          readonly at: string;
          readonly reason?: string;
        }[];
      }[];
      readonly next?: number;
    };
  };
  /** An own notice still holds, until a later day of review. */
  'POST /api/notices/revalidate': {
    readonly input: {
      readonly number: string;
      readonly reviewOn: string;
    };
    readonly answer: {
      readonly number: string;
      readonly reviewOn: string;
      readonly logIndex: number;
    };
  };
  /** The second person publishes or refuses exactly what the digest names. */
  'POST /api/notices/review': {
    readonly input: {
      readonly number: string;
      readonly digest: string;
      readonly decision: 'publish' | 'refuse';
      readonly ground?: 'human-rights' | 'political-military-religious-racial' | 'other' | undefined;
      readonly explanation?: string | undefined;
      readonly override?: string | undefined;
    };
    readonly answer: {
      readonly number: string;
      readonly standing: 'published' | 'refused';
      readonly to: readonly string[];
      readonly logIndex: number;
    };
  };
  /** Notices that wait for a second person, the oldest first. */
  'GET /api/notices/waiting': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly waiting: readonly {
        readonly number: string;
        readonly digest: string;
        readonly reach: 'notice' | 'diffusion';
        readonly purpose:
          | 'locate-and-arrest'
          | 'collect-information'
          | 'warn'
          | 'missing-person'
          | 'unidentified-body'
          | 'imminent-threat'
          | 'modus-operandi'
          | 'trace-assets'
          | 'sanctioned';
        readonly subject?: string;
        readonly to: readonly string[];
        readonly draftedBy: string;
        readonly draftedAt: string;
        readonly own: boolean;
        readonly refusals: readonly Refusal[];
      }[];
    };
  };
  /** An own notice ends on a named ground, or a draft is taken back. */
  'POST /api/notices/withdraw': {
    readonly input: {
      readonly number: string;
      readonly ground:
        | 'taken-into-custody'
        | 'no-longer-wanted'
        | 'warrant-withdrawn'
        | 'warrant-served'
        | 'will-not-be-collected'
        | 'extradition-declined'
        | 'found'
        | 'entered-in-error'
        | 'ground-lapsed'
        | 'replaced'
        | 'human-rights'
        | 'political-military-religious-racial'
        | 'other';
      readonly explanation?: string | undefined;
    };
    readonly answer: {
      readonly number: string;
      readonly standing: 'withdrawn' | 'dropped';
      readonly logIndex: number;
    };
  };
  /** The accounts of this node to which cases, tasks and messages may be assigned. It names nobody else. */
  'GET /api/operators': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly operators: readonly string[];
    };
  };
  /** Which offline packs are out, returned, missing or broken; never what was asked. */
  'GET /api/packs': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly packs: readonly Pack[];
    };
  };
  /** The alerts that checks against offline packs met and nobody has settled. Reading them is an entry. */
  'GET /api/packs/hits': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly hits: readonly {
        readonly entry: number;
        readonly packId: string;
        readonly user: string;
        readonly usedAt: string;
        readonly hits: readonly {
          readonly register: string;
          readonly alertId: string;
          readonly band: string;
        }[];
      }[];
    };
  };
  /** An offline pack for an officer and a device, as bytes. Its entry is durable before the first of them leaves. */
  'POST /api/packs/make': {
    readonly input: {
      readonly officer: string;
      readonly device: {
        readonly format: 'iims-pack-device/1';
        readonly name: string;
        readonly kem: string;
        readonly signing: string;
        readonly proof: string;
      };
      readonly minutes?: number | undefined;
      readonly uses?: number | undefined;
      readonly registers?: readonly string[] | undefined;
    };
    readonly answersBytes: true;
  };
  /** The key that an officer's secret makes, for packs to be sealed to. The secret itself stays with the officer. */
  'POST /api/packs/secret': {
    readonly input: {
      readonly publicKey: string;
      readonly salt: string;
    };
    readonly answer: {
      readonly user: string;
    };
  };
  /** An operator confirms what a check against an offline pack met, or says that it does not stand. */
  'POST /api/packs/settle': {
    readonly input: {
      readonly entry: number;
      readonly stands: boolean;
    };
    readonly answer: {
      readonly entry: number;
      readonly stands: boolean;
    };
  };
  /** A device gets no more offline packs. Those that it has end within their hours. */
  'POST /api/packs/strike': {
    readonly input: {
      readonly device: string;
    };
    readonly answer: {
      readonly device: string;
      readonly struck: true;
    };
  };
  /** The log of uses of an offline pack, as bytes. Each use becomes one entry, however often it comes. */
  'POST /api/packs/upload': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly packId: string;
      readonly uses: number;
      readonly taken: number;
      readonly ended: boolean;
      readonly broken?: string;
    };
    readonly takesBytes: true;
  };
  /** How every partner stands, who is suspended, what the last test of each found, the versions of the trust list, and what was refused of it. */
  'GET /api/partners': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly trustList: {
        readonly number: number;
        readonly root: {
          readonly version: number;
          readonly expiresAt: string;
          readonly threshold: number;
          readonly holders: number;
          readonly witnessQuorum: number;
        };
        readonly states: readonly {
          readonly state: string;
          readonly version?: number;
          readonly expiresAt?: string;
          readonly attestedAt?: string;
        }[];
        readonly refusals: readonly {
          readonly by?: string;
          readonly type: string;
          readonly state?: string;
          readonly version?: number;
          readonly code: string;
          readonly documents: number;
          readonly times: number;
          readonly firstAt: string;
          readonly lastAt: string;
          readonly logIndex: number;
        }[];
        readonly refusalsLeftOut: number;
      };
      readonly partners: readonly {
        readonly state: string;
        readonly standing: string;
        readonly because: 'root' | 'document' | 'attestation' | 'unknown-state';
        readonly usableUntil: string;
        readonly suspended?: {
          readonly since: string;
          readonly reason: string;
          readonly by: string;
        };
        readonly lastTest?: PartnerTest;
        readonly witness?: {
          readonly size?: number;
          readonly at?: string;
          readonly silentSince?: string;
          readonly code?: string;
        };
        readonly log?: {
          readonly origin: string;
          readonly size?: number;
          readonly at?: string;
          readonly forkFoundAt?: string;
          readonly forkProofSha256?: string;
          readonly behind?: {
            readonly signedSize: number;
            readonly servedSize: number;
            readonly since: string;
          };
        };
      }[];
    };
  };
  /** This State speaks with a suspended partner again. */
  'POST /api/partners/resume': {
    readonly input: {
      readonly state: string;
    };
    readonly answer: {
      readonly state: string;
      readonly suspended: boolean;
    };
  };
  /** This State speaks with a partner no more, from this moment on. The reason stands in the log. */
  'POST /api/partners/suspend': {
    readonly input: {
      readonly state: string;
      readonly reason: string;
    };
    readonly answer: {
      readonly state: string;
      readonly suspended: boolean;
    };
  };
  /** Proves each layer to a partner in turn; the result is entered, kept and answered. */
  'POST /api/partners/test': {
    readonly input: {
      readonly state: string;
    };
    readonly answer: PartnerTest;
  };
  /** What a frame of the page loads, once, by its ticket. The answer's own policy takes everything from it that a document may do: no script, no form, no address, no origin; only the own page may frame it (spec/attachment.md, 25). */
  'GET /api/previews': {
    readonly input: {
      readonly ticket: string;
    };
    readonly answersBytes: true;
  };
  /** Asks all States, and reports as they answer or once at the end, as the caller accepts. */
  'POST /api/query': {
    readonly input: {
      readonly input: string;
      readonly purpose: 'border-check' | 'customs-check' | 'road-check' | 'investigation' | 'migration-check';
      readonly caseRef: string;
      readonly secondKey?: string | undefined;
    };
    readonly answer: Verdict;
    readonly line: QueryLine;
  };
  /** The receipts of a query, for the officer who asked it and for the auditor. They hold what was asked and answered; taking them is an entry. A partner that has not given its part yet is asked for it. */
  'GET /api/receipts': {
    readonly input: {
      readonly queryId: string;
      readonly state?: string | undefined;
    };
    readonly answer: {
      readonly queryId: string;
      readonly receipts: readonly {
        readonly state: string;
        readonly standing: 'witnessed' | 'provisional' | 'unlogged';
        readonly file: string;
      }[];
      readonly unverified: readonly {
        readonly state: string;
        readonly because: string;
      }[];
    };
  };
  /** What the node's registers hold, how their sources stand, whether there is a way back, and which States may ask them. */
  'GET /api/registers': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly registers: readonly Register[];
      readonly positive: readonly PositiveRegister[];
    };
  };
  /** Everything that a register holds, one alert or one entry of what the State issued a line. It is an entry of the log before the first line leaves. */
  'GET /api/registers/export': {
    readonly input: {
      readonly register: string;
    };
    readonly line: {
      readonly id: string;
      readonly damaged?: true;
    };
  };
  /** An empty register whose alerts people enter one by one. */
  'POST /api/registers/open': {
    readonly input: {
      readonly register: string;
      readonly kind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
      readonly title: string;
    };
    readonly answer: {
      readonly register: string;
      readonly kind: 'travel-document' | 'person' | 'vehicle' | 'official-document' | 'object';
      readonly title: string;
    };
  };
  /** The State no longer stands by what a register holds, and ends that (spec/register-source.md, 6). From the entry on answers say so, at home and abroad. */
  'POST /api/registers/resume': {
    readonly input: {
      readonly register: string;
    };
    readonly answer: {
      readonly register: string;
      readonly source: 'current' | 'withdrawn';
    };
  };
  /** The register shows again what it held before its last import. */
  'POST /api/registers/revert': {
    readonly input: {
      readonly register: string;
    };
    readonly answer: {
      readonly register: string;
      readonly alerts: number;
    };
  };
  /** The State no longer stands by what a register holds, and ends that (spec/register-source.md, 6). From the entry on answers say so, at home and abroad. */
  'POST /api/registers/withdraw': {
    readonly input: {
      readonly register: string;
    };
    readonly answer: {
      readonly register: string;
      readonly source: 'current' | 'withdrawn';
    };
  };
  /** Who is signed in, and what the page needs to know about it. */
  'GET /api/session': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly session: Session;
    };
  };
  /** What forms of messages can be filled with. It is the node's own text and no entry. */
  'GET /api/templates': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly templates: readonly {
        readonly template: number;
        readonly kind: MessageKind;
        readonly name: string;
        readonly language?: 'en' | 'uk' | 'ka' | 'az' | 'ro' | 'ru';
        readonly fields: { readonly [name: string]: unknown };
        readonly keptBy: string;
        readonly keptAt: string;
      }[];
    };
  };
  /** Forgets a template. */
  'POST /api/templates/drop': {
    readonly input: {
      readonly template: number;
    };
    readonly answer: Readonly<Record<string, never>>;
  };
  /** Keeps what forms of one kind can be filled with, or changes it. */
  'POST /api/templates/keep': {
    readonly input: {
      readonly template?: number | undefined;
      readonly kind: OfficersKind;
      readonly name: string;
      readonly language?: 'en' | 'uk' | 'ka' | 'az' | 'ro' | 'ru' | undefined;
      readonly fields: { readonly [name: string]: JsonValue };
    };
    readonly answer: {
      readonly template: number;
    };
  };
  /** How far an upload has come, and the hash of what came, for whoever goes on with it. */
  'GET /api/uploads': {
    readonly input: {
      readonly uploadId: string;
    };
    readonly answer: UploadStanding;
  };
  /** Nobody goes on with an upload; what came of it goes. */
  'POST /api/uploads/abandon': {
    readonly input: {
      readonly uploadId: string;
    };
    readonly answer: Readonly<Record<string, never>>;
  };
  /** Announces a file that will go beside a message to these States. */
  'POST /api/uploads/begin': {
    readonly input: {
      readonly to: readonly (
        | string
        | {
            readonly group: string;
          }
      )[];
      readonly bytes: number;
    };
    readonly answer: Upload;
  };
  /** All of a file has come, and this is the hash that was taken where it was read. */
  'POST /api/uploads/complete': {
    readonly input: {
      readonly uploadId: string;
      readonly sha256: string;
    };
    readonly answer: {
      readonly logIndex: number;
    };
  };
  /** A part of an announced file, as bytes, with its place in the file and its SHA-256. */
  'POST /api/uploads/part': {
    readonly input: {
      readonly uploadId: string;
      readonly offset: string;
      readonly sha256: string;
    };
    readonly answer: Upload;
    readonly takesBytes: true;
  };
  /** The whole log, verified from its files, with a plain yes or the index that fails. */
  'POST /api/verify-log': {
    readonly input: Readonly<Record<string, never>>;
    readonly answer:
      | {
          readonly ok: true;
          readonly size: number;
          readonly root: string;
          readonly checkedAt: string;
        }
      | {
          readonly ok: false;
          readonly index: number;
          readonly reason: string;
          readonly checkedAt: string;
        };
  };
}
