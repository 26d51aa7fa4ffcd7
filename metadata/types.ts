/** Types of documents. Generated from metadata/schema by `npm run types`: change the schemas, not this file. */

/**
 * Full id of a document, `<pack>.<name>`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_documentId".
 */
export type AuditDocumentId = string;
/**
 * Lower case letters, digits and hyphens.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_key".
 */
export type AuditKey = string;
/**
 * One measure: its kind decides what it needs.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_check".
 */
export type AuditCheck =
  | CompletenessCheck
  | ValidityCheck
  | DuplicateCheck
  | FreshnessCheck
  | CrossFieldCheck
  | OrphanCheck
  | DistributionCheck
  | OverdueCheck
  | CoverageCheck
  | RateCheck
  | FunnelCheck
  | RatioCheck
  | ConfigCheck
  | PermissionCheck
  | ChecklistCheck;
/**
 * A number or a parameter.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_numberValue".
 */
export type AuditNumberValue = number | AuditParameterReference;
/**
 * A field, or a path across to-one links such as `account.industry`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_path".
 */
export type AuditPath = string;
/**
 * A duration or a parameter.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_durationValue".
 */
export type AuditDurationValue = AuditDuration | AuditParameterReference;
/**
 * ISO 8601 duration such as `P30D` or `PT1H`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_duration".
 */
export type AuditDuration = string;
/**
 * `<pack>.<name>` in lower case, digits and hyphens.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_id".
 */
export type DocumentId = string;
/**
 * API name of a field: letters and digits, a small letter first.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_fieldName".
 */
export type FieldName = string;
/**
 * One step; `type` says which.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "automation_action".
 */
export type ActionDocument = EmailAction | CreateAction | UpdateAction;
/**
 * Field names joined by dots across links, or a part of a value: `account.industry`, `stage.kind`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_path".
 */
export type Path = string;
/**
 * Name of a Lucide icon, such as `handshake`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_icon".
 */
export type Icon = string;
/**
 * A field; `field` names its kind.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_property".
 */
export type PropertyDocument =
  | TextProperty
  | LongTextProperty
  | RichTextProperty
  | IntegerProperty
  | DecimalProperty
  | PercentProperty
  | MoneyProperty
  | BooleanProperty
  | DateProperty
  | DateTimeProperty
  | DurationProperty
  | EmailProperty
  | PhoneProperty
  | UrlProperty
  | SelectProperty
  | MultiSelectProperty
  | TagsProperty
  | StatusProperty
  | LinkProperty
  | LinksProperty
  | LinkAnyProperty
  | UserProperty
  | AutoNumberProperty
  | AddressProperty
  | PersonNameProperty
  | RatingProperty
  | ColourProperty
  | JsonProperty
  | FileProperty
  | ImageProperty
  | FormulaProperty
  | RollupProperty;
/**
 * A short code that is stored: lower case, digits, `-` and `_`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_code".
 */
export type Code = string;
/**
 * `#rrggbb`.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_colour".
 */
export type Colour = string;
/**
 * A field name, or a field with its width in columns.
 */
export type FormField =
  | FieldName
  | {
      field: FieldName;
      /**
       * Columns that it takes.
       */
      span?: number;
    };
/**
 * A semantic version.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_semver".
 */
export type Semver = string;
/**
 * An entity, a view or a report.
 */
export type NavigationItem =
  | DocumentId
  | {
      entity: DocumentId;
    }
  | {
      view: DocumentId;
    }
  | {
      report: DocumentId;
    };
/**
 * One measure.
 */
export type Measure =
  | {
      /**
       * Number of records.
       */
      count: true;
    }
  | {
      countDistinct: Path;
    }
  | {
      sum: Path;
    }
  | {
      average: Path;
    }
  | {
      minimum: Path;
    }
  | {
      maximum: Path;
    }
  | {
      median: Path;
    };
/**
 * `all`, `team`, `own`, `none`, true (all), false (none), or a condition.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "role_scope".
 */
export type Scope = ('all' | 'team' | 'own' | 'none') | boolean | Condition;
/**
 * Of which sort the values are; null leaves the field empty.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "sample_rule".
 */
export type SampleRule =
  | null
  | {
      /**
       * Made-up words.
       */
      words: 'company' | 'person' | 'phrase';
    }
  | {
      /**
       * One of these.
       *
       * @minItems 1
       */
      pick: unknown[];
    }
  | {
      /**
       * Lowest and highest.
       *
       * @minItems 2
       * @maxItems 2
       */
      range: number[];
    }
  | {
      /**
       * Earliest and latest, in days from today.
       *
       * @minItems 2
       * @maxItems 2
       */
      days: number[];
    }
  | {
      /**
       * `#` is the number of the record.
       */
      text: string;
    }
  | {
      /**
       * Share of records in which the field is filled.
       */
      share: number;
    };
/**
 * A view: a table, a board or a calendar of records.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "view".
 */
export type ViewDocument = TableView | BoardView | CalendarView;
/**
 * A path, or a path with a width.
 */
export type Column =
  | Path
  | {
      field: Path;
      /**
       * Pixels.
       */
      width?: number;
      /**
       * Header instead of the field's title.
       */
      title?: string;
    };
/**
 * A path; `-` before it for descending.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "common_sortPath".
 */
export type SortPath = string;

export interface Documents {
  audit?: AuditDocument;
  automation?: AutomationDocument;
  condition?: Condition;
  entity?: EntityDocument;
  form?: FormDocument;
  locale?: LocaleDocument;
  pack?: PackManifest;
  patch?: PatchDocument;
  pipeline?: PipelineDocument;
  report?: ReportDocument;
  role?: RoleDocument;
  sample?: SampleDocument;
  settings?: SettingsDocument;
  template?: TemplateDocument;
  view?: ViewDocument;
}
/**
 * An audit: checks in steps and areas, their thresholds and weights, and what the report says. plugins/crm-audit/README.md explains it.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit".
 */
