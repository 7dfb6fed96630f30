/** @typedef {import('./desk.js').Context} Context */

/** Where the person is signed in. */
export class SignIns {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
  }

  async refresh() {
    const { items } = await this.context.api.sessions();
    this.context.store.update(state => ({ ...state, sessions: items }));
  }

  /** Signs out somewhere else. @param {string} sessionId */
  async end(sessionId) {
    await this.context.attempt(async () => {
      await this.context.api.endSession(sessionId);
      await this.refresh();
    });
  }
}
