import { runCheck } from './run-check';

// npm run check:nationbuilder -- <openapi.yml>      every difference between the catalog and the document; code 1 on any
const { code, output, errors } = runCheck(process.argv.slice(2));
process.stdout.write(output);
process.stderr.write(errors);
process.exitCode = code;
