// SPDX-License-Identifier: Apache-2.0
// The OpenAPI 3.1 document of the officer's edge, from the schemas that the methods themselves enforce and answer by.
import { assert } from '@iims/wire/assert';
import { ERRORS, type ErrorCode } from '@iims/wire/errors';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { z } from 'zod';
import { faultShown } from './answers/answer-fields.ts';
import type { Method } from './method.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A method in the document; `x-…` are our own words. */
export interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly 'x-permission': string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: {
    readonly 200: { readonly description: string; readonly content: Content };
    readonly default: object;
  };
}

interface Parameter {
  readonly name: string;
  readonly in: 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly [other: string]: unknown };
}

/** `descriptions` are by the verb and the path of a method: `GET /api/messages`. */
export async function composeOpenApi(
  methods: readonly Method<unknown>[],
  descriptions: ReadonlyMap<string, string>,
): Promise<OpenApiDocument> {
  const schemas = new Map<string, JsonSchema>();
  const paths: Record<string, Record<string, Operation>> = {};
  const byPath = methods.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const method of byPath) {
    const description = descriptions.get(`${method.verb} ${method.path}`) ?? '';
    paths[method.path] = {
      ...paths[method.path],
      [method.verb.toLowerCase()]: await operationOf(method, description, schemas),
    };
  }
  for (const [kind, { writtenBy, fields }] of Object.entries(MESSAGE_KINDS)) {
    if (writtenBy === 'officer') schemas.set(fieldsName(kind), schemaOf(fields, 'input', schemas));
  }
  schemas.set('Fault', faultSchema(schemas));
  return {
    openapi: '3.1.0',
    info: {
      title: "IIMS: the officer's edge of a node",
      version: '0.1.0',
      description:
        'Every method of spec/officer-edge.md. Who may call what: x-permission, with its roles in spec/permissions.md. A field that is not named is refused; an answer may come to have more fields.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'iims-STATE', description: 'STATE is the code of the node.' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token', description: '`csrf` of the session.' },
      },
    },
  };
}

async function operationOf(
  method: Method<unknown>,
  description: string,
  schemas: Map<string, JsonSchema>,
): Promise<Operation> {
  const { verb, path, permission } = method;
  const input = schemaOf(method.input, 'input', schemas);
  const isInQuery = verb === 'GET' || method.bytesMax !== undefined;
  const parameters = isInQuery ? parametersOf(input) : [];
  const isOpen = permission === 'open';
  return {
    operationId: operationIdOf(method),
    description,
    'x-permission': permission,
    security: isOpen ? [] : [verb === 'POST' ? { session: [], csrf: [] } : { session: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(verb === 'GET' ? {} : { requestBody: { required: true, content: bodyOf(method, input) } }),
    responses: {
      200: { description: `The answer of ${verb} ${path}.`, content: await contentOf(method, schemas) },
      default: {
        description: 'A fault, with the status of its code.',
        content: { 'application/json': { schema: { $ref: `${PLACE}Fault` } } },
      },
    },
  };
}

/** `GET /api/messages/show` is `getMessagesShow`. */
function operationIdOf({ verb, path }: Method<unknown>): string {
  const words = path.slice('/api/'.length).split(/[/-]/);
  return verb.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

/** What the form of `free-message` holds is `FieldsOfFreeMessage`. */
function fieldsName(kind: string): string {
  return `FieldsOf${kind
    .split('-')
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')}`;
}

function parametersOf(input: JsonSchema): Parameter[] {
  const { properties = {}, required = [] } = input as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function bodyOf({ bytesMax }: Method<unknown>, input: JsonSchema): Content {
  return bytesMax === undefined ? { [JSON_TYPE]: { schema: input } } : { [BYTES_TYPE]: {} };
}

async function contentOf(
  { answer, answerLine, answersBytes }: Method<unknown>,
  schemas: Map<string, JsonSchema>,
): Promise<Content> {
  const lines = answerLine && { [LINES_TYPE]: { schema: schemaOf(await answerLine(), 'output', schemas) } };
  if (answersBytes) return { [BYTES_TYPE]: {} };
  if (answer === undefined) return lines ?? { [JSON_TYPE]: {} };
  return { [JSON_TYPE]: { schema: schemaOf(await answer(), 'output', schemas) }, ...lines };
}

/**
 * Schemas that have a name go to the components, once; what is given has `Given` before its name where it is not as it is answered:
 * a field that is not named is refused there.
 */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Map<string, JsonSchema>): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema, zodSchema }) => {
      if (zodSchema instanceof z.ZodCustom) describeCustom(zodSchema, jsonSchema as Record<string, unknown>);
      simplify(jsonSchema as Record<string, unknown>, io);
    },
  });
  const { $schema: _, ...own } = JSON.parse(
    JSON.stringify(made).replaceAll(HOLDS_ITSELF, 'JsonValue').replaceAll(`"#/$defs/`, `"${PLACE}`),
  ) as JsonSchema;
  return placeNamed(own, io, schemas);
}

