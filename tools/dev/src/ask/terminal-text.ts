import { seen } from '../../console/state/safe-text.js';

export { seen };

/** Text that shows all it holds on one line: a name that holds line ends does not begin a line of its own. */
export function seenLine(text: string): string {
  return seen(text.replaceAll(/[\r\n\t\u2028\u2029]+/g, ' '));
}
