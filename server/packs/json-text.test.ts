import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { codeRoot } from '../kernel/config.ts';
import { loadPackFolders } from '../model/load.ts';
import { jsonText } from './json-text.ts';

test('the text of a document is what the formatter of this repository would make of it', async () => {
  const options = (await resolveConfig(path.join(codeRoot, 'metadata/x.json'))) ?? {};
  for (const { file, content } of loadPackFolders([path.join(codeRoot, 'metadata/crm')])) {
    const text = jsonText(content);
    expect([file, JSON.parse(text)]).toEqual([file, content]);
    expect([file, text]).toEqual([file, await format(text, { ...options, filepath: 'x.json' })]);
  }
});
