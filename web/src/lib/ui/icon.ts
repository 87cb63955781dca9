// What every component here accepts as an icon: a Lucide icon, imported one by one.
import type { Component } from 'svelte';

export type Icon = Component<{ class?: string; size?: number | string }>;
