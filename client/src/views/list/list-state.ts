/** What a list shows, kept in the address so that a link can be shared. */
import { computed, type ComputedRef, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { ClientEntity } from '../../../../metadata/client-model.ts';
import type { ViewDocument } from '../../../../metadata/types.ts';
import type { Condition } from '../../api/records.ts';
import { useModel } from '../../stores/model.ts';

/** Filters of the user: by field path, one object of operators. */
export type FieldFilters = Readonly<Record<string, Condition>>;

/** A change of a list's state; `undefined` removes. */
export interface ListChange {
  readonly view?: string | undefined;
  readonly q?: string | undefined;
  readonly filters?: FieldFilters | undefined;
  readonly sort?: readonly string[] | undefined;
  readonly page?: number | undefined;
  readonly limit?: number | undefined;
  readonly month?: string | undefined;
}

/** State of a list, derived from the address. */
export interface ListState {
  readonly view: ComputedRef<ViewDocument | undefined>;
  readonly views: ComputedRef<readonly ViewDocument[]>;
  readonly q: ComputedRef<string>;
  readonly filters: ComputedRef<FieldFilters>;
  readonly sort: ComputedRef<readonly string[]>;
  readonly page: ComputedRef<number>;
  readonly limit: ComputedRef<number>;
  readonly month: ComputedRef<string | undefined>;
  /** The view's condition and the user's together. */
  readonly condition: ComputedRef<Condition | undefined>;
  readonly change: (change: ListChange) => void;
}

/** Conditions joined by and; undefined when there is none. */
export function allOf(...conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const given = conditions.filter((condition): condition is Condition => condition !== undefined && Object.keys(condition).length > 0);
  return given.length === 0 ? undefined : given.length === 1 ? given[0] : { and: given };
}

function parseFilters(text: unknown): FieldFilters {
  if (typeof text !== 'string') return {};
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as FieldFilters) : {};
  } catch {
    return {};
  }
}

/** Reads and writes the state of an entity's list. */
export function useListState(entity: Ref<ClientEntity>): ListState {
  const route = useRoute();
  const router = useRouter();
  const model = useModel();
  const text = (name: string): string => (typeof route.query[name] === 'string' ? route.query[name] : '');
  const views = computed(() => [...model.viewsOf(entity.value.id)].sort((a, b) => Number(b.default === true) - Number(a.default === true)));
  const view = computed(
    () => views.value.find((one) => one.id === text('view')) ?? views.value.find((one) => one.default === true) ?? views.value[0],
  );
  const filters = computed(() => parseFilters(route.query['f']));
  const state: ListState = {
    view,
    views,
    filters,
    q: computed(() => text('q')),
    sort: computed(() => {
      if (text('sort') !== '') return text('sort').split(',');
      const own = (view.value as { sort?: readonly string[] } | undefined)?.sort;
      return own ?? [];
    }),
    page: computed(() => Math.max(1, Number.parseInt(text('page') || '1', 10) || 1)),
    limit: computed(() => ([25, 50, 100, 200].includes(Number(text('limit'))) ? Number(text('limit')) : 50)),
    month: computed(() => text('month') || undefined),
    condition: computed(() =>
      allOf(view.value?.filter as Condition | undefined, ...Object.entries(filters.value).map(([path, value]) => ({ [path]: value }))),
    ),
    change(change) {
      const query = { ...route.query };
      const put = (name: string, value: string | undefined): void => {
        if (value === undefined || value === '') delete query[name];
        else query[name] = value;
      };
      if (!('page' in change) && !('month' in change)) delete query['page'];
      for (const name of ['view', 'q', 'month'] as const) if (name in change) put(name, change[name]);
      for (const name of ['page', 'limit'] as const)
        if (name in change) put(name, change[name] === undefined || change[name] === 1 ? undefined : String(change[name]));
      if ('sort' in change) put('sort', change.sort?.join(','));
      if ('filters' in change)
        put('f', change.filters === undefined || Object.keys(change.filters).length === 0 ? undefined : JSON.stringify(change.filters));
      if ('view' in change) for (const name of ['sort', 'page', 'f', 'q']) delete query[name];
      void router.replace({ query });
    },
  };
  return state;
}
