/** Which personal contact fields are shown in full to every role that reads the entity? */
import { fieldAccess } from '../../access/fields.ts';
import { compileRights } from '../../access/rights.ts';
import { finding, shareOf, type Question } from './types.ts';

const personal = new Set(['email', 'phone', 'address', 'personName']);

/** Value: share of such fields that no role hides or masks. */
export const sensitiveFieldsOpen: Question = {
  direction: 'lower',
  ask(context, check) {
    const { model } = context;
    const roles = [...model.roles.values()]
      .filter((role) => role.admin !== true)
      .map((role) => ({ role, rights: compileRights(model, [role.id]) }));
    const fields = [...model.entities.values()]
      .filter(
        (entity) =>
          (check.entities ? check.entities.includes(entity.id) : true) && context.rights.entity(entity.id).scope('read') !== 'none',
      )
      .flatMap((entity) => [...entity.fields.values()].filter((field) => personal.has(field.kind)).map((field) => ({ entity, field })));
    const open = fields.filter(({ entity, field }) => {
      const readers = roles.filter(({ rights }) => rights.entity(entity.id).scope('read') !== 'none');
      return readers.length > 0 && readers.every(({ rights }) => ['read', 'write'].includes(fieldAccess(model, rights, entity, field)));
    });
    return Promise.resolve(
      shareOf(
        fields.length,
        open.map(({ entity, field }) => finding(`${entity.title} › ${field.title}`, ['Kind', field.kind])),
      ),
    );
  },
};
