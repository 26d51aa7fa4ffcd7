/** One table of formulas and what they give, in memory here and in SQL in test/db. */
import type { TypedValue } from './typed-value.ts';

/** When the cases are asked, and where. */
export const formulaMoment = { now: '2026-11-23T18:30:00.000Z', timeZone: 'Asia/Bangkok' } as const;

/** The values at the paths that the cases name. Those of type money are in the base currency. */
export const formulaInputs: Readonly<Record<string, TypedValue>> = {
  price: { type: 'money', value: { amount: '1250.50', currency: 'EUR' } },
  'state.probability': { type: 'number', value: 40 },
  count: { type: 'number', value: 7 },
  zero: { type: 'number', value: '0' },
  minus: { type: 'number', value: '-2.5' },
  third: { type: 'number', value: '3' },
  huge: { type: 'number', value: '123456789012345678901234567890.123456789' },
  span: { type: 'duration', value: 'PT1H30M' },
  none: { type: 'number', value: null },
  noText: { type: 'text', value: null },
  noDate: { type: 'date', value: null },
  noFlag: { type: 'boolean', value: null },
  name: { type: 'text', value: 'Straße ดี' },
  sign: { type: 'text', value: '100%_\\' },
  colour: { type: 'code', value: 'red' },
  labels: { type: 'codes', value: ['old', 'rare'] },
  noLabels: { type: 'codes', value: [] },
  ready: { type: 'boolean', value: true },
  due: { type: 'date', value: '2026-01-31' },
  leap: { type: 'date', value: '2024-02-29' },
  seenAt: { type: 'instant', value: '2026-11-23T17:00:00.500Z' },
  madeAt: { type: 'instant', value: '2026-11-20T17:00:00.000Z' },
  keeper: { type: 'record', value: '01900000-0000-7000-8000-0000000000a1' },
  noKeeper: { type: 'record', value: null },
};

/** Formula and result: decimal strings are without zeros at the end. */
// prettier-ignore
export const formulaCases: readonly (readonly [formula: string, result: string | boolean | null])[] = [
  // Arithmetic
  ['1 + 2 * 3', '7'], ['(1 + 2) * 3', '9'], ['-count', '-7'], ['0.1 + 0.2', '0.3'], ['1.10', '1.1'], ['-zero', '0'], ['price * state.probability / 100', '500.2'],
  ['huge * huge', '15241578753238836750495351562566681945005334557625361987875.019051998750190521'], ['huge + 0.000000001', '123456789012345678901234567890.12345679'],
  ['count % 3', '1'], ['minus % 2', '-0.5'], ['count % zero', null], ['span / 60', '90'],
  // Division, rounded to 20 digits by its exact value
  ['1 / third', '0.33333333333333333333'], ['2 / third', '0.66666666666666666667'], ['-2 / third', '-0.66666666666666666667'], ['1 / third * 3', '0.99999999999999999999'],
  ['count / zero', null], ['zero / count', '0'], ['huge / 0.0000001', '1234567890123456789012345678901234567.89'], ['1 / huge', '0'], ['minus / 4', '-0.625'],
  // Functions of numbers
  ['round(2.5)', '3'], ['round(minus)', '-3'], ['round(-0.4)', '0'], ['round(1.005, 2)', '1.01'], ['round(price, 0)', '1251'], ['floor(minus)', '-3'], ['ceil(minus)', '-2'], ['abs(minus)', '2.5'],
  ['min(count, 3, 5)', '3'], ['max(count, price)', '1250.5'], ['min(count, none)', null], ['max(none)', null], ['max(null)', null],
  // What is empty
  ['none', null], ['none + 1', null], ['null', null], ['count + null', null], ['none == 0', null], ['none == none', null], ['isEmpty(none)', true], ['isEmpty(count)', false], ['isEmpty(keeper)', false],
  ['isEmpty(noKeeper)', true], ['isEmpty(noLabels)', true], ['isEmpty(labels)', false], ['coalesce(none, 5)', '5'], ['coalesce(none, null, noText == "a" ? 1 : 2)', null], ['coalesce(noText, "x")', 'x'],
  ['isEmpty(null)', true], ['-none', null], ['!noFlag', null],
  // Truth
  ['ready && count > 3', true], ['ready && noFlag', null], ['!ready && noFlag', false], ['ready || noFlag', true], ['!ready || noFlag', null], ['noFlag && none > 1', null], ['!(count > 3)', false],
  ['count == 7.00', true], ['count != 7', false], ['count >= 7', true], ['count <= 6.999', false], ['ready == true', true],
  // Choice
  ['count > 3 ? "many" : "few"', 'many'], ['none > 3 ? 1 : 2', null], ['count > 3 ? null : 1', null], ['ready ? (zero == 0 ? 1 : 2) : 3', '1'], ['false ? 1 / 0 : 4', '4'],
  ['colour in ["red", "blue"]', true], ['colour in ["blue"]', false], ['colour in []', false], ['count in [1, null]', null], ['count in [7, null]', true], ['none in [1]', null], ['noText in []', null],
  // Text
  ['name + "!"', 'Straße ดี!'], ['noText + "!"', null], ['upper(name)', 'STRASSE ดี'], ['lower("ÀÉ Σ")', 'àé σ'], ['length(name)', '9'], ['length("😀a")', '2'], ['length(labels)', '2'], ['length(noLabels)', null],
  ['contains(name, "ß")', true], ['contains(name, "SS")', false], ['name.contains("")', true], ['contains(sign, "%_\\\\")', true], ['startsWith(name, "Stra")', true], ['startsWith(name, "tra")', false], ['contains(noText, "a")', null],
  ['contains(labels, "old")', true], ['contains(labels, "ol")', false], ['contains(noLabels, "old")', null], ['colour == "red"', true], ['name == "strasse ดี"', false],
  ['text(count / 2) + " %"', '3.5 %'], ['text(due)', '2026-01-31'], ['"it\'s; $1"', "it's; $1"],
  // Dates: it is the 24th in Bangkok
  ['today()', '2026-11-24'], ['now()', '2026-11-23T18:30:00.000Z'], ['date(seenAt)', '2026-11-24'], ['date(madeAt)', '2026-11-21'], ['days(due, today())', '297'], ['days(today(), due)', '-297'], ['days(noDate, due)', null],
  ['hours(madeAt, seenAt)', '72.00013888888888888889'], ['addDays(due, 1)', '2026-02-01'], ['addDays(due, -31.9)', '2025-12-31'], ['addDays(due, none)', null], ['addDays(due, 99999999999)', null], ['addDays(due, 3999999)', null],
  ['addMonths(due, 1)', '2026-02-28'], ['addMonths(leap, 12)', '2025-02-28'], ['addMonths(leap, -24264)', '0002-02-28'], ['addMonths(leap, -24300)', null], ['addMonths(leap, -4000000)', null], ['addMonths(due, 100000)', null],
  ['year(leap) * 10000 + month(leap) * 100 + day(leap)', '20240229'], ['due < today()', true], ['madeAt < seenAt', true], ['max(due, leap)', '2026-01-31'], ['due == addDays(due, 0)', true], ['coalesce(noDate, due)', '2026-01-31'],
  ['min(madeAt, seenAt, now())', '2026-11-20T17:00:00.000Z'],
];
