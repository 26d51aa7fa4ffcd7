/** The report's own words in Khmer. */
import type { ReportTexts } from './en.ts';

/** Texts by key; see en.ts. */
export const khmer: ReportTexts = {
  report: 'របាយការណ៍សវនកម្ម', preparedFor: 'ទិន្នន័យតាមសិទ្ធិរបស់ {name}', runOn: 'ធ្វើនៅថ្ងៃ', period: 'រយៈពេល', version: 'កំណែសវនកម្ម', coverage: 'វិសាលភាព', coverageText: 'បានរាប់ពិន្ទុ {counted} ក្នុង {checks} ចំណុច',
  scope: 'ដែនកំណត់', packs: 'កញ្ចប់', contents: 'មាតិកា', score: 'ពិន្ទុ', band: 'ចំណាត់', outOf: 'ក្នុង 100', noScore: 'គ្មានពិន្ទុ', capped: 'ចំណុចចាំបាច់ដែលបរាជ័យ ធ្វើឱ្យចំណាត់មិនលើស {band}។',
  executive: 'សេចក្តីសង្ខេបសម្រាប់អ្នកគ្រប់គ្រង', areas: 'ផ្នែក', steps: 'ជំហាន', completeness: 'ភាពពេញលេញតាមវាល', pipeline: 'ដំណើរលក់ និងអត្រាជោគជ័យ', overdue: 'អាយុ និងការហួសកំណត់', recommendations: 'អនុសាសន៍',
  checks: 'ព័ត៌មានលម្អិតនៃការពិនិត្យ', method: 'វិធីសាស្ត្រ និងអ្វីដែលមិនរាប់', appendix: 'ឧបសម្ព័ន្ធ៖ តួលេខទាំងអស់',
  change: 'ការប្រែប្រួលតាំងពី {date}', firstRun: 'លើកដំបូង៖ មិនទាន់មានអ្វីប្រៀបធៀប', essentials: 'រឿងសំខាន់បំផុតបី', nothingEssential: 'គ្រប់ចំណុចជាប់។ សូមរក្សាទុកដូច្នេះ។',
  passed: 'ជាប់', warned: 'ព្រមាន', failed: 'ធ្លាក់', notCounted: 'មិនរាប់', atStake: 'តម្លៃប្រឈម', failingRecords: 'កំណត់ត្រាមានបញ្ហា',
  area: 'ផ្នែក', step: 'ជំហាន', check: 'ការពិនិត្យ', state: 'លទ្ធផល', field: 'វាល', filled: 'បានបំពេញ', missing: 'ខ្វះ', share: 'ចំណែក',
  population: 'បានពិនិត្យ', failing: 'ធ្លាក់', value: 'តម្លៃ', grade: 'កម្រិត', effort: 'កម្លាំងការងារ', gain: 'ពិន្ទុអាចបាន', advice: 'ដំបូន្មាន', finding: 'ការរកឃើញ', record: 'កំណត់ត្រា', amount: 'ទឹកប្រាក់',
  points: 'ពិន្ទុ', evidence: 'ភស្តុតាង', evidenceMore: '{shown} ដំបូងក្នុង {count}', number: 'ល.រ',
  status: 'ស្ថានភាព', count: 'ចំនួន', age: 'អាយុ', never: 'មិនដែល', previousValue: 'មុន', unscored: 'សម្រាប់ជ្រាប',
  'state.pass': 'ជាប់', 'state.warn': 'ព្រមាន', 'state.fail': 'ធ្លាក់', 'state.excluded': 'មិនគ្របដណ្តប់', 'state.error': 'កំហុស',
  'grade.essential': 'ចាំបាច់', 'grade.important': 'សំខាន់', 'grade.useful': 'មានប្រយោជន៍', 'grade.desirable': 'គួរមាន',
  'effort.small': 'តិច', 'effort.medium': 'មធ្យម', 'effort.large': 'ច្រើន',
  'action.merge': 'បញ្ចូលគ្នា', 'action.update': 'កែជាក្រុម', 'action.normalise': 'ធ្វើឱ្យដូចគ្នា', 'action.archive': 'ទុកក្នុងបណ្ណសារ', 'action.reassign': 'ប្រគល់ឡើងវិញ', 'action.task': 'បង្កើតកិច្ចការ', 'action.require': 'តម្រូវឱ្យបំពេញ',
  'action.suppress': 'ផ្អាកការផ្ញើ', 'action.deactivate': 'បិទ', 'action.anonymise': 'លុបអត្តសញ្ញាណ', 'action.configure': 'កំណត់រចនាសម្ព័ន្ធ',
  'exclusion.noRecords': 'គ្មានកំណត់ត្រាត្រូវពិនិត្យ។', 'exclusion.notMeasured': 'មិនអាចវាស់បាន។', 'exclusion.tooFew': 'កំណត់ត្រាតិចពេកសម្រាប់ការវិនិច្ឆ័យ។',
  'note.undated': '{count} ក្នុង {population} គ្មានកាលបរិច្ឆេទ ដូច្នេះមិនអាចហួសកំណត់។', 'note.empty': '{count} គ្មានតម្លៃ។', 'note.clusters': '{clusters} ក្រុមមាន {records} កំណត់ត្រា។',
  'note.admins': 'អ្នកគ្រប់គ្រង {admins} ក្នុងអ្នកប្រើ {users}; រហូតដល់ {fine} អាចទទួលយកបាន។', 'note.unanswered': 'មិនទាន់មាននរណាឆ្លើយបញ្ជីនេះទេ។', 'note.wonIn': '{period}៖ ឈ្នះ {share} ក្នុង {count}។',
  'note.quotient': '{above} ចែកនឹង {below}។', 'note.withheld': 'តួនាទីរបស់អ្នកមិនអនុញ្ញាតឱ្យឃើញកំណត់ត្រានៅពីក្រោយតួលេខនេះទេ។',
  methodScore: 'ការពិនិត្យនីមួយៗផ្តល់តួលេខមួយ៖ 100 នៅគោលដៅ 75 នៅចំណុចព្រមាន 40 នៅចំណុចធ្លាក់ និង 0 នៅអាក្រក់បំផុត ជាបន្ទាត់ត្រង់រវាងគ្នា។',
  methodWeight: 'ទម្ងន់តាមកម្រិត៖ ចាំបាច់ {essential} សំខាន់ {important} មានប្រយោជន៍ {useful} គួរមាន {desirable}។ ពិន្ទុផ្នែក ជំហាន និងសរុប គឺមធ្យមទម្ងន់នៃការពិនិត្យ។',
  methodBand: 'ចំណាត់៖ A ពី {A}, B ពី {B}, C ពី {C}, D ពី {D}; ក្រោមនេះគឺ E។ ចំណុចចាំបាច់ដែលធ្លាក់ អនុញ្ញាតត្រឹម {cap}។',
  methodRights: 'តួលេខទាំងអស់ត្រូវបានអានតាមសិទ្ធិរបស់ {name}៖ កំណត់ត្រា និងវាលក្រៅសិទ្ធិមិនរាប់បញ្ចូលទេ។',
  methodExcluded: 'មិនរាប់ក្នុងពិន្ទុ', methodErrors: 'មិនអាចធ្វើបាន', methodNone: 'គ្មាន៖ គ្រប់ចំណុចត្រូវបានរាប់។', parameters: 'ប៉ារ៉ាម៉ែត្រ', digest: 'លេខសង្ខេបនៃលទ្ធផល (SHA-256)', model: 'គំរូ',
  noFindings: 'គ្មានអ្វីត្រូវបង្ហាញ។', unnamed: 'ដំបូន្មាន', run: 'ការធ្វើ',
};
