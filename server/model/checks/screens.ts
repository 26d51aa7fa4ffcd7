/** Views, forms and reports: every field that they show, group by, measure and sort by. */
import type { FormDocument, ReportDocument, ViewDocument } from '../../../metadata/types.ts';
import type { ValueType } from '../../fields/types.ts';
import type { Entity } from '../types.ts';
import {
  below,
  demandEntity,
  demandField,
  demandPath,
  demandRoles,
  demandSingle,
  demandUnique,
  report,
  type Checking,
  type Place,
} from './checking.ts';
import { checkCondition } from './conditions.ts';
import { refuseEncrypted } from './encrypted.ts';

const numeric: readonly ValueType[] = ['number', 'money', 'duration'];
const temporal: readonly ValueType[] = ['date', 'instant'];

/** Checks one view. */
export function checkView(checking: Checking, place: Place, view: ViewDocument): void {
  demandRoles(checking, below(place, 'roles'), view.roles);
  const entity = demandEntity(checking, below(place, 'entity'), view.entity);
  if (!entity) return;
  checkCondition(checking, below(place, 'filter'), entity, view.filter);
  (view.filters ?? []).forEach((path, index) => {
    const at = below(place, 'filters', index);
    refuseEncrypted(checking, at, demandPath(checking, at, entity, path), 'offered as a filter');
  });
  if (view.type === 'table') {
    view.columns.forEach((column, index) => {
      const [path, at] =
        typeof column === 'string' ? [column, below(place, 'columns', index)] : [column.field, below(place, 'columns', index, 'field')];
      demandPath(checking, at, entity, path);
    });
    demandUnique(
      checking,
      view.columns.map((column) => (typeof column === 'string' ? column : column.field)),
      (index) => below(place, 'columns', index),
      'column',
    );
  } else (view.card ?? []).forEach((path, index) => demandPath(checking, below(place, 'card', index), entity, path));
  if (view.type !== 'calendar') checkSort(checking, below(place, 'sort'), entity, view.sort);
  if (view.type === 'board') {
    const group = demandField(checking, below(place, 'group'), entity, view.group);
    if (group && group.kind !== 'status' && group.kind !== 'select')
      report(
        checking,
        below(place, 'group'),
        `"${view.group}" (${group.kind}) makes no columns of a board.`,
        'Group by a status or a select.',
      );
    if (view.sum !== undefined) demandType(checking, below(place, 'sum'), entity, view.sum, numeric, 'added up');
  }
  if (view.type === 'calendar') demandType(checking, below(place, 'date'), entity, view.date, temporal, 'put into a calendar');
}

function checkSort(checking: Checking, place: Place, entity: Entity, sort: readonly string[] | undefined): void {
  (sort ?? []).forEach((text, index) => {
    const path = text.replace(/^-/, '');
    const end = demandSingle(checking, below(place, index), entity, path);
    if (refuseEncrypted(checking, below(place, index), end, 'sorted by')) return;
    if (end && ['none', 'codes'].includes(end.valueType))
      report(checking, below(place, index), `"${path}" (${end.field?.kind ?? ''}) has no order.`);
  });
}

function demandType(checking: Checking, place: Place, entity: Entity, path: string, types: readonly ValueType[], verb: string): void {
  const end = demandSingle(checking, place, entity, path);
  if (refuseEncrypted(checking, place, end, verb)) return;
  if (end && !types.includes(end.valueType)) report(checking, place, `"${path}" (${end.field?.kind ?? end.valueType}) cannot be ${verb}.`);
}

/** Checks one form. */
export function checkForm(checking: Checking, place: Place, form: FormDocument): void {
  demandRoles(checking, below(place, 'roles'), form.roles);
  const entity = demandEntity(checking, below(place, 'entity'), form.entity);
  if (!entity) return;
  const seen = new Set<string>();
  form.sections.forEach((section, position) => {
    section.fields.forEach((field, index) => {
      const at = below(place, 'sections', position, 'fields', index);
      const name = typeof field === 'string' ? field : field.field;
      demandField(checking, at, entity, name);
      if (seen.has(name)) report(checking, at, `The field "${name}" stands in this form twice.`, 'Remove one of them.');
      seen.add(name);
      const columns = section.columns ?? 2;
      if (typeof field !== 'string' && (field.span ?? 1) > columns)
        report(checking, below(at, 'span'), `The section has ${columns} columns only.`);
    });
  });
}

/** Checks one report. */
export function checkReport(checking: Checking, place: Place, document: ReportDocument): void {
  const entity = demandEntity(checking, below(place, 'entity'), document.entity);
  if (!entity) return;
  checkCondition(checking, below(place, 'filter'), entity, document.filter);
  (document.groups ?? []).forEach((group, index) => {
    const end = demandSingle(checking, below(place, 'groups', index, 'field'), entity, group.field);
    if (refuseEncrypted(checking, below(place, 'groups', index, 'field'), end, 'grouped by')) return;
    if (end && group.by !== undefined && !temporal.includes(end.valueType))
      report(
        checking,
        below(place, 'groups', index, 'by'),
        `"${group.field}" (${end.field?.kind ?? end.valueType}) is no date, so it has no ${group.by}.`,
      );
    if (end && ['none', 'codes'].includes(end.valueType))
      report(checking, below(place, 'groups', index, 'field'), `"${group.field}" makes no groups.`);
  });
  document.measures.forEach((measure, index) => {
    for (const [name, path] of Object.entries(measure) as [string, unknown][]) {
      if (typeof path !== 'string') continue;
      const at = below(place, 'measures', index, name);
      if (name === 'countDistinct') refuseEncrypted(checking, at, demandSingle(checking, at, entity, path), 'counted');
      else
        demandType(
          checking,
          at,
          entity,
          path,
          name === 'minimum' || name === 'maximum' ? [...numeric, ...temporal] : numeric,
          `measured by ${name}`,
        );
    }
  });
  const groups = (document.groups ?? []).map((group) => group.field);
  (document.sort ?? []).forEach((text, index) => {
    const by = text.replace(/^-/, '');
    if (!groups.includes(by) && !(/^\d+$/.test(by) && Number(by) < document.measures.length))
      report(
        checking,
        below(place, 'sort', index),
        `"${by}" is neither a group nor the position of a measure.`,
        `Groups are ${groups.join(', ') || 'none'}; measures are counted from 0.`,
      );
  });
}
