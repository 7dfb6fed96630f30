/** How one vendor is reached, and the line that says so. */
export interface VendorChoice {
  vendor: 'Claude' | 'NationBuilder' | 'Stripe';
  mode: 'live' | 'double';
  reason: string;
}

/**
 * Live or double, chosen explicitly per vendor: an explicit `<VENDOR>_MODE` wins, else Claude is live when its key is in
 * the environment. NationBuilder and Stripe stay doubles here: signing in to a real nation and collecting real money
 * need the browser sign-in and checkout, which are not part of the runner.
 */
export function chooseVendors(environment: NodeJS.ProcessEnv): VendorChoice[] {
  return [
    claude(environment),
    doubleOnly('NationBuilder', 'NATIONBUILDER_MODE', environment),
    doubleOnly('Stripe', 'STRIPE_MODE', environment),
  ];
}

function claude(environment: NodeJS.ProcessEnv): VendorChoice {
  const asked = environment.ANTHROPIC_MODE;
  const key = Boolean(environment.ANTHROPIC_API_KEY);
  if (asked !== undefined && asked !== 'live' && asked !== 'double') throw new Error('ANTHROPIC_MODE must be live or double');
  if (asked === 'live' && !key) throw new Error('ANTHROPIC_MODE is live, but ANTHROPIC_API_KEY is not set');
  if (asked === 'double') return { vendor: 'Claude', mode: 'double', reason: 'ANTHROPIC_MODE=double' };
  return key
    ? { vendor: 'Claude', mode: 'live', reason: 'ANTHROPIC_API_KEY is set; questions are billed to it' }
    : { vendor: 'Claude', mode: 'double', reason: 'a rule-based planner; set ANTHROPIC_API_KEY for the real model' };
}

function doubleOnly(vendor: 'NationBuilder' | 'Stripe', variable: string, environment: NodeJS.ProcessEnv): VendorChoice {
  const asked = environment[variable];
  if (asked !== undefined && asked !== 'double') throw new Error(`${variable}: this runner offers only double`);
  return { vendor, mode: 'double', reason: 'a sandbox on this machine' };
}
