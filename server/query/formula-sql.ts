/**
 * Formulas in SQL: the twin of metadata/rules/formula-evaluate.ts, with the same results. Every operand stands once in the text, so
 * that nesting never multiplies it; what would raise an error on some record gives NULL.
 */
import { operandType } from '../../metadata/rules/formula-check.ts';
import {
  divisionScale,
  maximumShift,
  type FormulaFunction,
  type FormulaNode,
  type FormulaType,
  type OperandType,
} from '../../metadata/rules/formula-types.ts';
import { join, literal, raw, sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';

/** What a path means in SQL: money as the base amount, a duration as seconds. */
export type FormulaColumn = (path: string) => { readonly sql: Sql; readonly type: ValueType };

/** What bears on a formula beside the record: `now` gives an instant in UTC, when a formula asks for it. Without them, the database's clock and UTC count. */
export interface FormulaMoment {
  readonly now?: () => string;
  readonly timeZone: string;
}

interface Operand {
  readonly sql: Sql;
  readonly type: OperandType;
}

interface Writing {
  readonly column: FormulaColumn;
  readonly now: () => Sql;
  readonly timeZone: Sql;
}

/** The SQL of a formula that `typeFormula` found right, and the type of its result. */
export function formulaSql(
  node: FormulaNode,
  column: FormulaColumn,
  moment?: FormulaMoment,
): { readonly sql: Sql; readonly type: FormulaType } {
  const clock = moment?.now;
  const now = (): Sql => (clock ? sql`${clock()}::timestamptz` : raw("date_trunc('milliseconds', now())"));
  const { sql: text, type } = write(node, { column, now, timeZone: literal(moment?.timeZone ?? 'UTC') });
  if (type === 'empty') return { sql: raw('null::text'), type: 'text' };
  if (type === 'codes' || type === 'other') throw new Error('A formula gives a list or a link, although it was checked.');
  return { sql: text, type };
}

const types: Readonly<Record<OperandType, string>> = {
  number: 'numeric',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  codes: 'text[]',
  other: 'text',
  empty: 'text',
};

function write(node: FormulaNode, writing: Writing): Operand {
  const go = (child: FormulaNode): Operand => write(child, writing);
  switch (node.type) {
    case 'number':
      // Digits only: the reader has seen to it.
      return { sql: raw(`${node.value}::numeric`), type: 'number' };
    case 'text':
      return { sql: sql`${literal(node.value)}::text`, type: 'text' };
    case 'boolean':
      return { sql: raw(String(node.value)), type: 'boolean' };
    case 'empty':
      return { sql: raw('null'), type: 'empty' };
    case 'path': {
      const found = writing.column(node.path);
      const type = operandType(found.type);
      return { sql: type === 'number' || type === 'text' ? sql`(${found.sql})::${raw(types[type])}` : found.sql, type };
    }
    case 'unary': {
      const operand = go(node.operand);
      return node.operator === '-'
        ? { sql: sql`(- ${take(operand, 'number')})`, type: 'number' }
        : { sql: sql`(not ${take(operand, 'boolean')})`, type: 'boolean' };
    }
    case 'binary':
      return writeBinary(node, go);
    case 'choice': {
      const [[then, otherwise], type] = unite([node.then, node.otherwise].map(go));
      return { sql: sql`(case ${take(go(node.test), 'boolean')} when true then ${then} when false then ${otherwise} end)`, type };
    }
    case 'in': {
      const [[item = raw('null'), ...list]] = unite([node.item, ...node.list].map(go));
      return { sql: list.length === 0 ? sql`(${item} is null and null::boolean)` : sql`(${item} in (${join(list)}))`, type: 'boolean' };
    }
    case 'call':
      return writeCall(node.name, node.arguments.map(go), node.arguments, writing);
  }
}

/** An operand where a type is wanted: NULL takes on that type. */
function take(operand: Operand, type: OperandType): Sql {
  return operand.type === 'empty' ? raw(`null::${types[type]}`) : operand.sql;
}

/** Operands of one type, and which it is. */
function unite(operands: readonly Operand[]): readonly [Sql[], OperandType] {
  const type = operands.find((operand) => operand.type !== 'empty')?.type ?? 'empty';
  return [operands.map((operand) => take(operand, type)), type];
}

function writeBinary(node: Extract<FormulaNode, { type: 'binary' }>, go: (node: FormulaNode) => Operand): Operand {
  const operands = [go(node.left), go(node.right)] as const;
  const [[left = raw('null'), right = raw('null')], united] = unite(operands);
  const [a, b] = [take(operands[0], 'number'), take(operands[1], 'number')];
  switch (node.operator) {
    case '&&':
      return { sql: sql`(${take(operands[0], 'boolean')} and ${take(operands[1], 'boolean')})`, type: 'boolean' };
    case '||':
      return { sql: sql`(${take(operands[0], 'boolean')} or ${take(operands[1], 'boolean')})`, type: 'boolean' };
    case '+':
      return united === 'text' ? { sql: sql`(${left} || ${right})`, type: 'text' } : { sql: sql`(${a} + ${b})`, type: 'number' };
    case '-':
    case '*':
      return { sql: sql`(${a} ${raw(node.operator)} ${b})`, type: 'number' };
    case '/':
      return { sql: divide(a, b), type: 'number' };
    case '%':
      return { sql: sql`mod(${a}, nullif(${b}, 0))`, type: 'number' };
    case '==':
    case '!=':
      return { sql: sql`(${left} ${raw(node.operator === '==' ? '=' : '<>')} ${right})`, type: 'boolean' };
    default:
      return { sql: sql`(${left} ${raw(node.operator)} ${right})`, type: 'boolean' };
  }
}

/**
 * A quotient rounded by its exact value. PostgreSQL's own division chooses its digits by the operands, so it is asked for the whole
 * part of a quotient shifted by one digit more than is kept: cut off there, it rounds as the exact value does.
 */
function divide(a: Sql, b: Sql): Sql {
  const digits = divisionScale + 1;
  return sql`trim_scale(round(div(${a} * ${raw(`1e${digits}`)}, nullif(${b}, 0)) * ${raw(`1e-${digits}`)}, ${raw(String(divisionScale))}))`;
}

function writeCall(name: FormulaFunction, operands: readonly Operand[], nodes: readonly FormulaNode[], writing: Writing): Operand {
  const [first = { sql: raw('null'), type: 'empty' } as const, second = { sql: raw('null'), type: 'empty' } as const] = operands;
  switch (name) {
    case 'coalesce': {
      const [given, type] = unite(operands);
      return { sql: sql`coalesce(${join(given)})`, type };
    }
    case 'isEmpty':
      return {
        sql: first.type === 'codes' ? sql`(coalesce(cardinality(${first.sql}), 0) = 0)` : sql`(${take(first, 'text')} is null)`,
        type: 'boolean',
      };
    case 'min':
    case 'max': {
      // least and greatest pass over NULL, but what is empty stays empty.
      const [given, united] = unite(operands);
      const type = united === 'empty' ? 'number' : united;
      const rows = join(given.map((value) => sql`(${value}::${raw(types[type])})`));
      return { sql: sql`(select case when count(*) = count(v) then ${raw(name)}(v) end from (values ${rows}) as m(v))`, type };
    }
    case 'round':
      return { sql: sql`round(${take(first, 'number')}, ${raw(digitsOf(nodes[1]))})`, type: 'number' };
    case 'abs':
    case 'floor':
    case 'ceil':
      return { sql: sql`${raw(name)}(${take(first, 'number')})`, type: 'number' };
    default:
      return writeText(name, first, second) ?? writeDate(name, first, second, writing);
  }
}

function digitsOf(node: FormulaNode | undefined): string {
  return node?.type === 'number' && /^\d{1,2}$/.test(node.value) ? node.value : '0';
}

function writeText(name: FormulaFunction, first: Operand, second: Operand): Operand | undefined {
  const [text, other] = [take(first, 'text'), take(second, 'text')];
  const codes = first.type === 'codes';
  switch (name) {
    case 'upper':
    case 'lower':
      // By ICU's root locale, whatever the database's is; the collation ends there.
      return { sql: sql`(${raw(name)}(${text} collate "und-x-icu") collate "default")`, type: 'text' };
    case 'length':
      return { sql: codes ? sql`nullif(cardinality(${text}), 0)::numeric` : sql`length(${text})::numeric`, type: 'number' };
    case 'contains':
      return { sql: codes ? sql`(${other} = any(nullif(${text}, '{}'::text[])))` : sql`(strpos(${text}, ${other}) > 0)`, type: 'boolean' };
    case 'startsWith':
      return { sql: sql`starts_with(${text}, ${other})`, type: 'boolean' };
    case 'text':
      if (first.type === 'number') return { sql: sql`trim_scale(${text})::text`, type: 'text' };
      return { sql: first.type === 'date' ? sql`to_char(${text}, 'YYYY-MM-DD')` : text, type: 'text' };
    default:
      return undefined;
  }
}

function writeDate(name: FormulaFunction, first: Operand, second: Operand, { now, timeZone }: Writing): Operand {
  switch (name) {
    case 'now':
      return { sql: now(), type: 'instant' };
    case 'today':
      return { sql: sql`(${now()} at time zone ${timeZone})::date`, type: 'date' };
    case 'date':
      return { sql: first.type === 'instant' ? sql`(${first.sql} at time zone ${timeZone})::date` : take(first, 'date'), type: 'date' };
    case 'days':
      return { sql: sql`(${take(second, 'date')} - ${take(first, 'date')})::numeric`, type: 'number' };
    case 'hours':
      return {
        sql: divide(sql`extract(epoch from (${take(second, 'instant')} - ${take(first, 'instant')}))`, raw('3600')),
        type: 'number',
      };
    case 'addDays':
      return {
        sql: move(first, second, raw('d + trunc(n)::int'), raw("d + trunc(n)::int between date '0001-01-01' and date '9999-12-31'")),
        type: 'date',
      };
    case 'addMonths':
      return {
        sql: move(
          first,
          second,
          raw('(d + make_interval(months => trunc(n)::int))::date'),
          raw('extract(year from d) * 12 + extract(month from d) - 1 + trunc(n) between 12 and 119999'),
        ),
        type: 'date',
      };
    default:
      return { sql: sql`extract(${raw(name)} from ${take(first, 'date')})`, type: 'number' };
  }
}

/** A date moved by a number, where that stays among the years 1 to 9999. */
function move(date: Operand, count: Operand, moved: Sql, within: Sql): Sql {
  const given = sql`(select ${take(date, 'date')} as d, ${take(count, 'number')} as n) as given`;
  return sql`(select case when abs(n) <= ${raw(String(maximumShift))} then (case when ${within} then ${moved} end) end from ${given})`;
}