/** Puts what has a name into the components. @returns the schema, or the reference to it */
function placeNamed(schema: JsonSchema, io: 'input' | 'output', schemas: Map<string, JsonSchema>): JsonSchema {
  const { $defs = {}, id, ...own } = schema as { $defs?: Record<string, JsonSchema>; id?: string };
  const named = Object.entries($defs).map(([name, { id: _, ...def }]) => [name, def] as const);
  for (const [name, def] of named) {
    assert(
      name !== 'JsonValue' || (def.anyOf as object[]).length === JSON_VALUES,
      'a schema that holds itself has a name',
    );
  }
  if (id !== undefined) named.push([id, own]);
  // An object that is given refuses other fields, and so does what holds one.
  const given = io === 'output' ? [] : named.filter(([, def]) => JSON.stringify(def).includes(REFUSES_OTHERS));
  const names = new Map(given.map(([name]) => [`"${PLACE}${name}"`, `"${PLACE}${GIVEN}${name}"`]));
  const renamed = (one: JsonSchema): JsonSchema =>
    JSON.parse(JSON.stringify(one).replaceAll(REFERENCE, (reference) => names.get(reference) ?? reference));
  for (const [name, def] of named) {
    const place = names.has(`"${PLACE}${name}"`) ? GIVEN + name : name;
    schemas.set(place, renamed(def));
  }
  return id === undefined ? renamed(own) : renamed({ $ref: PLACE + id });
}

/** A check of our own is always one of text; the words that refuse describe it. */
function describeCustom({ _zod: { def } }: z.ZodCustom, schema: Record<string, unknown>): void {
  const rule = def.error?.({ code: 'custom', input: undefined, path: [] });
  schema.type = 'string';
  if (typeof rule === 'string') schema.description = rule;
}

/** What a reader of the document has no use for. An answer may come to have more fields; an input may not. */
function simplify(schema: Record<string, unknown>, io: 'input' | 'output'): void {
  if (schema.format !== undefined || schema.contentEncoding !== undefined) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
}

/** The form of every fault, and the closed catalogue of its codes. */
function faultSchema(schemas: Map<string, JsonSchema>): JsonSchema {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const error = schemaOf(faultShown, 'output', schemas) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
  };
  return {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        ...error,
        properties: { ...error.properties, code: { type: 'string', enum: codes, description: 'spec/errors.md' } },
      },
      state: { type: 'string', description: 'Whose node it is; with access.not-signed-in.' },
    },
    'x-codes': Object.fromEntries(codes.map((code) => [code, ERRORS[code]])),
  };
}

const PLACE = '#/components/schemas/';
const REFERENCE = /"#\/components\/schemas\/\w+"/g;
/** Before the name of a schema that is not the same when it is given as when it is answered. */
export const GIVEN = 'Given';
const REFUSES_OTHERS = '"additionalProperties":false';
/** Zod's name for a schema that holds itself and has no name: `z.json()`, of text, number, truth value, nothing, list and object. */
const HOLDS_ITSELF = '__schema0';
const JSON_VALUES = 6;
const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';
const BYTES_TYPE = 'application/octet-stream';
