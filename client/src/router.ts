/** Addresses of the screens. Static ones win over `/:entity`. */
import { createRouter, createWebHistory } from 'vue-router';
import { shallowRef } from 'vue';
import { ApiProblem } from './api/problem.ts';
import { stopViewing } from './api/view-as.ts';
import { useModel } from './stores/model.ts';
import { useSession } from './stores/session.ts';

/** What went wrong while the first data was fetched; the shell shows it with a way to try again. */
export const startupError = shallowRef<unknown>();

/** The application's router. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', component: () => import('./shell/HomePage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./sign-in/SignInPage.vue'), meta: { public: true } },
    // Not /account: packs have accounts, and what they call an entity is its address.
    { path: '/me', name: 'account', component: () => import('./account/AccountPage.vue') },
    { path: '/audits', name: 'audits', component: () => import('./audits/AuditsPage.vue') },
    { path: '/audits/runs/:run', name: 'audit-run', component: () => import('./audits/AuditRunPage.vue'), props: true },
    { path: '/reports/:id', name: 'report', component: () => import('./views/report/ReportPage.vue'), props: true },
    { path: '/admin/history', name: 'history', component: () => import('./admin/HistoryPage.vue') },
    { path: '/admin/outbox', name: 'outbox', component: () => import('./admin/OutboxPage.vue') },
    { path: '/admin/documents/:kind?/:id?', name: 'documents', component: () => import('./admin/DocumentsPage.vue'), props: true },
    { path: '/:entity', name: 'entity', component: () => import('./views/list/EntityPage.vue'), props: true },
    { path: '/:entity/import', name: 'import', component: () => import('./imports/ImportPage.vue'), props: true },
    { path: '/:entity/trash', name: 'trash', component: () => import('./views/list/TrashPage.vue'), props: true },
    { path: '/:entity/new', name: 'new', component: () => import('./views/record/NewRecordPage.vue'), props: true },
    { path: '/:entity/:id', name: 'record', component: () => import('./views/record/RecordPage.vue'), props: true },
  ],
});

router.beforeEach(async (to) => {
  // Links in mails and the console are written with a hash, so that a token never reaches a server's access log.
  if (to.hash.startsWith('#/')) return to.hash.slice(1);
  if (to.meta['public'] === true) return true;
  const session = useSession();
  const model = useModel();
  try {
    const user = session.user ?? (await session.load());
    if (user === null) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
    if (user.mustSetPassword === true || user.mustSetSecondFactor === true) return { name: 'sign-in', query: { to: to.fullPath } };
    if (model.model === undefined) await model.load();
    startupError.value = undefined;
  } catch (error) {
    // A role or user that is gone, or an admin who is none any more: one's own eyes are left.
    if (error instanceof ApiProblem && error.code === 'view-as') {
      stopViewing();
      location.reload();
      return false;
    }
    startupError.value = error;
  }
  return true;
});
