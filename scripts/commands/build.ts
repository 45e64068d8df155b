import { buildPackages, publicPackages } from '../packages.ts';

export async function run(): Promise<number> {
  await buildPackages(publicPackages);
  console.log(`Built ${publicPackages.join(', ')}`);
  return 0;
}
