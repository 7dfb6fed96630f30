import type { WriteTool } from '../kit/define-tool';
import type { Input } from '../writing/one-target-tool';
import { changeRecord } from './change-record';
import { pushSignup } from './push-signup';

/** Tools that write what no other tool does. */
export const generalWrites: readonly WriteTool<Input>[] = [changeRecord, pushSignup];
