/**
 * What each kind makes of input and cells: one table that the tests beside it and those against PostgreSQL both run.
 * It is long because the table of the language is; each kind is a few lines.
 */
import type { PropertyDocument } from '../../metadata/types.ts';
import type { FieldDefinition, FieldEnvironment } from './types.ts';

/** The tests of one kind: pairs of input and result; a regular expression is the message of a refusal. */
export interface KindCases {
  readonly document: PropertyDocument;
  /** Codes and titles, where the kind has them. */
  readonly codes?: Readonly<Record<string, string>>;
  readonly input: readonly (readonly [input: unknown, canonical: unknown])[];
  /** Texts and what they are in canonical form. */
  readonly cells?: readonly (readonly [cell: string, canonical: unknown])[];
  readonly literals?: readonly (readonly [literal: unknown, bound: unknown])[];
}

/** The workspace that the cases are in. */
export const environmentWithoutRates: FieldEnvironment = {
  baseCurrency: 'EUR',
  currencies: ['EUR', 'USD', 'THB'],
  timeZone: 'Asia/Bangkok',
  country: 'TH',
  language: 'en',
};

/** The same with rates: one dollar is half a euro; no rate of the baht is known. */
export const environment: FieldEnvironment = {
  ...environmentWithoutRates,
  toBase: (amount, currency) => (currency === 'USD' ? String(Number(amount) / 2) : null),
};

/** The field that a kind's cases are about. */
export function fieldOf(cases: KindCases): FieldDefinition {
  const titles = Object.entries(cases.codes ?? {});
  const codes = titles.length === 0 ? {} : { codes: titles.map(([code]) => code), codeTitles: new Map(titles) };
  return { name: 'value', title: 'Value', column: 'value', document: cases.document, ...codes };
}

const one = '0193a4b2-7c1d-7e2f-8a3b-4c5d6e7f8091';
const two = '0193a4b2-7c1d-7e2f-8a3b-4c5d6e7f8092';
const colours = { red: 'Bright red', 'light-blue': 'Light, blue', green: 'สีเขียว' };
const lone = 'a\ud800b';
const nul = 'a\0b';
const facts = { id: one, name: 'plan.pdf', type: 'application/pdf', size: 1200 };
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

