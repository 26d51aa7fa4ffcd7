/** The first pass: each document by itself against the JSON Schema of its kind, with errors in plain words. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { codeRoot } from '../../kernel/config.ts';
import type { DocumentError, SourceDocument } from '../types.ts';
import { wordErrors } from './shape-words.ts';
import { findUnstorable } from './storable.ts';

const folder = path.join(codeRoot, 'metadata/schema');
const readSchema = (name: string): object => JSON.parse(readFileSync(path.join(folder, `${name}.schema.json`), 'utf8')) as object;

let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();

/** The validator of a kind, compiled when it is first asked for: most starts need them all, a studio's check of one document does not. */
function validatorOf(kind: Checked['kind']): ValidateFunction {
  if (!ajv) {
    ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, discriminator: true });
    (formatsPlugin as unknown as { default: (target: Ajv2020) => unknown }).default(ajv);
    for (const shared of ['common', 'condition']) ajv.addSchema(readSchema(shared));
  }
  let validator = validators.get(kind);
  if (!validator) validators.set(kind, (validator = ajv.compile(readSchema(kind))));
  return validator;
}

/** What has a schema: documents, and the patches of packs. */
type Checked = Pick<SourceDocument, 'file' | 'content'> & { readonly kind: SourceDocument['kind'] | 'patch' };

/** What a document's schema finds wrong. */
export function checkShape(document: Checked): DocumentError[] {
  const errors = [...findUnstorable(document.content), ...wordErrors(shapeErrors(document.kind, document.content))];
  return errors.map((error) => ({ file: document.file, ...error }));
}

function shapeErrors(kind: Checked['kind'], content: unknown): readonly ErrorObject[] {
  const validate = validatorOf(kind);
  return validate(content) ? [] : [...(validate.errors ?? [])];
}

const maximumRounds = 8;

/**
 * A copy of a document without what its schema refuses, so that the rest of it can be checked against the other documents in the same
 * run; undefined when nothing useful is left. A list with a wrong item is left out whole: its other items may depend on that one.
 */
export function salvage(document: SourceDocument): SourceDocument | undefined {
  const content: unknown = structuredClone(document.content);
  for (let round = 0; round < maximumRounds; round++) {
    const errors = shapeErrors(document.kind, content);
    if (errors.length === 0) return { ...document, content };
    const places = new Set(wordErrors(errors).map((error) => error.pointer));
    for (const place of places) if (!removeAt(content, place)) return undefined;
  }
  return undefined;
}

/** Removes the member at a pointer, or the list that it stands in. @returns false for the document itself */
function removeAt(content: unknown, pointer: string): boolean {
  const names = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  let holder = content;
  for (const [index, name] of names.entries()) {
    if (typeof holder !== 'object' || holder === null) return true;
    const members = holder as Record<string, unknown>;
    if (index === names.length - 1 || Array.isArray(members[name])) return Reflect.deleteProperty(members, name);
    holder = members[name];
  }
  return false;
}
