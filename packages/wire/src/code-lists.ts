// SPDX-License-Identifier: Apache-2.0
// The code lists of queries and alerts. They are our own; `spec/code-lists.md` says what each code means.
// No Zod here: the officer's page loads this file.

/** Why a query is asked. */
export const PURPOSES = ['border-check', 'customs-check', 'road-check', 'investigation', 'migration-check'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const SUBJECT_KINDS = ['travel-document', 'person', 'vehicle', 'official-document', 'object'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const TRAVEL_DOCUMENT_TYPES = [
  'passport',
  'identity-card',
  'visa',
  'residence-permit',
  'travel-document',
] as const;
export type TravelDocumentType = (typeof TRAVEL_DOCUMENT_TYPES)[number];

export const OFFICIAL_DOCUMENT_TYPES = [
  'driving-licence',
  'vehicle-registration',
  'firearm-licence',
  'civil-status',
  'service-card',
  'other',
] as const;
export type OfficialDocumentType = (typeof OFFICIAL_DOCUMENT_TYPES)[number];

export const OBJECT_TYPES = [
  'firearm',
  'container',
  'device',
  'account',
  'work-of-art',
  'boat',
  'security',
  'crypto-address',
  'other',
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

export const SEXES = ['F', 'M', 'X'] as const;
export type Sex = (typeof SEXES)[number];

/** ISO 15924 codes of the scripts that names of the region are written in. */
export const SCRIPTS = ['Latn', 'Cyrl', 'Geor', 'Armn', 'Grek', 'Arab', 'Hebr', 'Hans', 'Zyyy'] as const;
export type Script = (typeof SCRIPTS)[number];

/** Where a spelling of a name comes from. */
export const NAME_FORMS = ['original', 'mrz', 'national'] as const;
export type NameForm = (typeof NAME_FORMS)[number];

/** Of which of a person's names a spelling is; a weak alias is borne by others as well. */
export const NAME_QUALITIES = ['primary', 'strong-alias', 'weak-alias'] as const;
export type NameQuality = (typeof NAME_QUALITIES)[number];

/** Why an alert was entered, by the kind of its subject. */
export const DOCUMENT_CATEGORIES = ['stolen-blank', 'stolen', 'lost', 'revoked', 'invalid'] as const;
export const PERSON_CATEGORIES = [
  'wanted-arrest',
  'missing',
  'locate',
  'discreet-check',
  'specific-check',
  'entry-ban',
  'foreign-fighter',
  'possible-victim',
  'witness',
  'sanctioned',
] as const;
export const VEHICLE_CATEGORIES = [
  'stolen-vehicle',
  'wanted-vehicle',
  'stolen-plate',
  'discreet-check',
  'specific-check',
] as const;
export const OBJECT_CATEGORIES = ['stolen', 'lost', 'wanted-evidence', 'seized'] as const;
export type Category =
  | (typeof DOCUMENT_CATEGORIES)[number]
  | (typeof PERSON_CATEGORIES)[number]
  | (typeof VEHICLE_CATEGORIES)[number]
  | (typeof OBJECT_CATEGORIES)[number];

/** Why a document was revoked: the word alone says too little to act on. */
export const REVOCATION_GROUNDS = [
  'obtained-by-fraud',
  'issued-in-error',
  'no-longer-entitled',
  'court-decision',
  'replaced',
] as const;
export type RevocationGround = (typeof REVOCATION_GROUNDS)[number];

/** What the case behind an alert is about. */
export const OFFENCE_CATEGORIES = [
  'terrorism',
  'organised-crime',
  'trafficking-in-persons',
  'migrant-smuggling',
  'drugs',
  'firearms',
  'homicide',
  'bodily-harm',
  'sexual-offence',
  'child-abuse',
  'kidnapping',
  'robbery',
  'theft',
  'vehicle-crime',
  'cultural-goods',
  'fraud',
  'corruption',
  'money-laundering',
  'cyber',
  'smuggling',
  'counterfeiting',
  'document-forgery',
  'environmental',
  'proliferation',
  'sanctions',
  'other',
] as const;
export type OffenceCategory = (typeof OFFENCE_CATEGORIES)[number];

/** What the officer is asked to do on a hit. */
export const ACTIONS = [
  'keep-document',
  'arrest',
  'do-not-admit',
  'seize-vehicle',
  'seize-plate',
  'seize-object',
  'discreet-check',
  'specific-check',
  'protect',
  'establish-whereabouts',
  'contact-owner',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Dangers to the officer or the person. */
export const CAUTIONS = [
  'armed',
  'violent',
  'escape-risk',
  'infectious',
  'self-harm',
  'needs-medication',
  'minor',
  'explosives',
] as const;
export type Caution = (typeof CAUTIONS)[number];

/** Why an alert on a person is withdrawn: the six that end a warrant. */
export const CANCEL_TRIGGERS = [
  'taken-into-custody',
  'no-longer-wanted',
  'warrant-withdrawn',
  'warrant-served',
  'will-not-be-collected',
  'extradition-declined',
] as const;
/** Why any alert is withdrawn. */
export const WITHDRAWAL_GROUNDS = ['found', 'entered-in-error', 'ground-lapsed', 'replaced'] as const;
export type WithdrawalGround = (typeof CANCEL_TRIGGERS)[number] | (typeof WITHDRAWAL_GROUNDS)[number];

/** What may be done with the information; the codes bind the receiving node. */
export const HANDLING_CODES = ['H0', 'H1', 'H2', 'H3'] as const;
export type HandlingCode = (typeof HANDLING_CODES)[number];

/** How reliable a source is, and how well what it says is known. */
export const SOURCE_GRADES = ['A', 'B', 'C', 'X'] as const;
export type SourceGrade = (typeof SOURCE_GRADES)[number];
export const INFORMATION_GRADES = ['1', '2', '3', '4'] as const;
export type InformationGrade = (typeof INFORMATION_GRADES)[number];

/** Traffic Light Protocol 2.0: how far information may go, the narrowest first. WHITE is the old name of CLEAR and no label of 2.0. */
export const TLP_LABELS = ['TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR'] as const;
export type TlpLabel = (typeof TLP_LABELS)[number];

/** Permissible Actions Protocol: what may be done that somebody could notice, the least first. */
export const PAP_LABELS = ['PAP:RED', 'PAP:AMBER', 'PAP:GREEN', 'PAP:CLEAR'] as const;
export type PapLabel = (typeof PAP_LABELS)[number];

/** What a node may carry: nothing above restricted. */
export const CLASSIFICATIONS = ['unclassified', 'restricted'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

/** How two alerts belong together. */
export const LINK_KINDS = ['same-subject', 'travels-with', 'uses', 'same-case', 'replaces'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** How a question met an alert: by a key, or by a person's name and date of birth. Only `as-given` and `similar` may give the band `hit`. */
export const MATCHED_ON = ['as-given', 'repaired', 'confusable', 'similar'] as const;
export type MatchedOn = (typeof MATCHED_ON)[number];

/** Which key met, and what of the alert it belongs to: the explanation of a hit. */
export const WHY_CODES = [
  'document-number-and-issuer',
  'document-number',
  'plate-and-state',
  'plate',
  'plate-transliterated',
  'plate-in-part',
  'vin',
  'vin-last-8',
  'object-number',
  'name-and-birth-date',
  'names-inverted-and-birth-date',
  'check-digit-repaired',
  'look-alike-characters',
  'weak-alias',
  'document-of-person',
  'misused-identity',
  'not-revalidated',
  'name-equal',
  'name-transliterated',
  'name-fields-inverted',
  'name-fields-regrouped',
  'name-words-inverted',
  'name-letters-inverted',
  'name-letter-edited',
  'name-punctuation',
  'name-truncated',
  'name-alike',
  'birth-date-equal',
  'birth-date-inverted',
  'birth-date-converted',
  'birth-date-edited',
  'birth-date-in-part',
  'birth-date-missing',
] as const;
export type WhyCode = (typeof WHY_CODES)[number];

/** What a fact of a hit or an alert tells; the value is text as the owner wrote it. */
export const FACT_LABELS = [
  'number',
  'issuing-state',
  'document-type',
  'surname',
  'given',
  'birth-date',
  'sex',
  'nationality',
  'plate',
  'vin',
  'registration-state',
  'make',
  'model',
  'colour',
  'object-type',
  'offence',
  'issue-date',
  'expiry-date',
  'place',
  'reference',
  'description',
  'misused-identity',
  'alias',
  'birth-place',
  'source-evaluation',
  'year',
  'work-type',
  'title',
  'maker',
  'period',
  'materials',
  'measurements',
  'inscriptions',
  'depicts',
  'features',
  'name-original',
  'name-mrz',
  'document',
] as const;
export type FactLabel = (typeof FACT_LABELS)[number];

/** Why a row of a list, or of another source of alerts, is not taken in. */
export const ROW_REFUSALS = [
  'quotes',
  'columns',
  'json',
  'too-long',
  'no-id',
  'id-form',
  'id-twice',
  'id-of-another-register',
  'number-twice',
  'other-state',
  'other-kind',
  'no-name',
  'contradiction',
  'refused-purpose',
  'field',
] as const;
export type RowRefusal = (typeof ROW_REFUSALS)[number];
