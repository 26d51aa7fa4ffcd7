/** The fields of an entity: bounds, patterns, options, pipelines, targets, defaults. */
import { RE2JS } from 're2js';
import { fromSetting, isSettingValue, settingNames } from '../../../metadata/rules/setting-value.ts';
import type { PropertyDocument } from '../../../metadata/types.ts';
import { defaultOf } from '../default-of.ts';
import type { Entity, Field } from '../types.ts';
import {
  below,
  demandDocument,
  demandEntity,
  demandField,
  demandUnique,
  demandValue,
  didYouMean,
  report,
  type Checking,
  type Place,
} from './checking.ts';
import { checkComputed } from './computed.ts';
import { checkCondition } from './conditions.ts';
import { checkEncryption, refuseEncrypted } from './encrypted.ts';

/** Checks one field. */
export function checkProperty(checking: Checking, place: Place, entity: Entity, field: Field): void {
  const { document } = field;
  checkBounds(checking, place, document);
  checkPattern(checking, place, document);
  if ('options' in document && document.options !== undefined) checkOptions(checking, below(place, 'options'), document.options);
  if (document.field === 'status') checkPipelines(checking, place, document);
  checkTargets(checking, place, field);
  checkMoney(checking, place, entity, document);
  checkComputed(checking, place, entity, field);
  checkEncryption(checking, place, entity, field);
  if (
    document.unique === true &&
    (field.type.columns(field).length === 0 || ['json', 'file', 'image', 'boolean', 'tags', 'multiSelect'].includes(field.kind))
  )
    report(checking, below(place, 'unique'), `A ${field.kind} cannot be unique.`);
  if (document.default !== undefined) checkDefault(checking, below(place, 'default'), entity, field);
}

function checkDefault(checking: Checking, place: Place, entity: Entity, field: Field): void {
  if (field.pipelines.length > 0) report(checking, place, 'The first status is the "initial" of the pipeline.', 'Remove the default.');
  else if (field.kind === 'autoNumber') report(checking, place, 'Numbers are given by the server.', 'Use "start" to say where they begin.');
  else if (field.type.computed === true) report(checking, place, 'What is computed has no default.', 'Remove it.');
  else if (isSettingValue(field.document.default) && fromSetting(field.document.default) === undefined)
    demandSetting(checking, place, field.document.default.$setting);
  else demandValue(checking, place, entity, field, defaultOf(checking.model, field));
}

function demandSetting(checking: Checking, place: Place, name: unknown): void {
  report(
    checking,
    below(place, '$setting'),
    `There is no setting ${JSON.stringify(name)} that a field could begin with.`,
    didYouMean(String(name), settingNames) ?? `Take ${settingNames.join(', ')}.`,
  );
}

function checkBounds(checking: Checking, place: Place, document: PropertyDocument): void {
  const { minimum, maximum, minLength, maxLength } = document as unknown as Readonly<Record<string, unknown>>;
  const above = (low: unknown, high: unknown): boolean =>
    typeof low === 'number' && typeof high === 'number'
      ? low > high
      : document.field === 'date' && typeof low === 'string' && typeof high === 'string' && low > high;
  if (document.field !== 'rollup' && above(minimum, maximum))
    report(
      checking,
      below(place, 'minimum'),
      `The minimum ${String(minimum)} is above the maximum ${String(maximum)}.`,
      'No value could fit.',
    );
  if (above(minLength, maxLength))
    report(
      checking,
      below(place, 'minLength'),
      `The least length ${String(minLength)} is above the greatest, ${String(maxLength)}.`,
      'No text could fit.',
    );
}

function checkPattern(checking: Checking, place: Place, document: PropertyDocument): void {
  if (document.field !== 'text' || document.pattern === undefined) return;
  try {
    RE2JS.compile(document.pattern);
  } catch (error) {
    report(
      checking,
      below(place, 'pattern'),
      `This pattern cannot be read: ${(error as Error).message}`,
      'Patterns are RE2: no look-around, no back references.',
    );
  }
}

function checkOptions(checking: Checking, place: Place, options: readonly { readonly value: string }[]): void {
  demandUnique(
    checking,
    options.map((option) => option.value),
    (index) => below(place, index, 'value'),
    'option',
  );
}

function checkPipelines(checking: Checking, place: Place, document: Extract<PropertyDocument, { field: 'status' }>): void {
  const holders = new Map<string, string>();
  document.pipelines.forEach((id, index) => {
    const at = below(place, 'pipelines', index);
    demandDocument(checking, at, 'pipeline', id);
    for (const code of checking.model.pipelines.get(id)?.statuses.keys() ?? []) {
      const before = holders.get(code);
      if (before !== undefined && before !== id)
        report(
          checking,
          at,
          `The status "${code}" of "${id}" is one of "${before}", too.`,
          'Codes are unique within a field: give one of them another.',
        );
      holders.set(code, id);
    }
  });
}

function checkTargets(checking: Checking, place: Place, field: Field): void {
  const { document } = field;
  if (document.field !== 'link' && document.field !== 'links' && document.field !== 'linkAny') return;
  const list = Array.isArray(document.to);
  const targets = field.targets.map((id, index) => demandEntity(checking, list ? below(place, 'to', index) : below(place, 'to'), id));
  const [target] = targets;
  if (document.where !== undefined && targets.length === 1 && target)
    checkCondition(checking, below(place, 'where'), target, document.where);
  if (document.where !== undefined && targets.length > 1)
    for (const each of targets) if (each) checkCondition(checking, below(place, 'where'), each, document.where);
}

function checkMoney(checking: Checking, place: Place, entity: Entity, document: PropertyDocument): void {
  if (document.field !== 'money') return;
  const { currencies } = checking.model.settings;
  if (document.currency !== undefined && !currencies.includes(document.currency))
    report(
      checking,
      below(place, 'currency'),
      `The settings know no currency "${document.currency}".`,
      didYouMean(document.currency, currencies) ?? `There are ${currencies.join(', ')}.`,
    );
  if (document.rateDate === undefined) return;
  const date = demandField(checking, below(place, 'rateDate'), entity, document.rateDate);
  if (refuseEncrypted(checking, below(place, 'rateDate'), { field: date }, 'looked up for a rate')) return;
  if (date && date.kind !== 'date' && date.kind !== 'dateTime')
    report(checking, below(place, 'rateDate'), `"${date.name}" is no date (${date.kind}).`, 'The rate of a day is looked up by a date.');
}
