/** As much of an element as the views use. */
export class FakeElement {
  nodes: (FakeElement | string)[] = [];
  parent?: FakeElement;
  hidden = false;
  disabled = false;
  value = '';
  open = false;
  private readonly attributes = new Map<string, string>();
  private readonly listeners = new Map<string, ((event: unknown) => void)[]>();

  constructor(readonly tag: string) {}

  get children(): FakeElement[] {
    return this.nodes.filter(node => node instanceof FakeElement);
  }

  get textContent(): string {
    return this.nodes.map(node => (typeof node === 'string' ? node : node.textContent)).join('');
  }
  set textContent(text: string) {
    this.replaceChildren(text);
  }

  append(...nodes: (FakeElement | string)[]): void {
    for (const node of nodes) this.insertBefore(node, null);
  }
  replaceChildren(...nodes: (FakeElement | string)[]): void {
    this.nodes = [];
    this.append(...nodes);
  }
  insertBefore(node: FakeElement | string, before: FakeElement | null): void {
    if (node instanceof FakeElement) {
      node.remove();
      node.parent = this;
    }
    this.nodes.splice(before ? this.nodes.indexOf(before) : this.nodes.length, 0, node);
  }
  remove(): void {
    if (this.parent) this.parent.nodes = this.parent.nodes.filter(node => node !== this);
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
    if (name === 'hidden') this.hidden = true;
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
    if (name === 'hidden') this.hidden = false;
  }

  addEventListener(name: string, listener: (event: unknown) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }
  dispatch(name: string, event: unknown = {}): void {
    for (const listener of this.listeners.get(name) ?? []) listener(event);
  }

  /** All elements in it of this tag, in their order. */
  all(tag: string): FakeElement[] {
    return this.children.flatMap(child => [...(child.tag === tag ? [child] : []), ...child.all(tag)]);
  }
}

/** Has views make their elements here. */
export function fakeDocument(): void {
  Object.assign(globalThis, { document: { createElement: (tag: string) => new FakeElement(tag) } });
}

/** The element that a view shows. */
export function nodeOf({ node }: { node: unknown }): FakeElement {
  return node as FakeElement;
}
