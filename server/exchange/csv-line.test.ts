/** Lines of CSV that spreadsheets open without running anything. */
import { expect, test } from 'vitest';
import { csvLine } from './csv-line.ts';

test.each([
  ['=1+1', `'=1+1`],
  ['+SUM(A1)', `'+SUM(A1)`],
  ['-2+3', `'-2+3`],
  ['@cmd', `'@cmd`],
  ['  =1+1', `'  =1+1`],
  ['\u00a0=1+1', `'\u00a0=1+1`],
  ['\ufeff@cmd', `'\ufeff@cmd`],
  ['\uff1d1+1', `'\uff1d1+1`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['\n=1', `"'\n=1"`],
  ['=HYPERLINK("http://evil","x")', `"'=HYPERLINK(""http://evil"",""x"")"`],
])('%j cannot be run', (cell, written) => {
  expect(csvLine([cell, 'x'])).toBe(`${written},x\r\n`);
});

test.each([
  ['-5', '-5'],
  ['+5.25', '+5.25'],
  ['-5,25', '"-5,25"'],
  ['a=b', 'a=b'],
  ['ann@example.com', 'ann@example.com'],
  ['', ''],
  ['a;b', '"a;b"'],
  ['say "x"', '"say ""x"""'],
  [' blank around ', '" blank around "'],
])('%j stays what it is', (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});
