/**
 * `npm run types`: metadata/schema/*.schema.json → metadata/types.ts. With `--check` nothing is written; the exit code is 1 when the
 * types are stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

type Schema = Record<string, unknown>;

const folder = path.join(import.meta.dirname, 'schema');
const target = path.join(import.meta.dirname, 'types.ts');
const banner = '/** Types of documents. Generated from metadata/schema by `npm run types`: change the schemas, not this file. */';

/** All schemas in one, with references among them made local: the generator then needs no network and names each type once. */
function bundle(): Schema {
  const definitions: Schema = {};
  const names: string[] = [];
  const byId = new Map<string, string>();
  const schemas = readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .sort()
    .map((name) => ({
      kind: name.replace('.schema.json', ''),
      schema: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Schema,
    }));
  for (const { kind, schema } of schemas) byId.set(String(schema['$id']), kind);
  for (const { kind, schema } of schemas) {
    const { $id: _id, $schema: _schema, $defs, ...rest } = schema;
    for (const [name, definition] of Object.entries(($defs ?? {}) as Schema))
      definitions[`${kind}_${name}`] = localise(definition, kind, byId);
    if (kind === 'common') continue;
    definitions[kind] = localise(rest, kind, byId);
    names.push(kind);
  }
  return {
    title: 'Documents',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }])),
    definitions,
  };
}

/** Rewrites references and leaves out what only validators need. */
function localise(value: unknown, kind: string, byId: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => localise(item, kind, byId));
  if (typeof value !== 'object' || value === null) return value;
  // What stands beside a reference would make a numbered copy of the type that it names.
  if ('$ref' in value && typeof value.$ref === 'string') return { $ref: localReference(value.$ref, kind, byId) };
  const result: Schema = {};
  for (const [name, item] of Object.entries(value)) {
    if (
      !['examples', 'discriminator', 'propertyNames', 'pattern', 'format', 'minProperties', 'maxProperties'].includes(name) ||
      isMembers(value as Schema, item)
    )
      result[name] = localise(item, kind, byId);
  }
  const { oneOf } = result;
  if (Array.isArray(oneOf)) {
    const branches = oneOf as Schema[];
    // A choice among named types is that choice and nothing else.
    if (branches.every((branch) => '$ref' in branch)) return { title: result['title'], description: result['description'], oneOf };
    // "Exactly one of these members" is a matter of validation: the type has them all optional.
    if (branches.every((branch) => Object.keys(branch).join() === 'required')) delete result['oneOf'];
  }
  return result;
}

/** Inside `properties` a name is a member's, not a keyword. */
function isMembers(parent: Schema, item: unknown): boolean {
  return (
    parent['type'] === undefined &&
    parent['$ref'] === undefined &&
    typeof item === 'object' &&
    item !== null &&
    !Array.isArray(item) &&
    ('type' in item || '$ref' in item || 'description' in item)
  );
}

function localReference(reference: string, kind: string, byId: ReadonlyMap<string, string>): string {
  const [id = '', pointer = ''] = reference.split('#');
  const owner = id === '' ? kind : (byId.get(id) ?? byId.get(`https://relata.dev/schema/1/${id.split('/').at(-1) ?? ''}`) ?? kind);
  const name = pointer.replace('/$defs/', '');
  return `#/definitions/${name === '' ? owner : `${owner}_${name}`}`;
}

/** The text of metadata/types.ts. */
async function generate(): Promise<string> {
  const code = await compile(bundle(), 'Documents', {
    bannerComment: banner,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    additionalProperties: true,
    format: false,
    enableConstEnums: false,
  });
  return format(code, { ...(await resolveConfig(target)), parser: 'typescript' });
}

const made = await generate();
if (!process.argv.includes('--check')) writeFileSync(target, made);
else if (readFileSync(target, { encoding: 'utf8', flag: 'a+' }) !== made) {
  process.stderr.write('metadata/types.ts is stale: run `npm run types`.\n');
  process.exitCode = 1;
}
