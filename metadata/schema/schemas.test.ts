/** The schemas themselves: closed, described, with examples that hold; and every shipped document fits its schema. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { describe, expect, test } from 'vitest';

type Schema = Record<string, unknown>;

const folder = import.meta.dirname;
const metadata = path.dirname(folder);
const schemas = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => [name.replace('.schema.json', ''), JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Schema]),
);
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, discriminator: true });
(formatsPlugin as unknown as { default: (target: Ajv2020) => unknown }).default(ajv);
for (const schema of schemas.values()) ajv.addSchema(schema);

const check = (kind: string, document: unknown): string[] => {
  const validate = ajv.getSchema(String(schemas.get(kind)?.['$id']));
  if (!validate) throw new Error(`There is no schema for ${kind}.`);
  return validate(document) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
};

/** Calls for every object in a schema that describes an object's members. */
function eachObject(schema: unknown, place: string, visit: (schema: Schema, place: string) => void): void {
  if (Array.isArray(schema)) schema.forEach((item, index) => eachObject(item, `${place}/${index}`, visit));
  else if (typeof schema === 'object' && schema !== null) {
    if ('properties' in schema && 'type' in schema && schema.type === 'object') visit(schema, place);
    for (const [name, item] of Object.entries(schema)) if (name !== 'examples') eachObject(item, `${place}/${name}`, visit);
  }
}

describe.each([...schemas])('the schema of %s', (kind, schema) => {
  test('says what it is for, and its examples hold', () => {
    expect(schema['description']).toBeTypeOf('string');
    for (const example of (schema['examples'] ?? []) as unknown[]) expect(check(kind, example)).toEqual([]);
  });

  test('is closed and describes every member', () => {
    eachObject(schema, kind, (object, place) => {
      const choice = 'oneOf' in object && 'discriminator' in object;
      if (kind !== 'condition' && !place.endsWith('Condition'))
        expect([place, object['additionalProperties'] !== undefined || choice || object['propertyNames'] !== undefined]).toEqual([
          place,
          true,
        ]);
      for (const [name, member] of Object.entries(object['properties'] as Record<string, Schema>)) {
        expect([`${place}/${name}`, 'description' in member || '$ref' in member]).toEqual([`${place}/${name}`, true]);
      }
    });
  });
});

const folders: Readonly<Record<string, string>> = {
  entities: 'entity',
  pipelines: 'pipeline',
  views: 'view',
  forms: 'form',
  automations: 'automation',
  roles: 'role',
  reports: 'report',
  audits: 'audit',
  templates: 'template',
  locales: 'locale',
  patches: 'patch',
};
const shipped = [path.join(metadata, 'system'), path.join(metadata, 'crm'), path.join(metadata, '../plugins/crm-audit')].flatMap((pack) =>
  readdirSync(pack, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ file: path.join(pack, name), kind: folders[path.dirname(name)] ?? path.basename(name, '.json') })),
);

test('every shipped document fits its schema, and names it', () => {
  const wrong = shipped.flatMap(({ file, kind }) => {
    const document = JSON.parse(readFileSync(file, 'utf8')) as Schema;
    const named = typeof document['$schema'] === 'string' && document['$schema'].endsWith(`${kind}.schema.json`);
    return [...check(kind, document), ...(named ? [] : [`names no schema of ${kind}`])].map(
      (error) => `${path.relative(metadata, file)} ${error}`,
    );
  });
  expect(wrong).toEqual([]);
  expect(shipped.length).toBeGreaterThan(100);
});
