/** What sealing costs, in the browser: one small change, and the whole ward as a snapshot. */
import { join } from 'node:path';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { openBrowser } from './parts/browser.ts';
import { withStage } from './parts/stage.ts';
import { rowOf } from './parts/statistics.ts';

export const name = 'Sealing';

export async function run(): Promise<readonly Row[]> {
  return withStage(async ({ folder, founder, yardsticks }) => {
    await yardsticks.lay('ward.bin', founder.update);
    const context = await openBrowser(join(folder, 'browser'));
    const page = await yardsticks.open(context);
    const { change, snapshot } = await page.evaluate(() => globalThis.yardsticks.measureSealing());
    await context.close();
    const bare = { what: 'AES-GCM alone, there and back', samples: change.bareMs };
    const bareSnapshot = { what: bare.what, samples: snapshot.bareMs };
    return [
      rowOf('Seal one change of 300 bytes', 'ms', change.sealMs, { yardstick: bare }),
      rowOf('Open it', 'ms', change.openMs, { yardstick: bare }),
      rowOf('Seal a snapshot of the ward', 'ms', snapshot.sealMs, { yardstick: bareSnapshot }),
      rowOf('Open it', 'ms', snapshot.openMs, { yardstick: bareSnapshot }),
      rowOf('The snapshot, sealed', 'KB', [snapshot.sealedBytes / 1_000], {
        yardstick: { what: 'compressed only', samples: [snapshot.compressedBytes / 1_000] },
      }),
      rowOf('The snapshot, plain', 'KB', [snapshot.plainBytes / 1_000]),
      // With as many changes as a keeper's device lets gather before it writes the next snapshot.
      rowOf(
        'Kept sealed on each device: the snapshot and 500 changes since',
        'KB',
        [(snapshot.sealedBytes + 500 * change.sealedBytes) / 1_000],
        { yardstick: { what: 'the document, plain', samples: [snapshot.plainBytes / 1_000] } },
      ),
    ];
  });
}
