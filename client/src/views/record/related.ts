/** Lists of records that point at this one. */
import type { ClientBacklink, ClientEntity } from '../../../../metadata/client-model.ts';
import type { Condition, RecordData } from '../../api/records.ts';
import type { useModel } from '../../stores/model.ts';
import { recordLabel } from '../../ui/values.ts';

/** A backlink whose entity the user may see. */
export interface Related {
  readonly key: string;
  readonly title: string;
  readonly entity: ClientEntity;
  readonly field: string;
  /** Which of its records point here. */
  readonly condition: Condition;
  /** Values of a new record that points here. */
  readonly preset: Readonly<Record<string, unknown>>;
}

/** The related lists of a record, in the order of the model. */
export function relatedOf(model: ReturnType<typeof useModel>, entity: ClientEntity, record: RecordData): readonly Related[] {
  return entity.backlinks.flatMap((backlink: ClientBacklink) => {
    const from = model.entity(backlink.entity);
    const field = from?.fields.find((one) => one.name === backlink.field);
    if (from === undefined || field === undefined || field.hidden || field.system) return [];
    const link = { id: record.id, label: recordLabel(entity, record), ...(field.kind === 'linkAny' ? { entity: entity.id } : {}) };
    const many = field.valueType === 'records';
    return [
      {
        key: `${from.id}.${field.name}`,
        title: backlink.title,
        entity: from,
        field: field.name,
        condition: { [field.name]: many ? { some: { id: record.id } } : { eq: record.id } },
        preset: { [field.name]: many ? [link] : link },
      },
    ];
  });
}
