import { expect, test } from 'vitest';
import { editableDate, parseDateText, parseTimeText, type DateStyle } from './parse-date.ts';

const today = '2026-11-23';
const english: DateStyle = { locale: 'en-GB', language: 'en', calendar: 'gregory' };
const thai: DateStyle = { locale: 'th-TH', language: 'th', calendar: 'buddhist' };
const persian: DateStyle = { locale: 'fa-IR', language: 'fa', calendar: 'persian' };
const khmer: DateStyle = { locale: 'en-GB', language: 'km', calendar: 'gregory' };

test('a date is read in the calendar of the user', () => {
  expect(parseDateText('23/11/2026', english, today)).toBe('2026-11-23');
  expect(parseDateText('23.11.26', english, today)).toBe('2026-11-23');
  expect(parseDateText('23/11/2569', thai, today)).toBe('2026-11-23');
  expect(parseDateText('๒๓/๑๑/๒๕๖๙', thai, today)).toBe('2026-11-23');
  expect(parseDateText('۱۴۰۵/۰۹/۰۲', persian, today)).toBe('2026-11-23');
  expect(parseDateText('2/9/05', persian, today)).toBe('2026-11-23');
});

test('a Gregorian year is understood in every calendar', () => {
  expect(parseDateText('2026-11-23', persian, today)).toBe('2026-11-23');
  expect(parseDateText('2026-11-23', thai, today)).toBe('2026-11-23');
  expect(parseDateText('23/11/2026', thai, today)).toBe('2026-11-23');
});

test('names of months are read in the language of the user and in English', () => {
  expect(parseDateText('23 Nov 2026', english, today)).toBe('2026-11-23');
  expect(parseDateText('November 23, 2026', english, today)).toBe('2026-11-23');
  expect(parseDateText('23 พฤศจิกายน 2569', thai, today)).toBe('2026-11-23');
  expect(parseDateText('۲ آذر ۱۴۰۵', persian, today)).toBe('2026-11-23');
  expect(parseDateText('23 វិច្ឆិកា 2026', khmer, today)).toBe('2026-11-23');
});

test('a day and month are of this year, in the calendar of the user', () => {
  expect(parseDateText('1/2', english, today)).toBe('2026-02-01');
  expect(parseDateText('2/9', persian, today)).toBe('2026-11-23');
});

test('days that a calendar does not have are refused', () => {
  for (const text of ['31/2/2026', '32/1/2026', '0/1/2026', '1/13/2026', 'tomorrow', '5', '1/2/3/4', '1/2/026'])
    expect(parseDateText(text, english, today), text).toBeUndefined();
  expect(parseDateText('1405/7/31', persian, today)).toBeUndefined();
  expect(parseDateText('', english, today)).toBe('');
});

test('a date is given back for editing as the user writes it and read the same', () => {
  expect(editableDate('2026-11-23', english)).toBe('23/11/2026');
  expect(editableDate('2026-11-23', thai)).toBe('23/11/2569');
  expect(editableDate('2026-11-23', persian)).toBe('۱۴۰۵/۰۹/۰۲');
  for (const style of [english, thai, persian, khmer])
    for (const date of ['2024-02-29', '1999-12-31', '2026-03-20', '2026-03-21'])
      expect(parseDateText(editableDate(date, style), style, today)).toBe(date);
  expect(editableDate('what', english)).toBe('what');
});

test('a time of day is read with and without colon, in halves of the day and in other digits', () => {
  for (const [text, time] of [
    ['9', '09:00'],
    ['9:30', '09:30'],
    ['0930', '09:30'],
    ['9.30 pm', '21:30'],
    ['12 am', '00:00'],
    ['12pm', '12:00'],
    ['۲۱:۰۵', '21:05'],
    ['9:30 ب.ظ', '21:30'],
    ['', ''],
  ])
    expect(parseTimeText(text!), text).toBe(time);
  for (const text of ['24:00', '9:60', '13 pm', 'noon', '1:2:3']) expect(parseTimeText(text), text).toBeUndefined();
});
