// Nothing is drawn on a server: what there is to draw lives on the person's own device.
export const ssr = false;
export const prerender = false;
