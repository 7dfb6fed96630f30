/** Whether people can sign in with an external issuer, and what they call it. */
export class ExternalWay {
  constructor(readonly name?: string) {}
}
