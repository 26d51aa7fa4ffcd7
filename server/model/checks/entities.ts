/** Entities: names that are free, what display, required, search and unique name, and the rules. */
import type { EntityDocument, RuleDocument } from '../../../metadata/types.ts';
import { systemProperties } from '../system-fields.ts';
import type { Entity, Field } from '../types.ts';
import {
  below,
  demandField,
  demandPath,
  demandUnique,
  demandValue,
  demandWritable,
  didYouMean,
  isBroken,
  noteCode,
  report,
  type Checking,
  type Place,
} from './checking.ts';
import { checkCondition } from './conditions.ts';
import { isComparable, refuseEncrypted } from './encrypted.ts';
import { checkProperty } from './properties.ts';
import { checkRestrictions } from './restrictions.ts';

/** Names that mean something else where field names stand: in conditions, actions and JavaScript. */
const reserved = new Set(['and', 'or', 'not', 'self', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf']);

/** Checks one entity. */
export function checkEntity(checking: Checking, place: Place, entity: Entity): void {
  const { document } = entity;
  checkNames(checking, place, document);
  for (const [name, field] of entity.fields) {
    if (Object.hasOwn(document.properties, name)) checkProperty(checking, below(place, 'properties', name), entity, field);
  }
  checkDisplay(checking, below(place, 'display'), entity);
  (document.required ?? []).forEach((name, index) => {
    const field = demandField(checking, below(place, 'required', index), entity, name);
    if (field?.type.computed === true) report(checking, below(place, 'required', index), `"${name}" is computed and cannot be required.`);
  });
  (document.search ?? []).forEach((path, index) => checkSearch(checking, below(place, 'search', index), entity, path));
  (document.unique ?? []).forEach((group, position) => {
    demandUnique(checking, group, (index) => below(place, 'unique', position, index), 'field');
    group.forEach((name, index) => {
      const at = below(place, 'unique', position, index);
      const field = demandField(checking, at, entity, name);
      if (field && !isComparable(field))
        report(checking, at, `"${name}" is encrypted and cannot be compared.`, 'State "blindIndex": true with it.');
      if (field && field.type.columns(field).length === 0) report(checking, at, `A ${field.kind} cannot be part of what is unique.`);
    });
  });
  const rules = document.rules ?? [];
  demandUnique(
    checking,
    rules.map((rule) => rule.id),
    (index) => below(place, 'rules', index, 'id'),
    'rule',
  );
  rules.forEach((rule, index) => checkRule(checking, below(place, 'rules', index), entity, rule));
  checkRestrictions(checking, below(place, 'restrictions'), entity, document.restrictions ?? []);
}

function checkNames(checking: Checking, place: Place, document: EntityDocument): void {
  const taken = new Map<string, string>();
  for (const [name, property] of Object.entries(document.properties)) {
    const at = below(place, 'properties', name);
    if (Object.hasOwn(systemProperties, name)) report(checking, at, `"${name}" is a field that every record has.`, 'Choose another name.');
    if (reserved.has(name)) report(checking, at, `"${name}" is reserved.`, 'Choose another name.');
    taken.set(name, `the field "${name}"`);
    if (property.id !== undefined && property.id !== name) {
      const other = Object.entries(document.properties).find(([key, each]) => key !== name && (each.id ?? key) === property.id);
      if (other)
        report(
          checking,
          below(at, 'id'),
          `The id "${property.id}" belongs to the field "${other[0]}", too.`,
          'Ids are unique within the entity.',
        );
    }
  }
  for (const [name, property] of Object.entries(document.properties)) {
    (property.aliases ?? []).forEach((alias, index) => {
      const at = below(place, 'properties', name, 'aliases', index);
      const holder = taken.get(alias) ?? (Object.hasOwn(systemProperties, alias) ? 'a field of every record' : undefined);
      if (holder !== undefined) report(checking, at, `The old name "${alias}" is in use by ${holder}.`);
      taken.set(alias, `"${name}" as an old name`);
    });
  }
}

const unshowable = new Set(['json', 'file', 'image', 'links', 'linkAny', 'tags', 'multiSelect', 'richText']);

function checkDisplay(checking: Checking, place: Place, entity: Entity): void {
  const name = entity.document.display;
  if (name === undefined) {
    refuseEncrypted(checking, place, { field: entity.display }, 'the name of a record');
    return;
  }
  const field = demandField(checking, place, entity, name);
  if (refuseEncrypted(checking, place, { field }, 'the name of a record')) return;
  if (field && unshowable.has(field.kind))
    report(checking, place, `A ${field.kind} cannot name a record.`, 'Choose a text, a name or a number.');
}

function checkSearch(checking: Checking, place: Place, entity: Entity, path: string): void {
  const end = demandPath(checking, place, entity, path);
  if (refuseEncrypted(checking, place, end, 'searched')) return;
  if (end && end.valueType !== 'text' && end.valueType !== 'code')
    report(checking, place, `"${path}" (${end.field?.kind ?? 'records'}) holds no text to search in.`);
}

function checkRule(checking: Checking, place: Place, entity: Entity, rule: RuleDocument): void {
  checkCondition(checking, below(place, 'when'), entity, rule.when);
  for (const effect of ['require', 'hide', 'readOnly'] as const) {
    (rule[effect] ?? []).forEach((name, index) => {
      const field = demandField(checking, below(place, effect, index), entity, name);
      if (effect === 'require' && field) demandWritable(checking, below(place, effect, index), field);
    });
  }
  for (const [name, codes] of Object.entries(rule.options ?? {})) {
    const at = below(place, 'options', name);
    const field = demandField(checking, at, entity, name);
    if (!field) continue;
    if (field.codes === undefined) report(checking, at, `"${name}" (${field.kind}) has no options to choose from.`);
    else codes.forEach((code, index) => demandCode(checking, below(at, index), entity, field, code));
  }
  for (const [name, value] of Object.entries(rule.set ?? {})) {
    const at = below(place, 'set', name);
    const field = demandField(checking, at, entity, name);
    if (!field) continue;
    demandWritable(checking, at, field);
    if (field.type.computed !== true) demandValue(checking, at, entity, field, value);
  }
  if (rule.invalid !== undefined) demandField(checking, below(place, 'invalid'), entity, rule.invalid);
  if (rule.invalid !== undefined && rule.message === undefined)
    report(checking, place, 'A rule that refuses needs a "message".', 'Say what is wrong and how to mend it.');
  const effects = ['require', 'hide', 'readOnly', 'options', 'set', 'invalid'] as const;
  if (effects.every((effect) => rule[effect] === undefined))
    report(checking, place, 'This rule does nothing.', `State one of ${effects.join(', ')}.`);
}

/** Demands that a code is one of a field's. */
export function demandCode(checking: Checking, place: Place, entity: Entity, field: Field, code: string): void {
  const codes = field.codes ?? [];
  noteCode(checking, place, entity, field, code);
  if (codes.includes(code) || isBroken(checking, entity, field)) return;
  report(
    checking,
    place,
    `"${field.name}" has no ${field.pipelines.length > 0 ? 'status' : 'option'} "${code}".`,
    didYouMean(code, codes) ?? `There are ${codes.join(', ')}.`,
  );
}