/* prettier-ignore */
/** All kinds with values, in the order of the language's table. */
export const fieldCases: readonly KindCases[] = [
  {
    document: { field: 'text', maxLength: 20, pattern: '^[A-Zก-๙ء-ی0-9]' },
    input: [['  Aa\r\n b ', 'Aa b'], ['Cafe\u0301', 'Café'], [42, '42'], ['   ', null], ['ไทย', 'ไทย'], ['NA', 'NA'], ['lower', /wanted form/], [nul, /cannot be stored/], [lone, /cannot be stored/], [{}, /text is wanted/], [['A'], /text is wanted/], [true, /text is wanted/]],
    cells: [['NA', 'NA'], ['NULL', 'NULL'], [' \u200b', null], ['', null], ['A "b"', 'A "b"']],
    literals: [['a', 'a'], [5, '5'], [{}, /text/], [['a'], /text/], [nul, /cannot be stored/]],
  },
  { document: { field: 'longText' }, input: [['a\r\nb\rc  ', 'a\nb\nc'], [' \n ', null], [nul, /cannot be stored/], [[], /text/]], cells: [['a\nb', 'a\nb']] },
  {
    document: { field: 'richText' },
    input: [
      ['<p>Hi <b>you</b></p>', '<p>Hi <b>you</b></p>'], ['a < b & c', 'a &lt; b &amp; c'], ['<script>alert(1)</script>x', 'x'], ['<img src=x onerror=alert(1)>x', 'x'], ['<p onclick="x()" style="color:red">x</p>', '<p>x</p>'],
      ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'], ['<a href=" jAva\tscript:alert(1)">x</a>', '<a>x</a>'], ['<a href="//evil.example">x</a>', '<a>x</a>'], ['<a href="data:text/html,x">x</a>', '<a>x</a>'],
      ['<a href="https://a.example/?b=1&amp;c=2">x</a>', '<a href="https://a.example/?b=1&amp;c=2">x</a>'], ['<svg><a xlink:href="javascript:x">x</a></svg>', '<a>x</a>'], ['<iframe src="https://a.example"></iframe>', null], ['<p></p>', null], ['<p>&nbsp;</p>', null], ['<hr>', '<hr />'], ['<style>p{}</style>', null], [lone, /cannot be stored/], [{}, /text/],
    ],
  },
  {
    document: { field: 'integer', minimum: -5, maximum: 1_000_000 },
    input: [[3, 3], ['3', 3], ['۱۲', 12], [' -5 ', -5], ['3.0', 3], ['', null], [3.5, /whole number/], ['x', /no number/], [1e300, /too large/], [NaN, /number is wanted/], [true, /number is wanted/], [[1], /number is wanted/], ['99999999999999999999', /too large/]],
    cells: [['1,234', 1234], ['1.234.567', 1_234_567], ['๔๒', 42], ['៤២', 42], [' ', null], ['12.5', /whole number/], ['n/a', /no number/]],
    literals: [[5, '5'], ['5.5', '5.5'], [{}, /number/], [[], /number/], [null, /number/], ['', /number/]],
  },
  {
    document: { field: 'decimal', scale: 2, minimum: -1000 },
    input: [[12.5, '12.5'], ['12.50', '12.5'], ['12.345', '12.35'], ['-0.001', '0'], ['۱۲٫۵', '12.5'], ['−3', '-3'], ['.5', '0.5'], [0, '0'], ['123456789012345678901234567890', '123456789012345678901234567890'], [9007199254740993, /too large/], ['-1001', /-1000 or more/], ['1,5', /no number/], ['1e5', /no number/], [Infinity, /number is wanted/], [{ amount: 1 }, /number is wanted/]],
    cells: [
      ['1,234.56', '1234.56'], ['1.234,56', '1234.56'], ['1 234,56', '1234.56'], ['1\u00a0234,56', '1234.56'], ["1'234.56", '1234.56'], ['12,34,567.8', '1234567.8'], ['1,234', '1234'], ['1,23', '1.23'], ['0,125', '0.13'], ['1.234', '1.23'], ['1.234.567', '1234567'], ['1,234,567', '1234567'],
      ['(12.50)', '-12.5'], ['12.50-', '-12.5'], ['−12.5', '-12.5'], ['.0000', '0'], ['6.0E7', '60000000'], ['€ 12.50', '12.5'], ['۱٬۲۳۴٫۵', '1234.5'], ['\u200e12\u200f', '12'], ['1.2.3', /no number/], ['1,2,3', /no number/], ['1,234.5,6', /no number/], ['12,345.67.8', /no number/], ['-(5)', /no number/], ['(5', /no number/], ['five', /no number/], ['-', /no number/], ['NULL', /no number/],
    ],
    literals: [[12.5, '12.5'], ['0.001', '0.001'], ['abc', /number/], [{ a: 1 }, /number/]],
  },
  { document: { field: 'percent' }, input: [[50, '50'], ['33.333', '33.33'], ['50%', /no number/]], cells: [['50%', '50'], ['12,5 %', '12.5'], ['٪۵۰', '50'], ['๕๐%', '50']] },
  {
    document: { field: 'money', minimum: 0 },
    input: [[12.5, { amount: '12.5', currency: 'EUR' }], ['12.50', { amount: '12.5', currency: 'EUR' }], [{ amount: '7', currency: 'usd' }, { amount: '7', currency: 'USD' }], [{ amount: 7, currency: 'THB' }, { amount: '7', currency: 'THB' }], [{ amount: 1 }, { amount: '1', currency: 'EUR' }], [{ amount: null, currency: 'EUR' }, null], ['', null], [{ amount: 1, currency: 'CHF' }, /not in use/], [{ amount: 1, currency: 5 }, /currency must be/], [{ amount: 1, curency: 'USD' }, /no part "curency"/], [-1, /0 or more/], [[1], /amount is wanted/], [true, /number/]],
    cells: [['1,234.56', { amount: '1234.56', currency: 'EUR' }], ['$1,234.50', { amount: '1234.5', currency: 'USD' }], ['1.234,50 €', { amount: '1234.5', currency: 'EUR' }], ['฿100', { amount: '100', currency: 'THB' }], ['USD 5', { amount: '5', currency: 'USD' }], ['5usd', { amount: '5', currency: 'USD' }], ['£5', /GBP" is not in use/], ['CHF 5', /CHF" is not in use/], [' ', null], ['?', /no number/]],
    literals: [[10, '10'], ['10', '10'], [{ amount: 10, currency: 'USD' }, '5'], [{ amount: 10, currency: 'EUR' }, '10'], [{ amount: 10, currency: 'THB' }, /exchange rate/], [[], /amount/], [{}, /number/]],
  },
  {
    document: { field: 'boolean' },
    input: [[true, true], [false, false], ['yes', true], [0, false], [1, true], ['maybe', /Yes or no/], [2, /Yes or no/], [{}, /Yes or no/]],
    cells: [['TRUE', true], ['Yes', true], ['n', false], ['0', false], ['๑', true], ['ใช่', true], ['ไม่ใช่', false], ['بله', true], ['بلي', true], ['خیر', false], ['បាទ', true], ['ទេ', false], ['', null], ['NA', /Yes or no/]],
    literals: [[true, true], ['true', /true or false/]],
  },
  {
    document: { field: 'date', minimum: '1000-01-01' },
    input: [['2026-11-23', '2026-11-23'], ['2024-02-29', '2024-02-29'], ['2023-02-29', /no such date/], ['2026-13-01', /no such date/], ['0000-01-01', /no such date/], ['0999-01-01', /1000-01-01 or later/], ['soon', /no date/], [20261123, /date is wanted/], [{}, /date is wanted/]],
    cells: [['1996-07-04 00:00:00.000', '1996-07-04'], ['2022-05-30T23:00:00Z', '2022-05-30'], ['2026/1/2', '2026-01-02'], ['23.11.2026', '2026-11-23'], ['11/23/2026', '2026-11-23'], ['5/5/2026', '2026-05-05'], ['19960704', '1996-07-04'], ['۲۰۲۶-۰۱-۰۲', '2026-01-02'], ['3/4/2026', /two ways/], ['31/31/2026', /no such date/], ['04-Jul', /no date/], ['', null]],
    literals: [['2026-11-23', '2026-11-23'], ['2026-02-30', /no such date/], [5, /date/], [[], /date/]],
  },
  {
    document: { field: 'dateTime' },
    input: [['2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000Z'], ['2026-11-23T09:30:00.1239+02:00', '2026-11-23T07:30:00.123Z'], ['2026-11-23T09:30', '2026-11-23T02:30:00.000Z'], ['2026-11-23', '2026-11-22T17:00:00.000Z'], ['0001-01-01T00:00:00+10:00', /no such time/], ['2026-11-23T24:00:00Z', /no such date/], ['2026-11-23T10:00:00+99:00', /no such zone/], [1, /date and time/]],
    cells: [['2026-11-23 09:30:00', '2026-11-23T02:30:00.000Z'], ['11/23/2026 9:30 PM', '2026-11-23T14:30:00.000Z'], ['23/11/2026, 12:05 am', '2026-11-22T17:05:00.000Z'], ['07/15/2009 02:14:45+0800', '2009-07-14T18:14:45.000Z'], ['2009-07-14T22:14:45-0800', '2009-07-15T06:14:45.000Z'], ['2022-05-30 00:00:00 UTC', '2022-05-30T00:00:00.000Z'], ['3/4/2026 10:00', /two ways/], ['', null]],
    literals: [['2026-11-23', '2026-11-22T17:00:00.000Z'], [{}, /date/]],
  },
  {
    document: { field: 'duration', minimum: 'PT0S' },
    input: [['P1DT2H30M', 'P1DT2H30M'], ['PT90M', 'PT1H30M'], ['P2W', 'P14D'], [3600, 'PT1H'], ['1:30', 'PT1H30M'], [0, 'PT0S'], ['P9999999D', 'P9999999D'], ['PT59S', 'PT59S'], ['-PT1S', /PT0S or longer/], ['P1Y', /no fixed length/], ['PT1.5S', /whole seconds/], ['P', /no duration/], [1.5, /no duration/], [{}, /no duration/]],
    cells: [['1h 30m', 'PT1H30M'], ['90 minutes', 'PT1H30M'], ['1.5 hours', 'PT1H30M'], ['2:00:05', 'PT2H5S'], ['۱:۳۰', 'PT1H30M'], ['pt1h', 'PT1H'], ['90', /no duration/], ['', null]],
    literals: [['PT1H', '3600'], [60, '60'], ['PT0.5S', '0.5'], [[], /no duration/]],
  },
  {
    document: { field: 'email' },
    input: [['Ann@Example.COM', 'Ann@example.com'], [' mailto:a@b.co ', 'a@b.co'], ['Ann Lee <ann@b.co>', 'ann@b.co'], ['a@bücher.example', 'a@xn--bcher-kva.example'], ['a+b@c.d.org', 'a+b@c.d.org'], ['a..b@c.org', /no e-mail/], ['a@b', /no e-mail/], ['@b.co', /no e-mail/], ['a@b.co,c@d.co', /no e-mail/], ['a b@c.org', /no e-mail/], ['a@-b.org', /no e-mail/], [nul, /cannot be stored/]],
  },
  {
    document: { field: 'phone' },
    input: [['081 234 5678', '+66812345678'], ['+66 (0)81-234-5678', '+66812345678'], ['๐๘๑๒๓๔๕๖๗๘', '+66812345678'], ['+98 912 123 4567', '+989121234567'], ['+855 12 345 678', '+85512345678'], ['tel:+66812345678;ext=12', '+66812345678;ext=12'], ['+66812345678;ext=12', '+66812345678;ext=12'], ['123', /no telephone/], ['call me', /no telephone/], [{}, /text/]],
    cells: [['+1 (283) 437-3886 x88321', '+12834373886;ext=88321'], ['001-808-617-6467x12895', '+18086176467;ext=12895'], ['', null]],
  },
  {
    document: { field: 'url' },
    input: [['example.com', 'https://example.com/'], ['HTTP://Example.com/A b?q=[x]|y#z', 'http://example.com/A%20b?q=%5Bx%5D%7Cy#z'], ['example.com:8080/x', 'https://example.com:8080/x'], ['//example.com', 'https://example.com/'], ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'], ['https://a.example/100%', 'https://a.example/100%25'], ['http://localhost:3000', 'http://localhost:3000/'], ['javascript:alert(1)', /no web address/], ['JavaScript://example.com/%0aalert(1)', /no web address/], ['data:text/html,x', /no web address/], ['https://a.example/?#', 'https://a.example/'], ['https://a.example?x=1', 'https://a.example/?x=1'], ['https://u:p%@a.example/', 'https://u:p%25@a.example/'], ['ftp://example.com', /no web address/], ['NA', /no web address/], ['x.com"', /no web address/], ['http://127.0.0.1/', 'http://127.0.0.1/'], ['http://[::1]:80/', 'http://[::1]/'], ['hello.', /no web address/], ['a b.com', /no web address/], [nul, /cannot be stored/]],
  },
  {
    document: { field: 'select', options: [] }, codes: colours,
    input: [['red', 'red'], [' red ', 'red'], ['Red', /none of the options/], ['blu', /none of the options/], [1, /code of an option/], [['red'], /code of an option/]],
    cells: [['RED', 'red'], ['bright  RED', 'red'], ['Light, blue', 'light-blue'], ['สีเขียว', 'green'], ['', null], ['pink', /none of the options/]],
    literals: [['red', 'red'], ['pink', /none of the options/], [{}, /code of an option/]],
  },
  {
    document: { field: 'multiSelect', options: [] }, codes: colours,
    input: [[['green', 'red', 'green'], ['red', 'green']], [[], null], ['red', /list is wanted/], [['red', 'pink'], /none of the options/], [[1], /code of an option/]],
    cells: [['green; red', ['red', 'green']], ['green|Bright Red', ['red', 'green']], ['Light, blue', ['light-blue']], ['red, green', ['red', 'green']], [' ; ', null], ['red;pink', /none of the options/]],
    literals: [['red', 'red'], [['red'], /code of an option/]],
  },
  {
    document: { field: 'tags', maxItems: 3 },
    input: [[['b', ' a ', 'b'], ['b', 'a']], [['{x}', '"', '\\'], ['{x}', '"', '\\']], [[], null], ['a', /list is wanted/], [['a', ''], /1 to 100/], [[nul], /cannot be stored/], [[lone], /cannot be stored/], [[{}], /1 to 100/]],
    cells: [['a; b', ['a', 'b']], ['a|b', ['a', 'b']], ['a, b', ['a', 'b']], ['خرید، فروش', ['خرید', 'فروش']], ['a, b; c', ['a, b', 'c']], ['', null]],
  },
  { document: { field: 'status', pipelines: ['x.y'] }, codes: { open: 'Open', done: 'Done!' }, input: [['open', 'open'], ['opne', /none of the options/]], cells: [['done!', 'done'], ['OPEN', 'open']] },
  {
    document: { field: 'link', to: 'x.y' },
    input: [[one.toUpperCase(), one], [{ id: one, label: 'x' }, one], ['x', /id of a record/], [{ id: 5 }, /id of a record/], [5, /id of a record/], [[one], /id of a record/]],
    cells: [[` ${one} `, one], ['', null], ['x', /id of a record/]], literals: [[{ id: one }, one], [one, one], ["' or 1=1", /id of a record/]],
  },
  { document: { field: 'links', to: 'x.y' }, input: [[[two, { id: one }, two], [two, one]], [[], []], [one, /list of ids/], [[one, 'x'], /id of a record/]], cells: [[`${one}; ${two}`, [one, two]], ['', null]], literals: [[one, one]] },
  {
    document: { field: 'linkAny', to: ['x.thing', 'x.place'] },
    input: [[{ entity: 'x.thing', id: one }, { entity: 'x.thing', id: one }], [{ entity: 'place', id: one, label: 'p' }, { entity: 'x.place', id: one }], [{ entity: 'x.other', id: one }, /cannot point/], [{ id: one }, /Say to what/], [one, /Say to what/]],
    cells: [[`place:${one}`, { entity: 'x.place', id: one }], [`x.thing/${one}`, { entity: 'x.thing', id: one }], ['', null], [one, /entity and the id/]], literals: [[one, one], [{ entity: 'x.thing', id: one }, one], [1, /id of a record/]],
  },
  { document: { field: 'user' }, input: [[one, one], ['me', /id of a record/]] },
  { document: { field: 'autoNumber', prefix: 'N-', digits: 5 }, input: [['N-00042', 'N-00042']], cells: [['N-1', 'N-1']] },
  {
    document: { field: 'address', country: 'TH' },
    input: [[{ line1: ' 1 Rue\nX ', city: 'Köln', country: 'de' }, { line1: '1 Rue X', city: 'Köln', country: 'DE' }], [{ city: 'Bangkok' }, { city: 'Bangkok' }], [{ city: 'X', country: null }, { city: 'X' }], ['12 Main St', { line1: '12 Main St' }], [{ country: 'NA' }, { country: 'NA' }], [{ city: '' }, null], [{}, null], [{ country: 'ZZ' }, /two letters/], [{ country: 'Germany' }, /two letters/], [{ zip: '1' }, /no part "zip"/], [{ city: 5 }, /text is wanted/], [{ city: nul }, /cannot be stored/], [['x'], /address is wanted/], [5, /address is wanted/]],
    cells: [['1 Rue\nX', { line1: '1 Rue, X' }], ['', null]], literals: [['x', /part of the address/]],
  },
  {
    document: { field: 'personName' },
    input: [
      ['Ann Lee', { given: 'Ann', family: 'Lee', full: 'Ann Lee' }], ['Ann  Mary Lee', { given: 'Ann Mary', family: 'Lee', full: 'Ann Mary Lee' }], ['Lee, Ann Mary', { given: 'Ann Mary', family: 'Lee', full: 'Ann Mary Lee' }], ['Lee, Ann, Jr.', { given: 'Ann', family: 'Lee', suffix: 'Jr.', full: 'Ann Lee Jr.' }], ['Ann Lee, PhD', { given: 'Ann', family: 'Lee', suffix: 'PhD', full: 'Ann Lee PhD' }], ['Lee,', { given: 'Lee', full: 'Lee' }], [',', null],
      ['Madonna', { given: 'Madonna', full: 'Madonna' }], ['สมชาย ใจดี', { given: 'สมชาย', family: 'ใจดี', full: 'สมชาย ใจดี' }], ['رضایی، علی', { given: 'علی', family: 'رضایی', full: 'علی رضایی' }], ['សុខ សុភា', { given: 'សុខ', family: 'សុភា', full: 'សុខ សុភា' }], [{ given: 'Ann', family: 'Lee', prefix: 'Dr' }, { prefix: 'Dr', given: 'Ann', family: 'Lee', full: 'Dr Ann Lee' }], [{ given: 'Ann', full: 'A. Lee' }, { given: 'Ann', full: 'A. Lee' }], [{ full: 'X' }, { full: 'X' }], [{}, null], ['  ', null],
      [{ last: 'x' }, /no part "last"/], [{ given: 5 }, /text is wanted/], [{ family: lone }, /cannot be stored/], [nul, /cannot be stored/], [5, /name is wanted/], [['x'], /name is wanted/], ['x'.repeat(201), /200 characters/],
    ],
    cells: [['Lee, Ann', { given: 'Ann', family: 'Lee', full: 'Ann Lee' }], ['', null]], literals: [['Ann', 'Ann'], [{ full: 'x' }, /text/], [lone, /cannot be stored/]],
  },
  { document: { field: 'rating', maximum: 5 }, input: [[4, 4], ['4', 4], [4.5, /whole number/]], cells: [['4', 4], ['', null]] },
  { document: { field: 'colour' }, input: [['#3366CC', '#3366cc'], ['36c', '#3366cc'], ['blue', /no colour/], ['#12345', /no colour/]], literals: [['#36C', '#3366cc'], ['blue', /no colour/]] },
  {
    document: { field: 'json' },
    input: [[{ b: [1, 'x', null], a: {} }, { b: [1, 'x', null], a: {} }], ['text', 'text'], [0, 0], [false, false], [[], []], [deep(20), deep(20)], [deep(21), /20 levels/], [{ [nul]: 1 }, /cannot be stored/], [{ a: [lone] }, /cannot be stored/], ['x'.repeat(200_000), /200000 bytes/]],
    cells: [['{"a": 1}', { a: 1 }], ['', null], ['{a}', /not JSON/]], literals: [[{}, /cannot be compared/]],
  },
  { document: { field: 'file', maxSize: 2048, accept: ['application/pdf', 'text/*'] }, input: [[facts, facts], [{ ...facts, id: one.toUpperCase(), type: 'Text/CSV', extra: 1 }, { ...facts, type: 'text/csv' }], [{ ...facts, size: 4096 }, /2 KiB/], [{ ...facts, type: 'image/png' }, /not taken/], [{ ...facts, type: 'pdf' }, /media type/], [{ ...facts, size: -1 }, /uploaded file/], [{ ...facts, name: nul }, /cannot be stored/], [{ ...facts, name: ' ' }, /1 to 255/], [one, /uploaded file/], [null, /uploaded file/]], cells: [['', null], ['plan.pdf', /cannot be imported/]], literals: [[one, /cannot be compared/]] },
  { document: { field: 'image' }, input: [[{ ...facts, type: 'image/png' }, { ...facts, type: 'image/png' }], [facts, /not taken/]] },
];
