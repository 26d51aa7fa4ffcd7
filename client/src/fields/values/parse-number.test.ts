import { expect, test } from 'vitest';
import { editableNumber, parseNumber, separatorsOf } from './parse-number.ts';

const english = separatorsOf('en-GB');
const german = separatorsOf('de-DE');
const persian = separatorsOf('fa-IR');

test('numbers are read in the digits of any script and stay exact', () => {
  expect(parseNumber('۱۲٬۳۴۵٫۵۰', persian)).toBe('12345.50');
  expect(parseNumber('๑๒๓.๕', english)).toBe('123.5');
  expect(parseNumber('១២៣,៥', german)).toBe('123.5');
  expect(parseNumber('123456789012345678901234567890.123456789', english)).toBe('123456789012345678901234567890.123456789');
});

test('one sign is read as the locale reads it, and as what it can only be where that fails', () => {
  expect(parseNumber('1,234', english)).toBe('1234');
  expect(parseNumber('1,234', german)).toBe('1.234');
  expect(parseNumber('1.234', german)).toBe('1234');
  expect(parseNumber('12,5', english)).toBe('12.5');
  expect(parseNumber('12.5', german)).toBe('12.5');
  expect(parseNumber('1.234,50', english)).toBe('1234.50');
  expect(parseNumber('1,234,567.8', german)).toBe('1234567.8');
  expect(parseNumber('12,34,567', english)).toBe('1234567');
});

test('signs, spaces and currency signs around a number do not matter', () => {
  expect(parseNumber('−5', english)).toBe('-5');
  expect(parseNumber('5-', english)).toBe('-5');
  expect(parseNumber(' € 1 234,5 ', german)).toBe('1234.5');
  expect(parseNumber("1'234.5", english)).toBe('1234.5');
  expect(parseNumber('\u200f۵۰٪', persian)).toBe('50');
  expect(parseNumber('007', english)).toBe('7');
  expect(parseNumber('-0', english)).toBe('0');
  expect(parseNumber('', english)).toBe('');
});

test('what is no number is not made into one', () => {
  for (const text of ['abc', '1e5', '1.2.3', '1,23,4', '--5', '1.2,3,4', '.', '12a'])
    expect(parseNumber(text, english), text).toBeUndefined();
});

test('a number is given back for editing in the digits of the locale and read the same', () => {
  expect(editableNumber('1234.50', 'fa-IR')).toBe('۱۲۳۴٫۵۰');
  expect(editableNumber('1234.50', 'de-DE')).toBe('1234,50');
  for (const [locale, separators] of [
    ['fa-IR', persian],
    ['de-DE', german],
    ['en-GB', english],
  ] as const) {
    for (const value of ['0', '-1.005', '1234.567', '99999999.99'])
      expect(parseNumber(editableNumber(value, locale), separators)).toBe(value);
  }
});
