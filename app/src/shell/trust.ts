/**
 * Links name a network and a market, and whoever made one chose both: a network that lies shows what it likes, and anyone may
 * open a market with a token and a price of his own. So a person looks at them once, in this browser, before they are asked.
 */
import type { Target } from './model';

const KEY = 'ballast-markets';
/** The oldest is forgotten. */
const MOST = 50;

const nameOf = ({ endpoint, market }: Target) => `${endpoint.rpc} ${endpoint.socket} ${market}`;

function known(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Whether a person has chosen it here before. A network of this machine is his own. */
export const isTrusted = (target: Target): boolean => target.endpoint.isLoopback || known().includes(nameOf(target));

/** A person has seen and chosen it. */
export function trust(target: Target): void {
  const others = known().filter((one) => one !== nameOf(target));
  try {
    localStorage.setItem(KEY, JSON.stringify([...others, nameOf(target)].slice(-MOST)));
  } catch {
    // A browser that keeps nothing asks again.
  }
}
