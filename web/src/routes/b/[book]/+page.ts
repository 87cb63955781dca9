// Where a book opens: at the doors on a phone, at the people on a laptop.
import { redirect } from '@sveltejs/kit';

export function load({ params }: { params: { book: string } }): never {
  const isLaptop = matchMedia('(width >= 60rem)').matches;
  redirect(307, `/b/${params.book}/${isLaptop ? 'people' : 'doors'}`);
}
