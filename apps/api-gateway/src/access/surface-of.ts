import { Surface } from '@nat/contracts';
import { AppError } from '@nat/service-kit';

/** Where somebody asks or decides, by what the session was made for: proven by its token, never taken from the request. */
export function surfaceOf(client: string): Surface {
  const surface = Surface.safeParse(client);
  if (!surface.success) throw new AppError('forbidden', 'This session was not made for asking or deciding.');
  return surface.data;
}
