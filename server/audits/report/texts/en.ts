/** The report's own words in English: the set that every language fills. `{name}` stands for a value. */
export const english = {
  report: 'Audit report', preparedFor: 'Workspace data as seen by {name}', runOn: 'Run on', period: 'Period', version: 'Audit version', coverage: 'Coverage', coverageText: '{counted} of {checks} checks counted',
  scope: 'Scope', packs: 'Packs', contents: 'Contents', score: 'Score', band: 'Band', outOf: 'of 100', noScore: 'no score', capped: 'A failed essential check keeps the band at {band}.',
  executive: 'Executive summary', areas: 'Areas', steps: 'Steps', completeness: 'Completeness by field', pipeline: 'Pipeline and conversion', overdue: 'Ageing and overdue', recommendations: 'Recommendations',
  checks: 'Checks in detail', method: 'Method and exclusions', appendix: 'Appendix: all figures',
  change: 'Change since {date}', firstRun: 'First run: nothing to compare with yet', essentials: 'Three things that matter most', nothingEssential: 'No check fails or warns. Keep it so.',
  passed: 'Passed', warned: 'Warnings', failed: 'Failed', notCounted: 'Not counted', atStake: 'Value at stake', failingRecords: 'Records with findings',
  area: 'Area', step: 'Step', check: 'Check', state: 'State', field: 'Field', filled: 'Filled', missing: 'Missing', share: 'Share',
  population: 'Assessed', failing: 'Failing', value: 'Value', grade: 'Grade', effort: 'Effort', gain: 'Points to gain', advice: 'Advice', finding: 'Finding', record: 'Record', amount: 'Amount',
  points: 'points', evidence: 'Evidence', evidenceMore: 'The first {shown} of {count}', number: 'No.',
  status: 'Status', count: 'Count', age: 'Age', never: 'never', previousValue: 'Before', unscored: 'for information',
  'state.pass': 'Passed', 'state.warn': 'Warning', 'state.fail': 'Failed', 'state.excluded': 'Not covered', 'state.error': 'Error',
  'grade.essential': 'Essential', 'grade.important': 'Important', 'grade.useful': 'Useful', 'grade.desirable': 'Desirable',
  'effort.small': 'small', 'effort.medium': 'medium', 'effort.large': 'large',
  'action.merge': 'Merge', 'action.update': 'Bulk update', 'action.normalise': 'Normalise', 'action.archive': 'Archive', 'action.reassign': 'Reassign', 'action.task': 'Create tasks', 'action.require': 'Require the field',
  'action.suppress': 'Suppress', 'action.deactivate': 'Deactivate', 'action.anonymise': 'Anonymise', 'action.configure': 'Configure',
  'exclusion.noRecords': 'There are no records to assess.', 'exclusion.notMeasured': 'Nothing could be measured.', 'exclusion.tooFew': 'Too few records for a fair judgement.',
  'note.undated': '{count} of {population} have no date and cannot be overdue.', 'note.empty': '{count} have no value.', 'note.clusters': '{clusters} clusters hold {records} records.',
  'note.admins': '{admins} administrators among {users} users; up to {fine} are fine.', 'note.unanswered': 'Nobody has answered this checklist yet.', 'note.wonIn': '{period}: {share} of {count} closed were won.',
  'note.quotient': '{above} divided by {below}.', 'note.withheld': 'Your roles do not let you see the records behind this figure.',
  methodScore: 'Each check gives one figure. It scores 100 at its target, 75 where it begins to warn, 40 where it fails and 0 at its worst, in straight lines between.',
  methodWeight: 'Checks are weighted by grade: essential {essential}, important {important}, useful {useful}, desirable {desirable}. Areas and steps are the weighted means of their checks, the total that of all checks.',
  methodBand: 'Bands: A from {A}, B from {B}, C from {C}, D from {D}; below is E. A failed essential check allows {cap} at best.',
  methodRights: 'Every figure was read with the rights of {name}: records and fields that these do not reach are not in it.',
  methodExcluded: 'Left out of the score', methodErrors: 'Could not be carried out', methodNone: 'None: every check counted.', parameters: 'Parameters', digest: 'Digest of the stored result (SHA-256)', model: 'Model',
  noFindings: 'Nothing to show.', unnamed: 'Advice', run: 'Run',
};

/** Every language has all of them. */
export type ReportTexts = { readonly [Key in keyof typeof english]: string };
