import { spawn } from 'node:child_process';

/** The program that opens an address in the browser of whoever sits at this machine; undefined where nobody does. */
export function browserCommand(
  platform: NodeJS.Platform,
  { DISPLAY, WAYLAND_DISPLAY }: Readonly<Record<string, string | undefined>>,
): readonly [program: string, ...given: string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}

/** Opens an address where that is possible, and says nothing where it is not: the address was printed too. */
export function openBrowser(address: string): void {
  const [program, ...given] = browserCommand(process.platform, process.env) ?? [];
  if (program === undefined) return;
  // No shell reads the address.
  const child = spawn(program, [...given, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