export interface AuditDocument {
  /**
   * Where this schema is, for editors.
   */
  $schema?: string;
  id: AuditDocumentId;
  /**
   * Title; locales translate it.
   */
  title: string;
  /**
   * What the audit is for.
   */
  description?: string;
  /**
   * Version of the audit's rules, as semantic version; runs keep it.
   */
  version: string;
  /**
   * The named period that the report is about, such as `thisFiscalYear`; shown on the cover.
   */
  period?:
    | 'today'
    | 'thisWeek'
    | 'lastWeek'
    | 'thisMonth'
    | 'lastMonth'
    | 'thisQuarter'
    | 'lastQuarter'
    | 'thisYear'
    | 'lastYear'
    | 'thisFiscalYear'
    | 'lastFiscalYear';
  /**
   * Parameters by name, used as `{ "$param": name }`.
   */
  params?: {
    [k: string]: AuditParameter;
  };
  /**
   * Areas in the order of the report.
   *
   * @maxItems 20
   */
  areas?: AuditArea[];
  /**
   * The steps, in order. Every check belongs to at least one.
   *
   * @minItems 1
   * @maxItems 50
   */
  steps: AuditStep[];
  /**
   * The checks.
   *
   * @minItems 1
   * @maxItems 300
   */
  checks: AuditCheck[];
  /**
   * Advice from several figures.
   *
   * @maxItems 50
   */
  rules?: AuditRule[];
  scoring?: AuditScoring;
  report?: AuditReport;
}
/**
 * A value that whoever runs the audit may change.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_param".
 */
export interface AuditParameter {
  /**
   * Kind of value; a date may be given as `{ "$now": "-P30D" }`.
   */
  type: 'integer' | 'decimal' | 'text' | 'boolean' | 'date' | 'duration';
  /**
   * Title.
   */
  title?: string;
  /**
   * The value unless another is given.
   */
  default:
    | string
    | number
    | boolean
    | {
        /**
         * $now.
         */
        $now: string;
      };
  /**
   * Minimum.
   */
  minimum?: number;
  /**
   * Maximum.
   */
  maximum?: number;
}
export interface AuditArea {
  id: AuditKey;
  /**
   * Title.
   */
  title: string;
}
/**
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_step".
 */
export interface AuditStep {
  id: AuditKey;
  /**
   * Title of the step.
   */
  title: string;
  area: AuditKey;
  /**
   * Ids of checks; a check may serve several steps and counts for the area of the first.
   *
   * @maxItems 100
   */
  checks: AuditKey[];
}
/**
 * How many of the fields that matter are filled.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_completenessCheck".
 */
export interface CompletenessCheck {
  id: AuditKey;
  /**
   * How many of the fields that matter are filled.
   */
  kind: 'completeness';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  /**
   * The fields that should be filled; paths across to-one links are allowed.
   *
   * @minItems 1
   * @maxItems 100
   */
  fields: AuditPath[];
  /**
   * `all`: a record fails when one of the fields is empty; `any`: only when all of them are.
   */
  need?: 'all' | 'any';
  /**
   * `filled`: share of cells that are filled (higher is better); `missing`: share of records that fail (lower is better).
   */
  measure?: 'filled' | 'missing';
}
/**
 * Where the value turns from good to bad. Shares are written from 0 to 1. The score is 100 at the target, 75 at warn, 40 at fail and 0 at worst, in straight lines between.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_thresholds".
 */
export interface AuditThresholds {
  /**
   * Which values are better; each kind has its own default.
   */
  direction?: 'lower' | 'higher';
  target?: AuditNumberValue;
  warn: AuditNumberValue;
  fail: AuditNumberValue;
  worst?: AuditNumberValue;
}
/**
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_parameter".
 */
export interface AuditParameterReference {
  /**
   * Name of a parameter of the audit.
   */
  $param: string;
}
/**
 * What to do about a failed check.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_remedy".
 */
export interface AuditRemedy {
  /**
   * The kind of fix.
   */
  action:
    'merge' | 'update' | 'normalise' | 'archive' | 'reassign' | 'task' | 'require' | 'suppress' | 'deactivate' | 'anonymise' | 'configure';
  /**
   * The advice in a sentence; locales translate it.
   */
  text?: string;
  /**
   * Work to expect.
   */
  effort?: 'small' | 'medium' | 'large';
}
/**
 * A condition of the grammar in metadata/README.md.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_condition".
 */
export interface AuditCondition {
  [k: string]: unknown;
}
/**
 * What the report shows of failing records.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_evidence".
 */
export interface AuditEvidence {
  /**
   * Fields beside the record's name.
   *
   * @maxItems 12
   */
  fields?: AuditPath[];
  /**
   * Order, as in views; the greatest amount first when there is one.
   *
   * @maxItems 5
   */
  sort?: string[];
  /**
   * Records listed.
   */
  limit?: number;
}
/**
 * How many values break the form that their meaning demands.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_validityCheck".
 */
export interface ValidityCheck {
  id: AuditKey;
  /**
   * How many values break the form that their meaning demands.
   */
  kind: 'validity';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  field: AuditPath;
  /**
   * The test: a deliverable looking e-mail address, an E.164 phone number, a web address, an ISO country code, no test or filler text, or an expression of one's own.
   */
  rule: 'email' | 'phone' | 'url' | 'country' | 'notJunk' | 'pattern';
  /**
   * With `pattern`: a regular expression (RE2) that a valid value matches.
   */
  pattern?: string;
  /**
   * With `notJunk`: further words that count as filler.
   *
   * @maxItems 500
   */
  junk?: string[];
}
/**
 * How many records describe something that another record describes already.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_duplicateCheck".
 */
export interface DuplicateCheck {
  id: AuditKey;
  /**
   * How many records describe something that another record describes already.
   */
  kind: 'duplicate';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  /**
   * Match keys: two records are the same when all parts of at least one key agree.
   *
   * @minItems 1
   * @maxItems 10
   */
  match: (AuditPath | MatchPart)[][];
}
export interface MatchPart {
  field: AuditPath;
  /**
   * How values are made alike before they are compared: as they stand; folded (case, width, accents, Arabic and Persian letters, digits); its words in any order; a company name without its legal form; the mailbox of an address; digits only.
   */
  as?: 'exact' | 'folded' | 'words' | 'company' | 'email' | 'digits';
}
/**
 * How many records nobody has touched or confirmed for too long.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_freshnessCheck".
 */
