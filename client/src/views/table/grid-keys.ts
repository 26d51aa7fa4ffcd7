/** Arrow keys in a grid: focus moves between cells marked `data-cell`; one of them is in the tab order at a time. */

function cellsOf(row: Element | null | undefined): HTMLElement[] {
  return row === null || row === undefined ? [] : [...row.querySelectorAll<HTMLElement>('[data-cell]')];
}

/** Moves the focus for an arrow, Home or End pressed on a cell; returns true when it did. */
export function moveFocus(event: KeyboardEvent): boolean {
  const cell = event.target as HTMLElement;
  if (!cell.hasAttribute('data-cell')) return false;
  const row = cell.closest('tr');
  const cells = cellsOf(row);
  const column = cells.indexOf(cell);
  const backwards = document.documentElement.dir === 'rtl' ? 1 : -1;
  const target = {
    ArrowLeft: cells[column + backwards],
    ArrowRight: cells[column - backwards],
    Home: cells[0],
    End: cells.at(-1),
    ArrowUp: cellsOf(row?.previousElementSibling)[column],
    ArrowDown: cellsOf(row?.nextElementSibling)[column],
  }[event.key];
  if (target === undefined) return false;
  event.preventDefault();
  cell.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
  return true;
}
