/** Match keys: what two spellings of the same thing have in common. */
import { foldText } from '../../metadata/rules/fold.ts';

/** How a value is made alike before it is compared. */
export type MatchForm = 'exact' | 'folded' | 'words' | 'company' | 'email' | 'digits';

/** Legal forms that say nothing of which company it is, folded and without dots. */
const legalForms = new Set([
  'inc',
  'incorporated',
  'corp',
  'corporation',
  'co',
  'company',
  'ltd',
  'limited',
  'llc',
  'llp',
  'lp',
  'plc',
  'pty',
  'pte',
  'pvt',
  'sdn',
  'bhd',
  'gmbh',
  'ag',
  'kg',
  'ohg',
  'ug',
  'mbh',
  'se',
  'sa',
  'sas',
  'sarl',
  'srl',
  'spa',
  'bv',
  'nv',
  'ab',
  'as',
  'aps',
  'oy',
  'kk',
  'group',
  'holding',
  'holdings',
  'บริษัท',
  'จำกัด',
  'มหาชน',
  'หจก',
  'شرکت',
  'ក្រុមហ៊ុន',
]);

/** The comparable text of a value, '' when it says nothing. */
export function matchText(value: unknown, form: MatchForm): string {
  const text = textOf(value).trim();
  if (text === '') return '';
  switch (form) {
    case 'exact':
      return text;
    case 'folded':
      return collapse(foldText(text));
    case 'words':
      return wordsOf(text).sort().join(' ');
    case 'company':
      return companyName(text);
    case 'email':
      return mailbox(text);
    case 'digits':
      return foldText(text).replace(/\D/g, '');
  }
}

/** The name without its legal form; a name that is nothing else keeps it. */
function companyName(text: string): string {
  const words = wordsOf(text.replace(/\./g, ''));
  const bare = words.filter((word) => !legalForms.has(word) && word !== 'and');
  return (bare.length === 0 ? words : bare).join(' ');
}

/** The address without what follows a plus sign; dots in the mailbox of Google do not count. */
function mailbox(text: string): string {
  const [local = '', domain = ''] = text.toLowerCase().split('@');
  const name = local.split('+')[0] ?? local;
  return domain === 'gmail.com' || domain === 'googlemail.com' ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}

function wordsOf(text: string): string[] {
  return foldText(text)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  if ('full' in value && typeof value.full === 'string') return value.full;
  if ('id' in value && typeof value.id === 'string') return value.id;
  return Object.values(value).map(textOf).join(' ');
}

/** Sets that grow together: members that share a key end in one cluster. */
export interface Clusters {
  /** Says that two members are the same. */
  join(a: number, b: number): void;
  /** Members by cluster, only those of two and more, in the order of their first member. */
  groups(): number[][];
}

/** Clusters of `size` members, each by itself at first. */
export function createClusters(size: number): Clusters {
  const parent = Int32Array.from({ length: size }, (_, index) => index);
  const find = (member: number): number => {
    let at = member;
    while (parent[at] !== at) {
      const above = parent[at] ?? at;
      parent[at] = parent[above] ?? above;
      at = above;
    }
    return at;
  };
  return {
    join(a, b) {
      const [low, high] = [find(a), find(b)].sort((x, y) => x - y);
      if (low !== undefined && high !== undefined) parent[high] = low;
    },
    groups() {
      const found = new Map<number, number[]>();
      for (let member = 0; member < size; member++) {
        const root = find(member);
        const group = found.get(root);
        if (group) group.push(member);
        else found.set(root, [member]);
      }
      return [...found.values()].filter((group) => group.length > 1);
    },
  };
}