export interface FreshnessCheck {
  id: AuditKey;
  /**
   * How many records nobody has touched or confirmed for too long.
   */
  kind: 'freshness';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  /**
   * Date or date-time fields; the latest of them counts.
   *
   * @minItems 1
   * @maxItems 100
   */
  by: AuditPath[];
  olderThan: AuditDurationValue;
}
/**
 * How many records contradict themselves.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_crossFieldCheck".
 */
export interface CrossFieldCheck {
  id: AuditKey;
  /**
   * How many records contradict themselves.
   */
  kind: 'crossField';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  never: AuditCondition;
}
/**
 * How many records lack the relation that gives them sense.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_orphanCheck".
 */
export interface OrphanCheck {
  id: AuditKey;
  /**
   * How many records lack the relation that gives them sense.
   */
  kind: 'orphan';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  /**
   * Link fields of the record, at least one of which is empty.
   *
   * @minItems 1
   * @maxItems 100
   */
  links?: AuditPath[];
  without?: WithoutRecords;
}
/**
 * Or: no record of another entity points here.
 */
export interface WithoutRecords {
  entity: AuditDocumentId;
  link: AuditPath;
  where?: AuditCondition;
}
/**
 * How values spread over a field.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_distributionCheck".
 */
export interface DistributionCheck {
  id: AuditKey;
  /**
   * How values spread over a field.
   */
  kind: 'distribution';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  field: AuditPath;
  /**
   * Share of the largest group; of records whose value is not among `values` (or the field's options); of records whose value looks like a misspelling of a more frequent one.
   */
  measure?: 'largest' | 'outside' | 'variants';
  /**
   * With `outside`: the values that are right.
   *
   * @maxItems 1000
   */
  values?: string[];
}
/**
 * How many open records are past their date.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_overdueCheck".
 */
export interface OverdueCheck {
  id: AuditKey;
  /**
   * How many open records are past their date.
   */
  kind: 'overdue';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  due: AuditPath;
  grace?: AuditDurationValue;
}
/**
 * How many records have what they should have.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_coverageCheck".
 */
export interface CoverageCheck {
  id: AuditKey;
  /**
   * How many records have what they should have.
   */
  kind: 'coverage';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  covered: AuditCondition;
}
/**
 * How active the members of a population are, by events that name them.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_rateCheck".
 */
export interface RateCheck {
  id: AuditKey;
  /**
   * How active the members of a population are, by events that name them.
   */
  kind: 'rate';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  events: RateEvents;
  /**
   * `share`: members with at least `atLeast` events; `average`: events for each member.
   */
  measure?: 'share' | 'average';
  atLeast?: AuditNumberValue;
}
/**
 * What is counted for each member.
 */
export interface RateEvents {
  entity: AuditDocumentId;
  by: AuditPath;
  where?: AuditCondition;
}
/**
 * How records pass through their statuses, and what share of the closed ones is won.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_funnelCheck".
 */
export interface FunnelCheck {
  id: AuditKey;
  /**
   * How records pass through their statuses, and what share of the closed ones is won.
   */
  kind: 'funnel';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  entity: AuditDocumentId;
  where?: AuditCondition;
  amount?: AuditPath;
  evidence?: AuditEvidence;
  status: AuditPath;
  over?: FunnelPeriods;
}
/**
 * Also year by year (or another period), by a date.
 */
export interface FunnelPeriods {
  field: AuditPath;
  /**
   * The length of a period.
   */
  by?: 'month' | 'quarter' | 'year';
}
/**
 * One figure divided by another or by a target.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_ratioCheck".
 */
export interface RatioCheck {
  id: AuditKey;
  /**
   * One figure divided by another or by a target.
   */
  kind: 'ratio';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  numerator: RatioTerm;
  /**
   * What it is divided by: a figure over records, or a number.
   */
  denominator: RatioTerm | AuditNumberValue;
  /**
   * How the value is written.
   */
  unit?: 'share' | 'number' | 'money';
}
/**
 * A figure over records: their number, or the sum or average of a field.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_ratioTerm".
 */
export interface RatioTerm {
  entity: AuditDocumentId;
  where?: AuditCondition;
  sum?: AuditPath;
  average?: AuditPath;
  countDistinct?: AuditPath;
}
/**
 * A question that the model or the settings answer.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_configCheck".
 */
export interface ConfigCheck {
  id: AuditKey;
  /**
   * A question that the model or the settings answer.
   */
  kind: 'config';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  /**
   * `fieldsUnused`: fields hardly ever filled and named by no other document. `lossReasonDemanded`: pipelines in which a record can be lost without stating why. `sensitiveFieldsOpen`: personal contact fields that every reading role sees. `automationsEnabled`: automations that are switched off. `rolesUnused`: roles that nobody holds.
   */
  question: 'fieldsUnused' | 'lossReasonDemanded' | 'sensitiveFieldsOpen' | 'automationsEnabled' | 'rolesUnused';
  /**
   * The entities asked about; all that the pack's audit can read when left out.
   *
   * @maxItems 500
   */
  entities?: AuditDocumentId[];
  /**
   * With `fieldsUnused`: the share of filled records under which a field counts as unused.
   */
  below?: number;
  evidence?: AuditEvidence;
}
/**
 * A review of who may do what.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_permissionCheck".
 */
export interface PermissionCheck {
  id: AuditKey;
  /**
   * A review of who may do what.
   */
  kind: 'permission';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  where?: AuditCondition;
  /**
   * `admins`: more administrators than the larger of `atMost` and `share` of the users. `dormantPrivileged`: users with wide rights who have not been seen for `olderThan`. `wideDelete`: users who may delete all records of an entity.
   */
  question: 'admins' | 'dormantPrivileged' | 'wideDelete';
  atMost?: AuditNumberValue;
  /**
   * With `admins`: the share of users that is fine.
   */
  share?: number;
  lastSeen?: AuditPath;
  olderThan?: AuditDurationValue;
  evidence?: AuditEvidence;
}
/**
 * Questions that a person answers and whose answers expire.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_checklistCheck".
 */
