export const text = { type: 'string' };
export const free = { type: 'object' };
export const limit = { type: 'integer', minimum: 1, maximum: 20 };
export const whole = { type: 'integer' };
export const flag = { type: 'boolean' };

/** A strict object, as inputs of tools are. */
export const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object' as const,
  properties,
  required,
  additionalProperties: false,
});
