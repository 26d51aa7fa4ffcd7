export default {
  action: { apply: 'អនុវត្ត', cancel: 'បោះបង់', delete: 'លុប', edit: 'កែប្រែ', remove: 'ដកចេញ', retry: 'ព្យាយាមម្ដងទៀត', save: 'រក្សាទុក', undo: 'មិនធ្វើវិញ' },
  state: { loading: 'កំពុងផ្ទុក…', notFound: 'រកមិនឃើញ', notFoundHint: 'វាមិនមាន ឬតួនាទីរបស់អ្នកមិនអនុញ្ញាតឱ្យមើល។' },
  error: { offline: 'មិនអាចភ្ជាប់ទៅម៉ាស៊ីនមេ', offlineHint: 'មិនមានអ្វីត្រូវបានរក្សាទុកទេ។ សូមពិនិត្យបណ្ដាញ រួចព្យាយាមម្ដងទៀត។', offlineBanner: 'មិនអាចទាក់ទងម៉ាស៊ីនមេបាន។ កំពុងព្យាយាមម្ដងទៀត…', unexpected: 'មានបញ្ហាកើតឡើង' },
  shell: {
    results: 'លទ្ធផល', skip: 'រំលងទៅមាតិកា', navigation: 'ការរុករក', expand: 'ពង្រីកម៉ឺនុយ', collapse: 'បង្រួមម៉ឺនុយ', tools: 'ឧបករណ៍', search: 'ស្វែងរក', searchHint: 'ស្វែងរកកំណត់ត្រា ឬទៅកាន់ទំព័រ…',
    nothingFound: 'រកមិនឃើញអ្វីសម្រាប់ “{term}”', goTo: 'ទៅកាន់', create: 'បង្កើត', language: 'ភាសា', appearance: 'រូបរាង', light: 'ភ្លឺ', dark: 'ងងឹត', auto: 'តាមឧបករណ៍', signOut: 'ចាកចេញ',
    nothingHere: 'មិនទាន់មានអ្វីត្រូវបង្ហាញ', nothingHereHint: 'តួនាទីរបស់អ្នកមិនបង្ហាញកំណត់ត្រាណាមួយទេ។ សូមសួរអ្នកគ្រប់គ្រង។',
  },
  signIn: {
    title: 'ចូលប្រើ', hint: 'សូមស្វាគមន៍មកវិញ។ ចូលទៅកន្លែងធ្វើការរបស់អ្នក។', email: 'អ៊ីមែល', password: 'ពាក្យសម្ងាត់', submit: 'ចូលប្រើ', refused: 'ព័ត៌មានមិនត្រឹមត្រូវ', refusedHint: 'សូមពិនិត្យអ៊ីមែល និងពាក្យសម្ងាត់។', expired: 'សម័យប្រើប្រាស់បានផុតកំណត់។ សូមចូលម្ដងទៀត។',
    byLink: 'កំពុងចូលតាមតំណរបស់អ្នក…', choosePassword: 'ជ្រើសរើសពាក្យសម្ងាត់', choosePasswordHint: 'អ្នកនឹងប្រើវាដើម្បីចូលចាប់ពីពេលនេះតទៅ។', newPassword: 'ពាក្យសម្ងាត់ថ្មី', again: 'បញ្ជាក់ម្ដងទៀត', minimum: 'យ៉ាងតិច {number} តួអក្សរ។', mismatch: 'ពាក្យសម្ងាត់ទាំងពីរមិនដូចគ្នា។', savePassword: 'រក្សាទុក ហើយបន្ត', claim: 'ពណ៌នាអាជីវកម្មរបស់អ្នកតែម្ដង អ្វីៗផ្សេងទៀតនឹងមកតាម។',
  },
  list: {
    views: 'ទិដ្ឋភាព', search: 'ស្វែងរកក្នុងបញ្ជីនេះ', import: 'នាំចូល', exportCsv: 'នាំចេញជា CSV', exportJson: 'នាំចេញជា JSON lines', more: 'សកម្មភាពបន្ថែម', empty: 'មិនទាន់មាន{entity}', nothingMatches: 'គ្មានអ្វីត្រូវគ្នា', nothingMatchesHint: 'ប្ដូរពាក្យស្វែងរក ឬដកតម្រងចេញ។',
    perPage: 'ក្នុងមួយទំព័រ', range: '{from}–{to}', rangeOf: '{from}–{to} នៃ {count}', previous: 'ទំព័រមុន', next: 'ទំព័របន្ទាប់', loadMore: 'បង្ហាញបន្ថែម', selectAll: 'ជ្រើសគ្រប់ជួរ', selectRow: 'ជ្រើស {name}',
  },
  filter: { title: 'តម្រង', add: 'តម្រង', find: 'រកវាល', apply: 'អនុវត្ត', clear: 'សម្អាត', clearAll: 'សម្អាតតម្រង', remove: 'ដកតម្រង {title}', nothing: 'ទទេ', now: 'ឥឡូវនេះ', me: 'ខ្ញុំ', myTeam: 'ក្រុមរបស់ខ្ញុំ', yes: 'បាទ/ចាស', no: 'ទេ', isEmpty: 'ទទេ', isNotEmpty: 'មិនទទេ' },
  period: {
    today: 'ថ្ងៃនេះ', yesterday: 'ម្សិលមិញ', tomorrow: 'ថ្ងៃស្អែក', thisWeek: 'សប្ដាហ៍នេះ', lastWeek: 'សប្ដាហ៍មុន', nextWeek: 'សប្ដាហ៍ក្រោយ', thisMonth: 'ខែនេះ', lastMonth: 'ខែមុន', nextMonth: 'ខែក្រោយ', thisQuarter: 'ត្រីមាសនេះ', lastQuarter: 'ត្រីមាសមុន', nextQuarter: 'ត្រីមាសក្រោយ',
    thisYear: 'ឆ្នាំនេះ', lastYear: 'ឆ្នាំមុន', nextYear: 'ឆ្នាំក្រោយ', thisFiscalYear: 'ឆ្នាំសារពើពន្ធនេះ', lastFiscalYear: 'ឆ្នាំសារពើពន្ធមុន', overdue: 'ហួសកំណត់', future: 'នៅពេលអនាគត', lastDays: '{number} ថ្ងៃចុងក្រោយ', nextDays: '{number} ថ្ងៃខាងមុខ',
  },
  bulk: {
    title: 'សកម្មភាពលើការជ្រើសរើស', selected: 'បានជ្រើស {number}', edit: 'ប្ដូរវាល', clear: 'សម្អាតការជ្រើស', deleteTitle: 'លុប {number} កំណត់ត្រាឬ?', deleteHint: 'វានឹងទៅក្នុងធុងសំរាម ហើយអាចស្ដារវិញបាន។', editTitle: 'ប្ដូរ {number} កំណត់ត្រា', editHint: 'តម្លៃដូចគ្នាត្រូវបានសរសេរទៅគ្រប់កំណត់ត្រា។',
    field: 'វាល', deleted: 'បានលុប {number} កំណត់ត្រា', changed: 'បានប្ដូរ {number} កំណត់ត្រា',
  },
  board: { moveTo: 'ផ្លាស់ទីទៅ', moveRecord: 'ផ្លាស់ទី {name}', moved: '{name} ឥឡូវនៅក្នុង {status}', notPermitted: 'មិនអនុញ្ញាតឱ្យផ្លាស់ទីបែបនេះ។', emptyColumn: 'ទទេ', noGroup: 'ក្ដារនេះគ្មានវាលសម្រាប់ដាក់ជាក្រុម។' },
  transition: { title: 'ផ្លាស់ទៅ {status}', hint: 'ជំហាននេះត្រូវការព័ត៌មានបន្ថែមបន្តិច។', confirm: 'ផ្លាស់ទៅ {status}', needed: 'ត្រូវការសម្រាប់ជំហាននេះ។', done: 'បានផ្លាស់ទៅ {status}' },
  calendar: { today: 'ថ្ងៃនេះ', previous: 'ខែមុន', next: 'ខែបន្ទាប់', more: '{number} ទៀត', noDate: 'ប្រតិទិននេះគ្មានវាលកាលបរិច្ឆេទ។', onlyFirst: 'បង្ហាញតែ {number} ដំបូង។ សូមបង្រួមតម្រង។' },
  record: {
    newOf: '{entity}ថ្មី', details: 'លម្អិត', history: 'ប្រវត្តិ', sections: 'ផ្នែកនៃកំណត់ត្រា', breadcrumb: 'ទីតាំងបច្ចុប្បន្ន', more: 'សកម្មភាពបន្ថែម', saved: 'បានរក្សាទុក', created: 'បានបង្កើត {name}', deleted: 'បានលុប {name}', restored: 'បានស្ដារវិញ', restore: 'ស្ដារវិញ', inTrash: 'កំណត់ត្រានេះនៅក្នុងធុងសំរាម។',
    deleteTitle: 'លុប {name} ឬ?', deleteHint: 'វានឹងទៅក្នុងធុងសំរាម ហើយអាចស្ដារវិញបាន។', provenance: 'បង្កើត {created} ដោយ {creator} · កែប្រែ {updated} ដោយ {updater}',
  },
  related: { none: 'មិនទាន់មាន{entity}', showAll: 'បង្ហាញទាំងអស់' },
  conflict: { title: 'អ្នកផ្សេងបានកែប្រែកំណត់ត្រានេះ', text: '{name} បានរក្សាទុកការកែប្រែ {when} ខណៈពេលអ្នកកំពុងកែ។', someone: 'អ្នកប្រើផ្សេង', field: 'វាល', before: 'មុន', theirs: 'ដែលគេបានរក្សាទុក', mine: 'របស់អ្នក', keepEditing: 'បន្តកែ', reload: 'បោះបង់របស់ខ្ញុំ ហើយផ្ទុកឡើងវិញ', apply: 'អនុវត្តការកែរបស់ខ្ញុំលើកំណែថ្មី' },
  history: { none: 'មិនទាន់មានប្រវត្តិ។', system: 'ប្រព័ន្ធ', emptied: 'បានសម្អាត', create: 'បានបង្កើត', update: 'បានកែប្រែ', delete: 'បានលុប', restore: 'បានស្ដារវិញ', transition: 'បានប្ដូរស្ថានភាព', undo: 'បានមិនធ្វើវិញ', merge: 'បានបញ្ចូលគ្នា' },
  source: { api: 'API', import: 'នាំចូល', form: 'ទម្រង់', automation: 'ស្វ័យប្រវត្តិ', system: 'ប្រព័ន្ធ' },
  import: {
    title: 'នាំចូល{entity}', step: { file: 'ឯកសារ', columns: 'ជួរឈរ', result: 'លទ្ធផល' }, drop: 'ទម្លាក់ឯកសារនៅទីនេះ ឬជ្រើសរើស', dropHint: 'CSV ដែលបំបែកដោយក្បៀស សញ្ញា ; ថេប ឬ | ; ការអ៊ិនកូដត្រូវបានស្គាល់ដោយស្វ័យប្រវត្តិ។', rows: '{number} ជួរ', encoding: 'ការអ៊ិនកូដ', delimiter: 'សញ្ញាបំបែក',
    delimiters: { comma: 'ក្បៀស', semicolon: 'ចំណុចក្បៀស', tab: 'ថេប', pipe: 'បន្ទាត់បញ្ឈរ' }, otherFile: 'ឯកសារផ្សេង', column: 'ជួរឈរ', samples: 'ឧទាហរណ៍', field: 'វាល', how: 'របៀប', fieldFor: 'វាលសម្រាប់ {column}', leaveOut: 'មិននាំចូល', twice: 'ជួរឈរពីរបំពេញវាលនេះ។', by: 'រកតាម', byFor: 'រក {column} តាម', create: 'បង្កើតអ្វីដែលខ្វះ',
    values: 'ជំនួសតម្លៃ', valuesCount: 'ជំនួស {number} តម្លៃ', valuesHint: 'ក្រឡាដែលមានតម្លៃខាងឆ្វេង ក្លាយជាតម្លៃខាងស្ដាំ ឧទាហរណ៍ឈ្មោះសរសេរខុស។', from: 'ក្នុងឯកសារ', to: 'ក្លាយជា', addValue: 'បន្ថែម', missing: 'វាលចាំបាច់ដែលគ្មានជួរឈរបំពេញ',
    extra: 'វាលដែលគ្មានជួរឈរបំពេញ', extraHint: 'អត្ថបទដូចគ្នាសម្រាប់គ្រប់ជួរ។ ដាក់ឈ្មោះជួរឈរក្នុងដង្កៀបពីរជាន់ ដើម្បីប្រើតម្លៃក្រឡា។', extraText: 'អត្ថបទ', extraAdd: 'បំពេញវាលផ្សេង',
    match: 'ធ្វើបច្ចុប្បន្នភាពកំណត់ត្រាដែលត្រូវគ្នាតាម', matchHint: 'ជួរដែលមានតម្លៃរួចហើយ កែកំណត់ត្រានោះជំនួសឱ្យការបន្ថែមថ្មី។', noMatch: 'បន្ថែមកំណត់ត្រាថ្មីជានិច្ច', effects: 'ដំណើរការស្វ័យប្រវត្តិដែលផ្ញើអ៊ីមែល', effectsHint: 'បិទ៖ គ្មាននរណាទទួលអ៊ីមែលដោយសារការនាំចូលនេះទេ។', run: 'នាំចូល', dryRun: 'ពិនិត្យដោយមិនសរសេរ', saveMap: 'រក្សាទុកការផ្គូផ្គង', loadMap: 'ផ្ទុកការផ្គូផ្គង',
    checking: 'កំពុងពិនិត្យ…', running: 'កំពុងនាំចូល…', failed: 'ការនាំចូលបានឈប់', checked: 'បានពិនិត្យ៖ ការនាំចូលនឹងធ្វើដូច្នេះ', checkedHint: 'មិនមានអ្វីត្រូវបានសរសេរទេ។', finished: 'ការនាំចូលបានបញ្ចប់', progress: '{done} នៃ {total} ជួរ', count: { created: 'បានបង្កើត', updated: 'បានកែប្រែ', unchanged: 'មិនប្រែប្រួល', failed: 'មិនបាននាំចូល' },
    errors: 'ជួរដែលត្រូវពិនិត្យ', errorFile: 'ទាញយកឯកសារកំហុស', row: 'ជួរ', message: 'បញ្ហា', back: 'ត្រឡប់ទៅជួរឈរ', show: 'បង្ហាញ{entity}', another: 'នាំចូលឯកសារផ្សេង',
  },
  audits: {
    title: 'សវនកម្ម', hint: 'ទិន្នន័យរបស់អ្នកពេញលេញ ទាន់សម័យ និងអាចប្រើបានកម្រិតណា។', none: 'មិនទាន់មានសវនកម្មត្រូវបានដំឡើង។', run: 'ដំណើរការសវនកម្ម', running: 'កំពុងដំណើរការ…', progress: '{done} នៃ {total} ការពិនិត្យ', latest: 'របាយការណ៍ចុងក្រោយ', past: 'សវនកម្មកន្លងមក', when: 'ពេលវេលា', by: 'ដោយ', score: 'ពិន្ទុ', result: 'លទ្ធផល', report: 'របាយការណ៍', done: 'រួចរាល់', failed: 'បរាជ័យ', never: 'មិនទាន់បានដំណើរការ។', open: 'បើកក្នុងផ្ទាំង', download: 'ទាញយក',
  },
  report: { count: 'ចំនួន', countDistinct: '{field}មិនស្ទួន', sum: 'ផលបូក{field}', average: 'មធ្យម{field}', minimum: '{field}ទាបបំផុត', maximum: '{field}ខ្ពស់បំផុត', median: 'មេដ្យាន{field}', total: 'សរុប', empty: '(ទទេ)', nothing: 'មិនទាន់មានអ្វីត្រូវរាយការណ៍។', onlyFirst: '{number} ដំបូងនៃ {all}; តារាងមានទាំងអស់។', by: { day: 'តាមថ្ងៃ', week: 'តាមសប្ដាហ៍', month: 'តាមខែ', quarter: 'តាមត្រីមាស', year: 'តាមឆ្នាំ' } },
  outbox: { title: 'ប្រអប់ចេញ', hint: 'អ៊ីមែលដែលស្វ័យប្រវត្តិបានផ្ញើ និងអ៊ីមែលដែលរក្សាទុកព្រោះមិនទាន់កំណត់ម៉ាស៊ីនមេអ៊ីមែល។', none: 'មិនទាន់មានអ៊ីមែល', noneHint: 'អ៊ីមែលពីស្វ័យប្រវត្តិនឹងបង្ហាញនៅទីនេះ។', choose: 'ជ្រើសអ៊ីមែលដើម្បីអាន។', to: 'ជូន', state: { sent: 'បានផ្ញើ', kept: 'បានរក្សាទុក', failed: 'បរាជ័យ', queued: 'រង់ចាំ', pending: 'រង់ចាំ' } },
  documents: { title: 'ឯកសារគំរូ', hint: 'ឯកសារដែលបង្កើតកន្លែងធ្វើការនេះ។', find: 'រកឯកសារ', choose: 'ជ្រើសឯកសារដើម្បីអាន។', kind: { entity: 'អង្គភាព', pipeline: 'លំហូរការងារ', view: 'ទិដ្ឋភាព', form: 'ទម្រង់', automation: 'ស្វ័យប្រវត្តិ', role: 'តួនាទី', report: 'របាយការណ៍', template: 'គំរូ', audit: 'សវនកម្ម', locale: 'ការបកប្រែ', settings: 'ការកំណត់', pack: 'កញ្ចប់' } },
};