export interface ChecklistCheck {
  id: AuditKey;
  /**
   * Questions that a person answers and whose answers expire.
   */
  kind: 'checklist';
  /**
   * What is asked, in a few words; locales translate it.
   */
  title: string;
  /**
   * What it means and why it matters; shown beside the figures.
   */
  description?: string;
  /**
   * How grave it is when the check fails. A failed essential check caps the band.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
  thresholds?: AuditThresholds;
  /**
   * With fewer records than this the check is left out of the score and shown as not covered, never as passed.
   */
  minSample?: number;
  remedy?: AuditRemedy;
  /**
   * What has to be confirmed.
   *
   * @minItems 1
   * @maxItems 100
   */
  items: ChecklistItem[];
  validFor?: AuditDurationValue;
}
export interface ChecklistItem {
  id: AuditKey;
  /**
   * The question, answered by yes or no.
   */
  title: string;
}
/**
 * Advice that follows from several figures together.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_rule".
 */
export interface AuditRule {
  id: AuditKey;
  /**
   * All must hold: `score`, `score.<area>`, `score.<check>` (0 to 100) or `value.<check>`, compared with numbers.
   */
  when: {
    [k: string]: AuditRuleTest;
  };
  /**
   * The advice.
   */
  text: string;
  /**
   * Grade.
   */
  grade?: 'essential' | 'important' | 'useful' | 'desirable';
}
/**
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "audit_ruleTest".
 */
export interface AuditRuleTest {
  /**
   * Lt.
   */
  lt?: number;
  /**
   * Lte.
   */
  lte?: number;
  /**
   * Gt.
   */
  gt?: number;
  /**
   * Gte.
   */
  gte?: number;
}
/**
 * How checks make areas and areas make the whole.
 */
export interface AuditScoring {
  weights?: AuditWeights;
  bands?: AuditBands;
  /**
   * The best band that is possible while an essential check fails.
   */
  capOnEssentialFail?: 'A' | 'B' | 'C' | 'D' | 'E';
}
/**
 * Weight of a check by grade (default 5, 3, 2, 1).
 */
export interface AuditWeights {
  /**
   * Weight of an essential check.
   */
  essential?: number;
  /**
   * Weight of an important check.
   */
  important?: number;
  /**
   * Weight of a useful check.
   */
  useful?: number;
  /**
   * Weight of a desirable check.
   */
  desirable?: number;
}
/**
 * Least score of a band (default A 90, B 80, C 70, D 55; below is E).
 */
export interface AuditBands {
  /**
   * Least score of band A.
   */
  A?: number;
  /**
   * Least score of band B.
   */
  B?: number;
  /**
   * Least score of band C.
   */
  C?: number;
  /**
   * Least score of band D.
   */
  D?: number;
}
/**
 * What stands in the report.
 */
export interface AuditReport {
  /**
   * Sections in this order; all of them when left out.
   */
  sections?: (
    'executive' | 'areas' | 'steps' | 'completeness' | 'pipeline' | 'overdue' | 'checks' | 'recommendations' | 'method' | 'appendix'
  )[];
}
/**
 * An automation: what follows a change, when a condition holds.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "automation".
 */
export interface AutomationDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it is for.
   */
  description?: string;
  entity: DocumentId;
  /**
   * Whether it runs (true).
   */
  enabled?: boolean;
  /**
   * What sets it off.
   */
  trigger: {
    /**
     * What sets it off.
     */
    on: 'create' | 'update' | 'transition' | 'delete';
    /**
     * update: one of these changed.
     *
     * @minItems 1
     */
    fields?: FieldName[];
    field?: FieldName;
    /**
     * transition: from one of these.
     *
     * Items: A code or `*`.
     */
    from?: string[];
    /**
     * transition: to one of these.
     *
     * Items: A code or `*`.
     */
    to?: string[];
  };
  when?: Condition;
  /**
   * What happens, in order.
   *
   * @minItems 1
   * @maxItems 50
   */
  actions: ActionDocument[];
}
/**
 * `{ "<path>": value }` is equality, `{ "<path>": { "<operator>": value } }` compares; members are joined by and; `and`, `or` take lists, `not` one condition. metadata/README.md lists operators, references and periods.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "condition".
 */
export interface Condition {
  /**
   * All of these hold.
   */
  and?: Condition[];
  /**
   * At least one of these holds.
   */
  or?: Condition[];
  not?: Condition;
  [k: string]: unknown;
}
/**
 * Sends a mail.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "automation_emailAction".
 */
export interface EmailAction {
  /**
   * Sends a mail.
   */
  type: 'email';
  template: DocumentId;
  /**
   * Addresses: literals or `{ "$record": path }`.
   */
  to:
    | string
    | {
        $record: Path;
      }
    | (
        | string
        | {
            $record: Path;
          }
      )[];
}
/**
 * Creates a record.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "automation_createAction".
 */
export interface CreateAction {
  /**
   * Creates a record.
   */
  type: 'create';
  entity: DocumentId;
  /**
   * Its fields: literals or references.
   */
  values?: {
    [k: string]: unknown;
  };
}
/**
 * Changes the record.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "automation_updateAction".
 */
export interface UpdateAction {
  /**
   * Changes the record.
   */
  type: 'update';
  /**
   * Its fields: literals or references.
   */
  values: {
    [k: string]: unknown;
  };
}
/**
 * An entity: a table of records, its fields and rules.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity".
 */
export interface EntityDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * One record.
   */
  title: string;
  /**
   * Many records; default: the title.
   */
  plural?: string;
  /**
   * What it is for.
   */
  description?: string;
  icon?: Icon;
  display?: FieldName;
  /**
   * The fields by API name.
   */
  properties: {
    [k: string]: PropertyDocument;
  };
  /**
   * Fields that every record must have.
   */
  required?: FieldName[];
  /**
   * What depends on the rest of the record.
   */
  rules?: RuleDocument[];
  /**
   * Where the search box looks.
   */
  search?: Path[];
  /**
   * Groups of fields that are unique together.
   */
  unique?: FieldName[][];
  /**
   * What nobody may do, whatever their roles say.
   */
  restrictions?: RestrictionDocument[];
}
/**
 * One line of text.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_textProperty".
 */
