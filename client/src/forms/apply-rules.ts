/** The rules of an entity, asked of what a form says now. The server asks them again; here they guide. */
import { parseCondition, type ConditionNode } from '../../../metadata/rules/condition.ts';
import { evaluateCondition, type ConditionEnvironment, type ConditionSource } from '../../../metadata/rules/evaluate.ts';

/** What is read of a rule document. */
export interface FormRule {
  readonly id: string;
  readonly when?: unknown;
  readonly require?: readonly string[];
  readonly hide?: readonly string[];
  readonly readOnly?: readonly string[];
  readonly options?: Readonly<Record<string, readonly string[]>>;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly invalid?: string;
  readonly message?: string;
}

/** A rule with its condition read. */
export interface ReadyRule {
  readonly rule: FormRule;
  readonly when: ConditionNode;
}

/** What the rules that hold ask for. */
export interface RuleEffects {
  readonly required: ReadonlySet<string>;
  /** What the rules say themselves where a field is missing, by field. */
  readonly demands: ReadonlyMap<string, string>;
  readonly hidden: ReadonlySet<string>;
  readonly readOnly: ReadonlySet<string>;
  /** Codes that are left, by field; where several rules speak, those that all of them leave. */
  readonly options: ReadonlyMap<string, ReadonlySet<string>>;
  readonly invalid: readonly { readonly field: string; readonly message: string }[];
  /** Ids of the rules that hold. */
  readonly holding: ReadonlySet<string>;
}

/** Reads the conditions of rules; one that cannot be read is left to the server. */
export function readyRules(rules: readonly FormRule[]): readonly ReadyRule[] {
  return rules.flatMap((rule) => {
    try {
      return [{ rule, when: parseCondition(rule.when ?? {}) }];
    } catch {
      return [];
    }
  });
}

/** Asks all rules. A rule whose answer hangs on data that is not here does not hold. */
export function applyRules(rules: readonly ReadyRule[], source: ConditionSource, environment: ConditionEnvironment): RuleEffects {
  const held = rules.filter(({ when }) => evaluateCondition(when, source, environment) === true).map(({ rule }) => rule);
  const options = new Map<string, ReadonlySet<string>>();
  for (const rule of held) {
    for (const [field, codes] of Object.entries(rule.options ?? {})) {
      const before = options.get(field);
      options.set(field, new Set(before === undefined ? codes : codes.filter((code) => before.has(code))));
    }
  }
  return {
    required: new Set(held.flatMap((rule) => rule.require ?? [])),
    demands: new Map(
      held
        .toReversed()
        .flatMap(({ require = [], message }) => (message === undefined ? [] : require.map((field) => [field, message] as const))),
    ),
    hidden: new Set(held.flatMap((rule) => rule.hide ?? [])),
    readOnly: new Set(held.flatMap((rule) => rule.readOnly ?? [])),
    options,
    invalid: held.flatMap((rule) => (rule.invalid === undefined ? [] : [{ field: rule.invalid, message: rule.message ?? '' }])),
    holding: new Set(held.map((rule) => rule.id)),
  };
}

/** Defaults of rules that have begun to hold, for fields that are empty. A field that the user emptied again stays empty. */
export function newDefaults(
  rules: readonly ReadyRule[],
  before: ReadonlySet<string>,
  now: ReadonlySet<string>,
  isEmpty: (field: string) => boolean,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { rule } of rules) {
    if (before.has(rule.id) || !now.has(rule.id)) continue;
    for (const [field, value] of Object.entries(rule.set ?? {})) if (isEmpty(field) && !(field in values)) values[field] = value;
  }
  return values;
}
