import { test } from './support/fixtures.ts';
test('explore', async ({ device, guard }) => {
  test.slow();
  guard.allow(/./);
  const { page, context } = device;
  await device.startFullWard();
  await device.seesShared();
  await device.untilKept();
  const home = device.bookPath;
  await device.openPerson('Esha Patel');
  const s = await context.newCDPSession(page);
  page.on('console', (m) => console.log('console', m.text()));
  await s.send('Storage.clearDataForOrigin', {
    origin: new URL(page.url()).origin,
    storageTypes: 'all',
  });
  await new Promise((r) => setTimeout(r, 1500));
  console.log('STATUS', await device.status.innerText(), page.url());
  console.log(
    JSON.stringify(
      await page.evaluate(async () => ({
        dbs: (await indexedDB.databases()).map((d) => d.name),
        sw: (await navigator.serviceWorker.getRegistrations()).length,
        caches: await caches.keys(),
      })),
    ),
  );
  await device.recordAnswer('G Green');
  await new Promise((r) => setTimeout(r, 7000));
  console.log('STATUS', await device.status.innerText());
  console.log(
    JSON.stringify(
      await page.evaluate(async () => ({ dbs: (await indexedDB.databases()).map((d) => d.name) })),
    ),
  );
  await device.status.click();
  console.log(await page.getByRole('main').innerText());
  await page.goto(home);
  await new Promise((r) => setTimeout(r, 1500));
  console.log(await page.getByRole('main').innerText());
  console.log(
    JSON.stringify(
      await page.evaluate(async () => ({ dbs: (await indexedDB.databases()).map((d) => d.name) })),
    ),
  );
});