export interface TextProperty {
  /**
   * The kind.
   */
  field: 'text';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Characters at least.
   */
  minLength?: number;
  /**
   * Characters at the most.
   */
  maxLength?: number;
  /**
   * Regular expression (RE2) that the text must match.
   */
  pattern?: string;
}
/**
 * Several lines of text.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_longTextProperty".
 */
export interface LongTextProperty {
  /**
   * The kind.
   */
  field: 'longText';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Characters at the most.
   */
  maxLength?: number;
}
/**
 * Formatted text; the HTML is sanitised.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_richTextProperty".
 */
export interface RichTextProperty {
  /**
   * The kind.
   */
  field: 'richText';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Characters of HTML at the most.
   */
  maxLength?: number;
}
/**
 * A whole number.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_integerProperty".
 */
export interface IntegerProperty {
  /**
   * The kind.
   */
  field: 'integer';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Smallest value.
   */
  minimum?: number;
  /**
   * Largest value.
   */
  maximum?: number;
}
/**
 * An exact decimal number.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_decimalProperty".
 */
export interface DecimalProperty {
  /**
   * The kind.
   */
  field: 'decimal';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Decimal places (2).
   */
  scale?: number;
  /**
   * Smallest value.
   */
  minimum?: number;
  /**
   * Largest value.
   */
  maximum?: number;
  /**
   * Unit behind the number.
   */
  unit?: string;
}
/**
 * Per cent: 50 % is 50.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_percentProperty".
 */
export interface PercentProperty {
  /**
   * The kind.
   */
  field: 'percent';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Decimal places (2).
   */
  scale?: number;
  /**
   * Smallest value.
   */
  minimum?: number;
  /**
   * Largest value.
   */
  maximum?: number;
}
/**
 * An amount with a currency.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_moneyProperty".
 */
export interface MoneyProperty {
  /**
   * The kind.
   */
  field: 'money';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Smallest amount.
   */
  minimum?: number;
  /**
   * Largest amount.
   */
  maximum?: number;
  /**
   * The only currency (ISO 4217); without it any of the workspace's.
   */
  currency?: string;
  rateDate?: FieldName;
}
/**
 * Yes or no.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_booleanProperty".
 */
