/** The fields that every record has. */
import type { PropertyDocument } from '../../metadata/types.ts';

/** By API name, as they would stand in a document. */
export const systemProperties: Readonly<Record<string, PropertyDocument>> = {
  id: { field: 'id', title: 'Id', hidden: true } as unknown as PropertyDocument,
  version: { field: 'integer', title: 'Version', hidden: true },
  createdAt: { field: 'dateTime', title: 'Created' },
  createdBy: { field: 'user', title: 'Created by' },
  updatedAt: { field: 'dateTime', title: 'Changed' },
  updatedBy: { field: 'user', title: 'Changed by' },
  owner: { field: 'user', title: 'Owner' },
  team: { field: 'link', title: 'Team', to: 'system.team', hidden: true },
  deletedAt: { field: 'dateTime', title: 'Deleted', hidden: true },
  source: {
    field: 'select',
    title: 'Source',
    hidden: true,
    options: [
      { value: 'manual', title: 'By hand' },
      { value: 'api', title: 'API' },
      { value: 'import', title: 'Import' },
      { value: 'form', title: 'Form' },
      { value: 'automation', title: 'Automation' },
    ],
  },
};
