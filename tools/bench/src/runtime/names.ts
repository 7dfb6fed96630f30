/** Who is compared, as the table calls them. */
export const names = {
  direct: 'direct',
  sdk: 'Anthropic SDK',
  aiSdk: 'Vercel AI SDK',
  portkey: 'Portkey gateway',
  loop: 'Nat: loop',
  relayed: 'Nat: relay and loop',
  whole: 'Nat: whole path',
} as const;
