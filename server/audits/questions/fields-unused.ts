/** Which fields hardly any record fills and no other document uses? Forms do not count: a form shows a field, it does not need it. */
import type { Context } from '../../access/context.ts';
import { isReadable } from '../../access/fields.ts';
import type { Entity, Field } from '../../model/types.ts';
import { countRecords } from '../measure.ts';
import type { AuditParams, Evidence } from '../types.ts';
import { finding, shareOf, type Question } from './types.ts';

/** Value: share of fields, over entities that have records. */
export const fieldsUnused: Question = {
  direction: 'lower',
  async ask(context, check, params) {
    const wanted = check.entities ?? [...context.model.entities.keys()];
    const used = usedNames(context);
    const unused: Evidence[] = [];
    let fields = 0;
    for (const name of wanted) {
      const entity = context.model.entities.get(name);
      if (!entity || context.rights.entity(name).scope('read') === 'none') continue;
      const records = await countRecords(context, name, params);
      if (records === 0) continue;
      for (const field of entity.fields.values()) {
        if (!isStored(context, entity, field)) continue;
        fields++;
        if (used.has(field.name)) continue;
        const share = await filledShare(context, entity, field, params, records);
        if (share < (check.below ?? 0.05))
          unused.push(
            finding(`${entity.title} › ${field.title}`, ['Filled', `${(share * 100).toFixed(1)} %`], ['Records', String(records)]),
          );
      }
    }
    return shareOf(fields, unused);
  },
};

function isStored(context: Context, entity: Entity, field: Field): boolean {
  return !field.system && !field.hidden && field.type.computed !== true && isReadable(context.model, context.rights, entity, field);
}

async function filledShare(context: Context, entity: Entity, field: Field, params: AuditParams, records: number): Promise<number> {
  return (await countRecords(context, entity.id, params, { [field.name]: { empty: false } })) / records;
}

/** Every name that views, reports, automations, pipelines, templates and rules speak of. A name used anywhere counts as used everywhere: rather too few findings than wrong ones. */
function usedNames(context: Context): ReadonlySet<string> {
  const { model } = context;
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') for (const part of value.split(/[^a-zA-Z0-9]+/)) names.add(part);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        collect(key);
        if (key !== 'title' && key !== 'description') collect(inner);
      }
    }
  };
  for (const documents of [model.views, model.reports, model.automations, model.pipelines, model.templates]) {
    for (const document of documents.values()) collect('document' in document ? document.document : document);
  }
  for (const entity of model.entities.values()) {
    collect(entity.rules);
    collect(entity.search);
    collect(entity.unique);
    collect(entity.display.name);
    for (const field of entity.fields.values()) if (field.type.computed === true) collect(Object.values(field.document));
  }
  return names;
}
