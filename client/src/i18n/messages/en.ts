export default {
  action: { apply: 'Apply', cancel: 'Cancel', delete: 'Delete', edit: 'Edit', remove: 'Remove', retry: 'Try again', save: 'Save', undo: 'Undo' },
  state: { loading: 'Loading…', notFound: 'Nothing here', notFoundHint: 'It does not exist, or your roles do not let you see it.' },
  error: { offline: 'No connection to the server', offlineHint: 'Nothing was saved. Check your network and try again.', offlineBanner: 'The server cannot be reached. Trying again…', unexpected: 'Something went wrong' },
  shell: {
    results: 'Results', skip: 'Skip to content', navigation: 'Navigation', expand: 'Expand the navigation', collapse: 'Collapse the navigation', tools: 'Tools', search: 'Search', searchHint: 'Search records, or go to a page…',
    nothingFound: 'Nothing found for “{term}”', goTo: 'Go to', create: 'Create', language: 'Language', appearance: 'Appearance', light: 'Light', dark: 'Dark', auto: 'Like the device', signOut: 'Sign out',
    nothingHere: 'Nothing to show yet', nothingHereHint: 'Your roles do not show you any records. Ask your administrator.',
  },
  signIn: {
    title: 'Sign in', hint: 'Welcome back. Sign in to your workspace.', email: 'E-mail', password: 'Password', submit: 'Sign in', refused: 'That did not match', refusedHint: 'Check the e-mail address and the password.', expired: 'Your session has ended. Please sign in again.',
    byLink: 'Signing you in with your link…', choosePassword: 'Choose a password', choosePasswordHint: 'You will sign in with it from now on.', newPassword: 'New password', again: 'Once more', minimum: 'At least {number} characters.', mismatch: 'The two do not match.', savePassword: 'Save and continue', claim: 'Your business, described once. Everything else follows.',
  },
  list: {
    views: 'Views', search: 'Search this list', import: 'Import', exportCsv: 'Export as CSV', exportJson: 'Export as JSON lines', more: 'More actions', empty: 'No {entity} yet', nothingMatches: 'Nothing matches', nothingMatchesHint: 'Change the search or remove a filter.',
    perPage: 'Per page', range: '{from}–{to}', rangeOf: '{from}–{to} of {count}', previous: 'Previous page', next: 'Next page', loadMore: 'Show more', selectAll: 'Select all rows', selectRow: 'Select {name}',
  },
  filter: { title: 'Filters', add: 'Filter', find: 'Find a field', apply: 'Apply', clear: 'Clear', clearAll: 'Clear filters', remove: 'Remove the filter {title}', nothing: 'nothing', now: 'now', me: 'me', myTeam: 'my team', yes: 'yes', no: 'no', isEmpty: 'is empty', isNotEmpty: 'is not empty' },
  period: {
    today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow', thisWeek: 'this week', lastWeek: 'last week', nextWeek: 'next week', thisMonth: 'this month', lastMonth: 'last month', nextMonth: 'next month', thisQuarter: 'this quarter', lastQuarter: 'last quarter', nextQuarter: 'next quarter',
    thisYear: 'this year', lastYear: 'last year', nextYear: 'next year', thisFiscalYear: 'this fiscal year', lastFiscalYear: 'last fiscal year', overdue: 'overdue', future: 'in the future', lastDays: 'last {number} days', nextDays: 'next {number} days',
  },
  bulk: {
    title: 'Actions on the selection', selected: '{number} selected | {number} selected', edit: 'Change a field', clear: 'Clear the selection', deleteTitle: 'Delete {number} record? | Delete {number} records?', deleteHint: 'They go to the trash and can be restored.', editTitle: 'Change {number} record | Change {number} records', editHint: 'The same value is written to each of them.',
    field: 'Field', deleted: '{number} record deleted | {number} records deleted', changed: '{number} record changed | {number} records changed',
  },
  board: { moveTo: 'Move to', moveRecord: 'Move {name}', moved: '{name} is now in {status}', notPermitted: 'This move is not permitted.', emptyColumn: 'Empty', noGroup: 'This board has no field to group by.' },
  transition: { title: 'Move to {status}', hint: 'This step needs a little more information.', confirm: 'Move to {status}', needed: 'Needed for this step.', done: 'Moved to {status}' },
  calendar: { today: 'Today', previous: 'Previous month', next: 'Next month', more: '{number} more', noDate: 'This calendar has no date field.', onlyFirst: 'Only the first {number} are shown. Narrow the filters.' },
  record: {
    newOf: 'New {entity}', details: 'Details', history: 'History', sections: 'Sections of the record', breadcrumb: 'Where you are', more: 'More actions', saved: 'Saved', created: 'Created {name}', deleted: 'Deleted {name}', restored: 'Restored', restore: 'Restore', inTrash: 'This record is in the trash.',
    deleteTitle: 'Delete {name}?', deleteHint: 'It goes to the trash and can be restored.', provenance: 'Created {created} by {creator} · changed {updated} by {updater}',
  },
  related: { none: 'No {entity} yet', showAll: 'Show all' },
  conflict: { title: 'Someone else changed this record', text: '{name} saved a change {when}, while you were editing.', someone: 'Another user', field: 'Field', before: 'Before', theirs: 'Saved by them', mine: 'Yours', keepEditing: 'Keep editing', reload: 'Discard mine and reload', apply: 'Apply my changes to theirs' },
  history: { none: 'No history yet.', system: 'The system', emptied: 'emptied', create: 'created this', update: 'changed this', delete: 'deleted this', restore: 'restored this', transition: 'moved this', undo: 'took back a change', merge: 'merged this' },
  source: { api: 'API', import: 'import', form: 'form', automation: 'automation', system: 'system' },
  import: {
    title: 'Import {entity}', step: { file: 'File', columns: 'Columns', result: 'Result' }, drop: 'Drop a file here, or choose one', dropHint: 'CSV with commas, semicolons, tabs or pipes; the encoding is recognised.', rows: '{number} row | {number} rows', encoding: 'Encoding', delimiter: 'Separator',
    delimiters: { comma: 'comma', semicolon: 'semicolon', tab: 'tab', pipe: 'pipe' }, otherFile: 'Another file', column: 'Column', samples: 'Examples', field: 'Field', how: 'How', fieldFor: 'Field for {column}', leaveOut: 'Leave out', twice: 'Two columns fill this field.', by: 'find by', byFor: 'Find {column} by', create: 'Create what is missing',
    values: 'Replace values', valuesCount: '{number} value replaced | {number} values replaced', valuesHint: 'Cells that say the left become the right, for example a misspelt name.', from: 'In the file', to: 'Becomes', addValue: 'Add', missing: 'Required fields that no column fills',
    extra: 'Fields that no column fills', extraHint: 'The same text for every row. Cells go in double braces, by header.', extraText: 'Text', extraAdd: 'Fill another field',
    match: 'Update records that match by', matchHint: 'Rows whose value is already there change that record instead of adding one.', noMatch: 'Always add new records', effects: 'Run automations that send mail', effectsHint: 'Off: nobody gets an e-mail because of this import.', run: 'Import', dryRun: 'Check without writing', saveMap: 'Save the mapping', loadMap: 'Load a mapping',
    checking: 'Checking…', running: 'Importing…', failed: 'The import stopped', checked: 'Checked: this is what an import would do', checkedHint: 'Nothing was written.', finished: 'Import finished', progress: '{done} of {total} rows', count: { created: 'Created', updated: 'Updated', unchanged: 'Unchanged', failed: 'Not imported' },
    errors: 'Rows that need attention', errorFile: 'Download the error file', row: 'Row', message: 'What is wrong', back: 'Back to the columns', show: 'Show {entity}', another: 'Import another file',
  },
  audits: {
    title: 'Audits', hint: 'How complete, current and usable your data is.', none: 'No audits are installed.', run: 'Run audit', running: 'Running…', progress: '{done} of {total} checks', latest: 'Latest report', past: 'Past runs', when: 'When', by: 'By', score: 'Score', result: 'Result', report: 'Report', done: 'Done', failed: 'Failed', never: 'Not run yet.', open: 'Open in a tab', download: 'Download',
  },
  report: { count: 'Count', countDistinct: 'Distinct {field}', sum: 'Sum of {field}', average: 'Average {field}', minimum: 'Lowest {field}', maximum: 'Highest {field}', median: 'Median {field}', total: 'Total', empty: '(empty)', nothing: 'There is nothing to report yet.', onlyFirst: 'The first {number} of {all}; the table has all.', by: { day: 'by day', week: 'by week', month: 'by month', quarter: 'by quarter', year: 'by year' } },
  outbox: { title: 'Outbox', hint: 'Mails that automations sent, and those kept because no mail server is set.', none: 'No mails yet', noneHint: 'Mails that automations write appear here.', choose: 'Choose a mail to read it.', to: 'To', state: { sent: 'Sent', kept: 'Kept', failed: 'Failed', queued: 'Waiting', pending: 'Waiting' } },
  documents: { title: 'Documents', hint: 'The documents this workspace is made of.', find: 'Find a document', choose: 'Choose a document to read it.', kind: { entity: 'Entities', pipeline: 'Pipelines', view: 'Views', form: 'Forms', automation: 'Automations', role: 'Roles', report: 'Reports', template: 'Templates', audit: 'Audits', locale: 'Translations', settings: 'Settings', pack: 'Packs' } },
};
