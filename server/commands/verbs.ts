/** The verbs, by name. */
import { analysts } from './analysts.ts';
import { apply } from './apply.ts';
import { audit } from './audit.ts';
import { doctor } from './doctor.ts';
import { exportPackVerb } from './export-pack.ts';
import { importVerb } from './import.ts';
import { keys } from './keys.ts';
import { pack } from './pack.ts';
import { plan } from './plan.ts';
import { rollback } from './rollback.ts';
import { sample } from './sample.ts';
import { start } from './start.ts';
import type { Verb } from './types.ts';
import { user } from './user.ts';
import { versions } from './versions.ts';

/** All verbs. */
export const verbs: Readonly<Record<string, Verb>> = {
  start,
  import: importVerb,
  audit,
  sample,
  plan,
  apply,
  versions,
  rollback,
  'export-pack': exportPackVerb,
  analysts,
  doctor,
  keys,
  pack,
  user,
};