export interface BooleanProperty {
  /**
   * The kind.
   */
  field: 'boolean';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * A day without a zone.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_dateProperty".
 */
export interface DateProperty {
  /**
   * The kind.
   */
  field: 'date';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Earliest day.
   */
  minimum?: string;
  /**
   * Latest day.
   */
  maximum?: string;
}
/**
 * An instant.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_dateTimeProperty".
 */
export interface DateTimeProperty {
  /**
   * The kind.
   */
  field: 'dateTime';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * A length of time.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_durationProperty".
 */
export interface DurationProperty {
  /**
   * The kind.
   */
  field: 'duration';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Shortest (ISO 8601).
   */
  minimum?: string;
  /**
   * Longest (ISO 8601).
   */
  maximum?: string;
}
/**
 * An e-mail address.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_emailProperty".
 */
export interface EmailProperty {
  /**
   * The kind.
   */
  field: 'email';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * A telephone number.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_phoneProperty".
 */
export interface PhoneProperty {
  /**
   * The kind.
   */
  field: 'phone';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Country of numbers without a prefix (ISO 3166-1 alpha-2).
   */
  country?: string;
}
/**
 * A web address.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_urlProperty".
 */
export interface UrlProperty {
  /**
   * The kind.
   */
  field: 'url';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * One of a list.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_selectProperty".
 */
export interface SelectProperty {
  /**
   * The kind.
   */
  field: 'select';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * What can be chosen, in order.
   *
   * @minItems 1
   *
   * Items: One option.
   */
  options: {
    value: Code;
    /**
     * Name for people; default: the code.
     */
    title?: string;
    colour?: Colour;
    id?: Code;
  }[];
}
/**
 * Several of a list.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_multiSelectProperty".
 */
export interface MultiSelectProperty {
  /**
   * The kind.
   */
  field: 'multiSelect';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * What can be chosen, in order.
   *
   * @minItems 1
   *
   * Items: One option.
   */
  options: {
    value: Code;
    /**
     * Name for people; default: the code.
     */
    title?: string;
    colour?: Colour;
    id?: Code;
  }[];
}
/**
 * Free words.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_tagsProperty".
 */
export interface TagsProperty {
  /**
   * The kind.
   */
  field: 'tags';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Tags at the most.
   */
  maxItems?: number;
}
/**
 * Where the record stands on a pipeline.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_statusProperty".
 */
export interface StatusProperty {
  /**
   * The kind.
   */
  field: 'status';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Pipelines that the record may travel.
   *
   * @minItems 1
   */
  pipelines: DocumentId[];
}
/**
 * A link to one record.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_linkProperty".
 */
export interface LinkProperty {
  /**
   * The kind.
   */
  field: 'link';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  to: DocumentId;
  /**
   * What deleting the target does: refuse, leave empty (default), or delete along.
   */
  onDelete?: 'restrict' | 'detach' | 'cascade';
  inverse?: FieldName;
  /**
   * Title of the list on the other side.
   */
  inverseTitle?: string;
  where?: Condition;
}
/**
 * Links to many records.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_linksProperty".
 */
export interface LinksProperty {
  /**
   * The kind.
   */
  field: 'links';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  to: DocumentId;
  /**
   * What deleting the target does: refuse, leave empty (default), or delete along.
   */
  onDelete?: 'restrict' | 'detach' | 'cascade';
  inverse?: FieldName;
  /**
   * Title of the list on the other side.
   */
  inverseTitle?: string;
  where?: Condition;
}
/**
 * A link to a record of any of several entities.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_linkAnyProperty".
 */
export interface LinkAnyProperty {
  /**
   * The kind.
   */
  field: 'linkAny';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Entities that it may point at.
   *
   * @minItems 1
   */
  to: DocumentId[];
  /**
   * What deleting the target does: refuse, leave empty (default), or delete along.
   */
  onDelete?: 'restrict' | 'detach' | 'cascade';
  inverse?: FieldName;
  /**
   * Title of the list on the other side.
   */
  inverseTitle?: string;
  where?: Condition;
}
/**
 * A link to a user.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_userProperty".
 */
export interface UserProperty {
  /**
   * The kind.
   */
  field: 'user';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * What deleting the target does: refuse, leave empty (default), or delete along.
   */
  onDelete?: 'restrict' | 'detach' | 'cascade';
  inverse?: FieldName;
  /**
   * Title of the list on the other side.
   */
  inverseTitle?: string;
  where?: Condition;
}
/**
 * A number that the server gives.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_autoNumberProperty".
 */
export interface AutoNumberProperty {
  /**
   * The kind.
   */
  field: 'autoNumber';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Text before the number.
   */
  prefix?: string;
  /**
   * Digits, filled with zeros.
   */
  digits?: number;
  /**
   * First number (1).
   */
  start?: number;
}
/**
 * A postal address.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_addressProperty".
 */
export interface AddressProperty {
  /**
   * The kind.
   */
  field: 'address';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Usual country (ISO 3166-1 alpha-2).
   */
  country?: string;
}
/**
 * A person's name in parts.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_personNameProperty".
 */
export interface PersonNameProperty {
  /**
   * The kind.
   */
  field: 'personName';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * Stars.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_ratingProperty".
 */
export interface RatingProperty {
  /**
   * The kind.
   */
  field: 'rating';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Stars at the most (5).
   */
  maximum?: number;
}
/**
 * A colour.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_colourProperty".
 */
export interface ColourProperty {
  /**
   * The kind.
   */
  field: 'colour';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * Any JSON.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_jsonProperty".
 */
export interface JsonProperty {
  /**
   * The kind.
   */
  field: 'json';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
}
/**
 * A file.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_fileProperty".
 */
export interface FileProperty {
  /**
   * The kind.
   */
  field: 'file';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Bytes at the most.
   */
  maxSize?: number;
  /**
   * Media types that are taken.
   *
   * Items: A media type, or `image/*`.
   */
  accept?: string[];
}
/**
 * A picture.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_imageProperty".
 */
export interface ImageProperty {
  /**
   * The kind.
   */
  field: 'image';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Bytes at the most.
   */
  maxSize?: number;
  /**
   * Media types that are taken.
   *
   * Items: A media type, or `image/*`.
   */
  accept?: string[];
}
/**
 * A value computed from the record.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_formulaProperty".
 */
export interface FormulaProperty {
  /**
   * The kind.
   */
  field: 'formula';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * Expression over fields (a subset of CEL).
   */
  formula: string;
  /**
   * Kind by which the result is shown.
   */
  result?: 'text' | 'integer' | 'decimal' | 'percent' | 'money' | 'boolean' | 'date' | 'dateTime';
  /**
   * Decimal places to which a number is rounded (2).
   */
  scale?: number;
}
/**
 * A value computed from records that point at this one.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_rollupProperty".
 */
export interface RollupProperty {
  /**
   * The kind.
   */
  field: 'rollup';
  /**
   * Name for people; default: the key in words.
   */
  title?: string;
  /**
   * Help for who fills it in.
   */
  description?: string;
  /**
   * Immutable identity (default: the key); a renamed property states its first key.
   */
  id?: string;
  /**
   * Old API names that still work.
   */
  aliases?: FieldName[];
  /**
   * Value of new records that name none.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Only the server writes it.
   */
  readOnly?: boolean;
  /**
   * No two living records have the same value.
   */
  unique?: boolean;
  /**
   * Lists are often filtered by it: keep an index.
   */
  index?: boolean;
  /**
   * Shown in the empty input.
   */
  placeholder?: string;
  /**
   * Left out of generated lists and forms.
   */
  hidden?: boolean;
  /**
   * Stored encrypted: it can be read and written, but not filtered, sorted, searched or computed with.
   */
  encrypted?: boolean;
  /**
   * Of an encrypted field: a keyed digest beside it, by which it can be found by equality and be unique.
   */
  blindIndex?: boolean;
  /**
   * The children: `<entity>.<link field>`.
   */
  of: string;
  /**
   * Count the children.
   */
  count?: true;
  sum?: Path;
  average?: Path;
  minimum?: Path;
  maximum?: Path;
  latest?: Path;
  where?: Condition;
}
/**
 * What depends on the rest of the record.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_rule".
 */
export interface RuleDocument {
  /**
   * Identity within the entity.
   */
  id: string;
  when?: Condition;
  /**
   * Fields that must be filled.
   */
  require?: FieldName[];
  /**
   * Fields that are not shown and refuse writes.
   */
  hide?: FieldName[];
  /**
   * Fields that refuse writes.
   */
  readOnly?: FieldName[];
  /**
   * Narrows the options of fields.
   */
  options?: {
    /**
     * Codes that remain.
     */
    [k: string]: Code[];
  };
  /**
   * Values for empty fields.
   */
  set?: {
    [k: string]: unknown;
  };
  invalid?: FieldName;
  /**
   * What people read.
   */
  message?: string;
}
/**
 * What nobody may do, administrators included.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "entity_restriction".
 */
export interface RestrictionDocument {
  /**
   * Identity within the entity.
   */
  id: string;
  /**
   * Name for people.
   */
  title?: string;
  /**
   * What may not be done with the records.
   *
   * @minItems 1
   */
  actions: ('create' | 'read' | 'update' | 'delete' | 'transition' | 'export')[];
  where: Condition;
  /**
   * Only these fields may not be written (create, update, transition) or read.
   *
   * @minItems 1
   */
  fields?: FieldName[];
  /**
   * What people read when they are refused.
   */
  message?: string;
}
/**
 * A form: sections of fields.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "form".
 */
export interface FormDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  entity: DocumentId;
  /**
   * The sections, in order.
   *
   * @minItems 1
   *
   * Items: A section.
   */
  sections: {
    /**
     * Heading.
     */
    title?: string;
    /**
     * Columns (2).
     */
    columns?: number;
    /**
     * The fields, in order.
     *
     * @minItems 1
     */
    fields: FormField[];
    /**
     * Help below the heading.
     */
    description?: string;
  }[];
  /**
   * Roles that use it; all if left out.
   */
  roles?: DocumentId[];
}
/**
 * Translations of the texts of documents.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "locale".
 */
export interface LocaleDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * BCP 47.
   */
  language: string;
  /**
   * Texts by document id, or by pack id for the pack itself.
   */
  texts: {
    [k: string]: Texts;
  };
}
/**
 * Texts of one document.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "locale_texts".
 */
export interface Texts {
  /**
   * Title.
   */
  title?: string;
  /**
   * Plural of an entity.
   */
  plural?: string;
  /**
   * Description.
   */
  description?: string;
  /**
   * Fields by name.
   */
  properties?: {
    /**
     * Texts of a field.
     */
    [k: string]: {
      /**
       * Title.
       */
      title?: string;
      /**
       * Description.
       */
      description?: string;
      /**
       * Placeholder.
       */
      placeholder?: string;
      /**
       * Title of the other side.
       */
      inverseTitle?: string;
      /**
       * Options by code.
       */
      options?: {
        /**
         * Title of an option.
         */
        [k: string]: string;
      };
    };
  };
  /**
   * Statuses by code.
   */
  statuses?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Moves by id.
   */
  transitions?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Groups by English title.
   */
  navigation?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Sections by English title.
   */
  sections?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Messages of rules, or recommendations, by id.
   */
  rules?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Areas of an audit by id.
   */
  areas?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Steps of an audit by id.
   */
  steps?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Checks of an audit by id.
   */
  checks?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Other headings by English title.
   */
  groups?: {
    /**
     * Text.
     */
    [k: string]: string;
  };
  /**
   * Questionnaires of an audit.
   */
  questionnaires?: {
    [k: string]: unknown;
  };
  /**
   * Subject of a template.
   */
  subject?: string;
  /**
   * Body of a template.
   */
  body?: string;
}
/**
 * The manifest of a pack.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "pack".
 */
export interface PackManifest {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  /**
   * The first part of all its documents' ids.
   */
  id: string;
  version: Semver;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it brings.
   */
  description?: string;
  /**
   * Who made it.
   */
  author?: string;
  /**
   * SPDX licence.
   */
  license?: string;
  /**
   * Packs that must be there.
   */
  requires?: {
    /**
     * A version range, such as `^1.0.0`.
     */
    [k: string]: string;
  };
  /**
   * Groups of the navigation.
   *
   * Items: A group.
   */
  navigation?: {
    /**
     * Heading.
     */
    title: string;
    icon?: Icon;
    /**
     * Where it leads.
     *
     * @minItems 1
     */
    items: NavigationItem[];
  }[];
}
/**
 * What a pack makes of another pack's document: single changes of it, the whole of a new one, or its removal.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "patch".
 */
export interface PatchDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  /**
   * The kind of the document that is changed.
   */
  kind: 'entity' | 'pipeline' | 'view' | 'form' | 'automation' | 'role' | 'report' | 'audit' | 'template' | 'locale' | 'settings' | 'pack';
  /**
   * The id of the document that is changed.
   */
  of: string;
  /**
   * What is changed in it, one place after the other.
   *
   * @minItems 1
   */
  changes?: PatchChange[];
  /**
   * The whole of a document that the other pack does not have.
   */
  document?: {
    [k: string]: unknown;
  };
  /**
   * Takes the document away.
   */
  remove?: true;
}
/**
 * One change. Without `value`, `order` and `rename` the place is taken away.
 */
export interface PatchChange {
  /**
   * The place (RFC 6901); elements of lists by their id, code, value, field or title.
   */
  pointer: string;
  /**
   * What stood there when the change was made; left out where nothing did. Another value by now is told as a conflict.
   */
  base?: {
    [k: string]: unknown;
  };
  /**
   * What shall stand there.
   */
  value?: {
    [k: string]: unknown;
  };
  /**
   * The neighbour behind which something new stands; empty for the first place. At the end without it.
   */
  after?: string;
  /**
   * The order of the members or elements of the place.
   *
   * Items: One of them.
   */
  order?: string[];
  /**
   * The new name of a property of an entity, which keeps its id.
   */
  rename?: string;
}
/**
 * A pipeline: the statuses of a record and the moves between them.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "pipeline".
 */
export interface PipelineDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it is for.
   */
  description?: string;
  initial: Code;
  /**
   * The stations, in order.
   *
   * @minItems 1
   */
  statuses: StatusDocument[];
  /**
   * The permitted moves; every move if left out.
   */
  transitions?: TransitionDocument[];
}
/**
 * A station of the pipeline.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "pipeline_status".
 */
export interface StatusDocument {
  code: Code;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it means: still open, waiting for somebody, ended well, ended badly.
   */
  kind: 'open' | 'waiting' | 'won' | 'lost';
  /**
   * Chance of winning in per cent.
   */
  probability?: number;
  colour?: Colour;
  /**
   * What it stands for.
   */
  description?: string;
  id?: Code;
  /**
   * Bounds that boards and audits show.
   */
  limits?: {
    /**
     * Records at the most (shown on the board).
     */
    records?: number;
    /**
     * Days that a record should stay at the most.
     */
    days?: number;
  };
}
/**
 * A permitted move.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "pipeline_transition".
 */
export interface TransitionDocument {
  /**
   * Identity within the pipeline.
   */
  id?: string;
  /**
   * What people call the move.
   */
  title?: string;
  /**
   * Where it starts.
   *
   * @minItems 1
   *
   * Items: A code, or `*` for any.
   */
  from: string[];
  /**
   * Where it leads.
   *
   * @minItems 1
   */
  to: Code[];
  /**
   * Fields that the move demands.
   */
  require?: FieldName[];
  /**
   * Roles that may take it; anybody who may move records if left out.
   */
  roles?: DocumentId[];
  when?: Condition;
}
/**
 * A report: groups of records and what is measured of them.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "report".
 */
export interface ReportDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it answers.
   */
  description?: string;
  entity: DocumentId;
  filter?: Condition;
  /**
   * Levels of groups.
   *
   * @maxItems 4
   *
   * Items: One level of groups.
   */
  groups?: {
    field: Path;
    /**
     * Part of a date, in the reader's zone and calendar.
     */
    by?: 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscalYear' | 'fiscalQuarter' | 'hourOfDay' | 'dayOfWeek' | 'monthOfYear';
  }[];
  /**
   * What is measured.
   *
   * @minItems 1
   */
  measures: Measure[];
  /**
   * How it is shown.
   */
  chart?: 'bar' | 'line' | 'pie' | 'table' | 'number';
  /**
   * Order of the groups.
   *
   * Items: A measure's position or a group's field; `-` for descending.
   */
  sort?: string[];
  /**
   * Groups at the most.
   */
  limit?: number;
}
/**
 * A role: what its holders may do. Several roles add up.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "role".
 */
export interface RoleDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * Who has it.
   */
  description?: string;
  /**
   * Everything is permitted.
   */
  admin?: boolean;
  /**
   * May read and change documents.
   */
  metadata?: boolean;
  /**
   * Audits: nothing, reading reports, running them.
   */
  audits?: 'none' | 'read' | 'run';
  /**
   * Rights by entity; `*` stands for what the others do not state.
   */
  entities?: {
    [k: string]: RoleEntityRights;
  };
}
/**
 * Rights on one entity.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "role_entityRights".
 */
