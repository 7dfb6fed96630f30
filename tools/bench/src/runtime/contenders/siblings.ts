import { SiblingsDouble } from '../../../../../apps/agent/test/siblings-double';
import { serveAs } from '../../relay/child';

/** Usage and auth as the agent knows them: not under test, so in a process of their own. */
serveAs(async () => {
  const siblings = new SiblingsDouble();
  await siblings.start();
  return siblings.url;
});
