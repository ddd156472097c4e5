// The mutants of a TypeScript module: the same text with one small fault in it, each as a replacement of a span.
import ts from 'typescript';

const { SyntaxKind } = ts;

const OPERATORS = new Map([
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
  [SyntaxKind.PlusToken, '-'],
  [SyntaxKind.MinusToken, '+'],
  [SyntaxKind.AsteriskToken, '/'],
  [SyntaxKind.SlashToken, '*'],
  [SyntaxKind.PercentToken, '*'],
]);

const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
]);

/**
 * @param {string} text a TypeScript module
 * @returns {{ start: number, end: number, line: number, from: string, to: string }[]} in the order of the text; offsets in
 *   UTF-16 units, lines from 1. Types are left alone.
 */
export function mutantsOf(text) {
  const file = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, true);
  const mutants = [];
  const replace = (node, to) => {
    const [start, end] = [node.getStart(file), node.getEnd()];
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    mutants.push({ start, end, line, from: text.slice(start, end), to });
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    mutate(node, replace, (inner) => inner.getText(file));
    node.forEachChild(visit);
  };
  visit(file);
  return mutants.sort((left, right) => left.start - right.start || left.end - right.end);
}

function mutate(node, replace, textOf) {
  if (ts.isBinaryExpression(node)) {
    const other = OPERATORS.get(node.operatorToken.kind);
    if (other !== undefined) replace(node.operatorToken, other);
    if (node.operatorToken.kind === SyntaxKind.QuestionQuestionToken) replace(node, textOf(node.left));
  } else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === SyntaxKind.ExclamationToken) replace(node, textOf(node.operand));
    if (node.operator === SyntaxKind.MinusToken) replace(node, textOf(node.operand));
  } else if (ts.isIfStatement(node)) {
    for (const to of ['true', 'false']) replace(node.expression, to);
  } else if (ts.isConditionalExpression(node)) {
    for (const to of ['true', 'false']) replace(node.condition, to);
  } else if (node.kind === SyntaxKind.TrueKeyword) replace(node, 'false');
  else if (node.kind === SyntaxKind.FalseKeyword) replace(node, 'true');
  else if (ts.isNumericLiteral(node)) replace(node, String(Number(textOf(node).replaceAll('_', '')) + 1));
  else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) replace(node, '[]');
  else if (ts.isExpressionStatement(node) || ts.isContinueStatement(node)) replace(node, ';');
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    const other = METHODS.get(name.text);
    if (other !== undefined) replace(name, other);
    if (name.text === 'filter') replace(node, textOf(expression));
  }
}
