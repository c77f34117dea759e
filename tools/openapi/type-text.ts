// SPDX-License-Identifier: Apache-2.0
// TypeScript from the OpenAPI document: a type for each of its schemas, and one interface of all methods. No schema of the document
// needs more than stands here; one that does stops the generator.
import { GIVEN, type JsonSchema, type OpenApiDocument, type Operation } from '@iims/node/api/officer/openapi';

/** The text of a whole file, before it is formatted. */
export function typeTextOf(document: OpenApiDocument): string {
  const types = Object.entries(document.components.schemas)
    .filter(([name]) => name !== 'Fault')
    .map(([name, schema]) => `export type ${name} = ${typeOf(schema, name.startsWith(GIVEN))};\n`);
  const methods = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => methodText(`${verb.toUpperCase()} ${path}`, operation)),
  );
  return `${HEADING}\n${types.join('\n')}\nexport interface NodeMethods {\n${methods.join('\n')}\n}\n`;
}

function methodText(name: string, operation: Operation): string {
  const { description, parameters = [], requestBody, responses } = operation;
  const answers = responses[200].content;
  const input = isOfBytes(requestBody?.content) ? undefined : requestBody?.content['application/json']?.schema;
  const members = [
    ['input', input === undefined ? parametersType(parameters) : typeOf(input, true)],
    ['answer', answers['application/json'] && typeOf(answers['application/json'].schema ?? {})],
    ['line', answers['application/x-ndjson'] && typeOf(answers['application/x-ndjson'].schema ?? {})],
    ['takesBytes', isOfBytes(requestBody?.content) ? 'true' : undefined],
    ['answersBytes', isOfBytes(answers) ? 'true' : undefined],
  ].filter(([, type]) => type !== undefined);
  return `/** ${description} */\n${quoted(name)}: {\n${members.map(([key, type]) => `readonly ${key}: ${type};`).join('\n')}\n};`;
}

function isOfBytes(content: Readonly<Record<string, unknown>> | undefined): boolean {
  return content !== undefined && 'application/octet-stream' in content;
}

function parametersType(parameters: NonNullable<Operation['parameters']>): string {
  return objectType(
    parameters.map(({ name, required, schema }) => [name, required, schema]),
    true,
  );
}

/** Of an input what may be left out may be undefined too. */
function typeOf(schema: JsonSchema, isInput = false): string {
  const { $ref, type, anyOf, oneOf, allOf } = schema;
  const values = schema.enum ?? ('const' in schema ? [schema.const] : undefined);
  if (typeof $ref === 'string') return $ref.slice($ref.lastIndexOf('/') + 1);
  if (Array.isArray(values)) return values.map((value) => quoted(value)).join(' | ');
  if (Array.isArray(anyOf ?? oneOf))
    return ((anyOf ?? oneOf) as JsonSchema[]).map((one) => typeOf(one, isInput)).join(' | ');
  if (Array.isArray(allOf)) return (allOf as JsonSchema[]).map((one) => `(${typeOf(one, isInput)})`).join(' & ');
  if (type === 'string') return 'string';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean' || type === 'null') return type;
  if (type === 'array') return arrayType(schema, isInput);
  if (type === 'object') return objectOf(schema, isInput);
  if (type === undefined) return 'unknown';
  throw new Error(`no type for ${JSON.stringify(schema)}`);
}

function arrayType({ items, prefixItems }: JsonSchema, isInput: boolean): string {
  if (Array.isArray(prefixItems))
    return `readonly [${(prefixItems as JsonSchema[]).map((one) => typeOf(one, isInput)).join(', ')}]`;
  return `readonly (${typeOf((items ?? {}) as JsonSchema, isInput)})[]`;
}

function objectOf({ properties = {}, required = [], additionalProperties }: JsonSchema, isInput: boolean): string {
  const named = Object.entries(properties as Readonly<Record<string, JsonSchema>>);
  if (named.length > 0) {
    const members = named.map(([name, one]) => [name, (required as readonly string[]).includes(name), one] as const);
    return objectType(members, isInput);
  }
  const isOpen = typeof additionalProperties === 'object';
  return isOpen ? `{ readonly [name: string]: ${typeOf(additionalProperties as JsonSchema, isInput)} }` : NOTHING;
}

function objectType(
  members: readonly (readonly [name: string, required: boolean, schema: JsonSchema])[],
  isInput: boolean,
): string {
  if (members.length === 0) return NOTHING;
  const lines = members.map(([name, required, schema]) => {
    const type = typeOf(schema, isInput);
    return `readonly ${quoted(name)}${required ? '' : '?'}: ${type}${!required && isInput ? ' | undefined' : ''};`;
  });
  return `{\n${lines.join('\n')}\n}`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}

const NOTHING = 'Readonly<Record<string, never>>';
const HEADING = `// SPDX-License-Identifier: Apache-2.0
// The methods of a node's officer's edge and what they answer. Made by \`node tools/make-openapi.ts\` from the schemas that the
// node enforces, as spec/openapi.json is; not written by hand.
`;
