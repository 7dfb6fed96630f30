import { seen } from '../state/safe-text.js';
import { ago } from '../state/words.js';
import { h, keyedList, setAttribute, setText, show } from './dom.js';

/**
 * @typedef {import('@nat/contracts').Conversation} Conversation
 * @typedef {import('../state/console-state.js').ConsoleState} ConsoleState
 *
 * @typedef {object} ConversationActions
 * @property {() => void} startNew
 * @property {(id: string) => void} open
 * @property {(id: string, title: string) => void} rename
 * @property {(id: string) => void} remove
 *
 * @typedef {{ conversation: Conversation, open: boolean, now: number }} ItemModel
 */

/**
 * The list of conversations.
 *
 * @param {ConversationActions} actions
 * @returns {import('./dom.js').View<{ state: ConsoleState, now: number }>}
 */
export function conversationsView(actions) {
  const list = h('ul', {});
  const none = h('p', { class: 'muted' }, 'None yet.');
  const start = h('button', { type: 'button', class: 'wide', click: actions.startNew }, 'New conversation');
  const node = h('nav', { class: 'conversations', 'aria-label': 'Conversations' }, start, none, list);
  const update = keyedList(
    list,
    (/** @type {ItemModel} */ model) => model.conversation.conversationId,
    model => itemView(model.conversation.conversationId, actions),
  );
  return {
    node,
    update: ({ state, now }) => {
      show(none, state.conversations.length === 0);
      update(
        state.conversations.map(conversation => ({
          conversation,
          open: conversation.conversationId === state.conversationId,
          now,
        })),
      );
    },
  };
}

/** @param {string} id @param {ConversationActions} actions @returns {import('./dom.js').View<ItemModel>} */
function itemView(id, actions) {
  const title = h('bdi', { class: 'title' });
  const when = h('span', { class: 'muted' });
  const open = h('button', { type: 'button', class: 'open', click: () => actions.open(id) }, title, when);
  const name = h('input', { maxlength: 120, required: true, 'aria-label': 'New title' });
  const keep = () => change('none');
  const rename = h(
    'form',
    { submit: (/** @type {SubmitEvent} */ event) => (event.preventDefault(), actions.rename(id, name.value.trim()), keep()) },
    name,
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', class: 'plain small', click: keep }, 'Keep'),
      h('button', { class: 'small' }, 'Rename'),
    ),
  );
  const remove = h(
    'div',
    {},
    h('p', {}, 'Delete it with all its content?'),
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', class: 'plain small', click: keep }, 'Keep'),
      h('button', { type: 'button', class: 'small bad', click: () => actions.remove(id) }, 'Delete'),
    ),
  );
  const tools = h('div', { class: 'tools' });
  const renameButton = h('button', { type: 'button', class: 'plain small', click: () => change('rename') }, 'Rename');
  const deleteButton = h('button', { type: 'button', class: 'plain small', click: () => change('remove') }, 'Delete');
  tools.append(renameButton, deleteButton);
  const node = h(
    'li',
    { keydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && keep() },
    open,
    tools,
    rename,
    remove,
  );

  /** @param {'none' | 'rename' | 'remove'} what */
  function change(what) {
    show(rename, what === 'rename');
    show(remove, what === 'remove');
    show(tools, what === 'none');
    if (what === 'rename') {
      name.value = title.textContent ?? '';
      name.select();
    }
    if (what === 'remove') remove.querySelector('button')?.focus();
  }
  keep();
  return {
    node,
    update: ({ conversation, open: isOpen, now }) => {
      setText(title, seen(conversation.title));
      setText(when, conversation.activeQueryId === undefined ? ago(conversation.updatedAt, now) : 'under way');
      setAttribute(open, 'aria-current', isOpen ? 'true' : undefined);
      setAttribute(renameButton, 'aria-label', `Rename ${seen(conversation.title)}`);
      setAttribute(deleteButton, 'aria-label', `Delete ${seen(conversation.title)}`);
    },
  };
}
