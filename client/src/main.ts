import ui from '@nuxt/ui/vue-plugin';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp, type Component } from 'vue';
import '@fontsource-variable/inter';
import '@fontsource-variable/noto-sans-khmer';
import '@fontsource-variable/noto-sans-thai';
import '@fontsource-variable/vazirmatn';
import './main.css';
import { ApiProblem } from './api/problem.ts';
import App from './App.vue';
import { firstLanguage, i18n, useLanguage } from './i18n/setup.ts';
import { router } from './router.ts';

/** A refusal will not change by asking again; a lost connection may. Queries run even where the browser believes to be offline: a silent pause tells nobody. */
const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      retry: (count, error) => error instanceof ApiProblem && error.status === 0 && count < 2,
    },
  },
});

await useLanguage(firstLanguage());
// The type of a .vue file is vue-tsc's to know; the linter sees none.
createApp(App as Component)
  .use(createPinia())
  .use(router)
  .use(i18n)
  .use(VueQueryPlugin, { queryClient })
  .use(ui)
  .mount('#app');
