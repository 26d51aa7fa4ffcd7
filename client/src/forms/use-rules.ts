/** Rules of an entity on the values of a form, live. */
import { computed, watch, type ComputedRef } from 'vue';
import type { ClientEntity } from '../../../metadata/client-model.ts';
import { describeEntity } from '../../../metadata/rules/client-source.ts';
import { recordSource } from '../../../metadata/rules/record-source.ts';
import { conditionEnvironment } from '../stores/condition-environment.ts';
import { useModel } from '../stores/model.ts';
import { applyRules, newDefaults, readyRules, type RuleEffects } from './apply-rules.ts';
import { isBlank } from './changed-values.ts';

type Values = Record<string, unknown>;

/**
 * What the rules ask for now.
 * @param values what the form says, reactive
 * @param set called with the defaults of a rule that begins to hold; for a new record at once, for a stored one after a change
 */
export function useRules(
  entity: () => ClientEntity,
  values: () => Values,
  isNew: () => boolean,
  set: (defaults: Readonly<Values>) => void,
): ComputedRef<RuleEffects> {
  const model = useModel();
  const rules = computed(() => readyRules(entity().rules));
  const effects = computed(() => {
    const environment = conditionEnvironment(model);
    const described = model.model === undefined ? undefined : describeEntity(model.model, entity().id);
    return described === undefined
      ? applyRules([], recordSource({}, { field: () => undefined, backlink: () => undefined }), environment)
      : applyRules(rules.value, recordSource(values(), described, true), environment);
  });
  watch(
    () => [...effects.value.holding].join(' '),
    (now, before) => {
      if (before === undefined && !isNew()) return;
      const defaults = newDefaults(rules.value, new Set(before?.split(' ')), new Set(now.split(' ')), (field) => isBlank(values()[field]));
      if (Object.keys(defaults).length > 0) set(defaults);
    },
    { immediate: true },
  );
  return effects;
}