export interface RoleEntityRights {
  read?: Scope;
  update?: Scope;
  delete?: Scope;
  transition?: Scope;
  create?: Scope;
  export?: Scope;
  import?: Scope;
  merge?: Scope;
  /**
   * Access to single fields; the rest is `write`.
   */
  fields?: {
    [k: string]: 'hidden' | 'masked' | 'read' | 'write';
  };
  /**
   * Rights on records in a status, by `<status field>.<code>`: what is stated here stands in place of what this role states in general.
   */
  statuses?: {
    [k: string]: RoleStatusRights;
  };
}
/**
 * Rights on records in one status.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "role_statusRights".
 */
export interface RoleStatusRights {
  update?: Scope;
  delete?: Scope;
  transition?: Scope;
  /**
   * Access to single fields of records in this status.
   */
  fields?: {
    [k: string]: 'masked' | 'read' | 'write';
  };
}
/**
 * Sample data of a pack.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "sample".
 */
export interface SampleDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  /**
   * In the order in which they are made.
   *
   * @minItems 1
   *
   * Items: Records of one entity.
   */
  entities: {
    entity: DocumentId;
    /**
     * Records at size 1.
     */
    count: number;
    /**
     * Rules by field.
     */
    values?: {
      [k: string]: SampleRule;
    };
  }[];
}
/**
 * Settings of the workspace.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "settings".
 */
