/** Icons that documents may name without being part of a shipped pack. Written out in full, because the bundler finds them by their text. */
const bundled = [
  'i-lucide-activity', 'i-lucide-alarm-clock', 'i-lucide-archive', 'i-lucide-award', 'i-lucide-banknote', 'i-lucide-bar-chart-3', 'i-lucide-bell', 'i-lucide-book', 'i-lucide-book-open',
  'i-lucide-bookmark', 'i-lucide-box', 'i-lucide-boxes', 'i-lucide-briefcase', 'i-lucide-building', 'i-lucide-building-2', 'i-lucide-calendar', 'i-lucide-calendar-days', 'i-lucide-camera',
  'i-lucide-car', 'i-lucide-chart-pie', 'i-lucide-circle', 'i-lucide-circle-dollar-sign', 'i-lucide-clipboard', 'i-lucide-clipboard-check', 'i-lucide-clock', 'i-lucide-coins',
  'i-lucide-contact', 'i-lucide-credit-card', 'i-lucide-database', 'i-lucide-factory', 'i-lucide-file', 'i-lucide-flag', 'i-lucide-folder', 'i-lucide-gauge', 'i-lucide-gift',
  'i-lucide-globe', 'i-lucide-graduation-cap', 'i-lucide-handshake', 'i-lucide-hash', 'i-lucide-heart', 'i-lucide-home', 'i-lucide-hospital', 'i-lucide-image', 'i-lucide-inbox',
  'i-lucide-key', 'i-lucide-landmark', 'i-lucide-layers', 'i-lucide-layout-dashboard', 'i-lucide-lightbulb', 'i-lucide-link', 'i-lucide-list-checks', 'i-lucide-list-todo',
  'i-lucide-lock', 'i-lucide-mail', 'i-lucide-map', 'i-lucide-map-pin', 'i-lucide-medal', 'i-lucide-message-circle', 'i-lucide-message-square', 'i-lucide-monitor', 'i-lucide-network',
  'i-lucide-newspaper', 'i-lucide-notebook', 'i-lucide-percent', 'i-lucide-phone', 'i-lucide-pie-chart', 'i-lucide-plane', 'i-lucide-puzzle', 'i-lucide-receipt', 'i-lucide-rocket',
  'i-lucide-scale', 'i-lucide-school', 'i-lucide-server', 'i-lucide-settings', 'i-lucide-shield', 'i-lucide-ship', 'i-lucide-shopping-bag', 'i-lucide-star', 'i-lucide-store',
  'i-lucide-table', 'i-lucide-thumbs-up', 'i-lucide-ticket', 'i-lucide-timer', 'i-lucide-trending-up', 'i-lucide-trophy', 'i-lucide-truck', 'i-lucide-user', 'i-lucide-users',
  'i-lucide-wallet', 'i-lucide-warehouse', 'i-lucide-zap',
] as const;

/** Names that are certainly in the bundle. */
export const bundledIcons: ReadonlySet<string> = new Set(bundled);

/** Name for the icon component of an icon named in a document (`handshake`); a plain one when none is named. */
export function iconName(name: string | undefined, otherwise = 'i-lucide-circle'): string {
  if (name === undefined || name === '') return otherwise;
  return name.startsWith('i-') ? name : `i-lucide-${name}`;
}
