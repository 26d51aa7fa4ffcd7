/** What a formula reads. */
import type { FormulaNode } from './formula-types.ts';

/** Every path that a formula reads, each once, in the order of the text. */
export function formulaPaths(node: FormulaNode): string[] {
  const found = new Set<string>();
  walk(node, (part) => {
    if (part.type === 'path') found.add(part.path);
  });
  return [...found];
}

function walk(node: FormulaNode, visit: (node: FormulaNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

function childrenOf(node: FormulaNode): readonly FormulaNode[] {
  switch (node.type) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.then, node.otherwise];
    case 'in':
      return [node.item, ...node.list];
    case 'call':
      return node.arguments;
    default:
      return [];
  }
}
