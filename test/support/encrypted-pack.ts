/** A pack with fields that are stored encrypted, for tests. */
import type { DocumentSet } from '../../server/model/types.ts';
import { testPack } from './test-workspace.ts';

const person = {
  id: 'test.person',
  title: 'Person',
  plural: 'People',
  display: 'name',
  properties: {
    name: { field: 'text' },
    ssn: { field: 'text', title: 'Social security number', encrypted: true, blindIndex: true, unique: true },
    diagnosis: { field: 'longText', encrypted: true },
    salary: { field: 'decimal', encrypted: true },
    born: { field: 'date', encrypted: true, blindIndex: true },
    home: { field: 'address', encrypted: true },
    plainNote: { field: 'text' },
    manager: { field: 'link', to: 'test.person', inverse: 'reports' },
  },
  required: ['name'],
  search: ['name', 'plainNote'],
  rules: [
    { id: 'no-note-with-diagnosis', when: { diagnosis: { empty: false }, plainNote: 'forbidden' }, invalid: 'plainNote', message: 'No.' },
  ],
};

/** `test.person` with encrypted fields, roles that see all, mask and hide them, and an automation that follows. */
export function encryptedPack(): DocumentSet {
  return testPack([
    { kind: 'entity', content: person },
    {
      kind: 'role',
      content: {
        id: 'test.masking',
        title: 'Masking',
        entities: {
          'test.person': { create: true, read: 'all', update: 'all', export: true, fields: { ssn: 'masked', diagnosis: 'hidden' } },
        },
      },
    },
    {
      kind: 'automation',
      content: {
        id: 'test.copy',
        title: 'Copy',
        entity: 'test.person',
        enabled: true,
        trigger: { on: 'create' },
        when: { ssn: 'AUTOMATED-1' },
        actions: [
          {
            type: 'update',
            values: {
              diagnosis: { $record: 'ssn' },
              plainNote: { $template: 'automated{{#with record}}{{ssn}}{{/with}}' },
            },
          },
        ],
      },
    },
  ]);
}
