// Lints texts as if they were files of the workspace. In: JSON [{ file, code }]. Out: JSON [[rule, …], …].
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';

// Without a current project graph the boundary rule reports nothing at all.
await createProjectGraphAsync({ exitOnError: true });

let input = '';
for await (const chunk of process.stdin) input += chunk;
const eslint = new ESLint();
const answers = [];
for (const { file, code } of JSON.parse(input)) {
  const [result] = await eslint.lintText(code, { filePath: file });
  answers.push(result.messages.map(({ ruleId, message }) => `${ruleId ?? 'error'}: ${message}`));
}
process.stdout.write(JSON.stringify(answers));