export interface SettingsDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * ISO 4217: the currency in which amounts compare and add up.
   */
  baseCurrency: string;
  /**
   * Currencies in use.
   *
   * @minItems 1
   *
   * Items: ISO 4217.
   */
  currencies: string[];
  /**
   * IANA zone.
   */
  timeZone: string;
  /**
   * Calendar of periods and pickers.
   */
  calendar?: 'gregory' | 'buddhist' | 'persian';
  /**
   * ISO 3166-1 alpha-2; of phones without prefix.
   */
  country: string;
  /**
   * BCP 47.
   */
  language: string;
  /**
   * Languages that users may choose.
   *
   * @minItems 1
   *
   * Items: BCP 47.
   */
  languages?: string[];
  /**
   * First day of the week: 1 is Monday, 7 Sunday.
   */
  weekStart?: number;
  /**
   * `MM-DD`.
   */
  fiscalYearStart?: string;
  signIn?: SignInSettings;
  analysts?: AnalystSettings;
}
/**
 * How people sign in.
 */
export interface SignInSettings {
  /**
   * Of whom a second factor is demanded; whoever has none yet sets one up before anything else. Default: `optional`.
   */
  secondFactor?: 'optional' | 'admins' | 'everybody';
}
/**
 * Views in the database for analysts, who read them with SQL. Without it there are none.
 */
export interface AnalystSettings {
  role: DocumentId;
  /**
   * The role of the database that may read the views; default: `<schema>_analyst`.
   */
  databaseRole?: string;
}
/**
 * A template of a mail (Handlebars, strings only).
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "template".
 */
export interface TemplateDocument {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * When it is used.
   */
  description?: string;
  entity?: DocumentId;
  /**
   * Subject line.
   */
  subject: string;
  /**
   * HTML.
   */
  body: string;
}
/**
 * Rows and columns.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "view_table".
 */
export interface TableView {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it shows.
   */
  description?: string;
  entity: DocumentId;
  /**
   * The form of the view.
   */
  type: 'table';
  filter?: Condition;
  /**
   * Filters that are offered ready.
   */
  filters?: Path[];
  /**
   * Shown first.
   */
  default?: boolean;
  /**
   * Roles that see it; all if left out.
   */
  roles?: DocumentId[];
  icon?: Icon;
  /**
   * The columns, in order.
   *
   * @minItems 1
   */
  columns: Column[];
  /**
   * Order of the rows.
   */
  sort?: SortPath[];
}
/**
 * Cards in columns.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "view_board".
 */
export interface BoardView {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it shows.
   */
  description?: string;
  entity: DocumentId;
  /**
   * The form of the view.
   */
  type: 'board';
  filter?: Condition;
  /**
   * Filters that are offered ready.
   */
  filters?: Path[];
  /**
   * Shown first.
   */
  default?: boolean;
  /**
   * Roles that see it; all if left out.
   */
  roles?: DocumentId[];
  icon?: Icon;
  group: FieldName;
  /**
   * What a card shows below the name.
   */
  card?: Path[];
  sum?: FieldName;
  /**
   * Order of the cards.
   */
  sort?: SortPath[];
}
/**
 * A month of records.
 *
 * This interface was referenced by `Documents`'s JSON-Schema
 * via the `definition` "view_calendar".
 */
export interface CalendarView {
  /**
   * Where this schema is, for editors that complete and check.
   */
  $schema?: string;
  id: DocumentId;
  /**
   * Name for people.
   */
  title: string;
  /**
   * What it shows.
   */
  description?: string;
  entity: DocumentId;
  /**
   * The form of the view.
   */
  type: 'calendar';
  filter?: Condition;
  /**
   * Filters that are offered ready.
   */
  filters?: Path[];
  /**
   * Shown first.
   */
  default?: boolean;
  /**
   * Roles that see it; all if left out.
   */
  roles?: DocumentId[];
  icon?: Icon;
  date: FieldName;
  /**
   * What an entry shows beside the name.
   */
  card?: Path[];
}
