/** All questions by name. */
import type { CheckOf } from '../types.ts';
import { automationsEnabled } from './automations-enabled.ts';
import { fieldsUnused } from './fields-unused.ts';
import { lossReasonDemanded } from './loss-reason-demanded.ts';
import { rolesUnused } from './roles-unused.ts';
import { sensitiveFieldsOpen } from './sensitive-fields-open.ts';
import type { Question } from './types.ts';

/** The schema of audits names the same ones. */
export const questions: Readonly<Record<CheckOf<'config'>['question'], Question>> = {
  automationsEnabled,
  fieldsUnused,
  lossReasonDemanded,
  rolesUnused,
  sensitiveFieldsOpen,
};
