// SPDX-License-Identifier: Apache-2.0
// Times of queries that are asked in rounds: of each query the shortest counts, since only that is its own and not the machine's.

export class QueryTimes {
  readonly #shortest = new Map<number, number>();
  readonly #found = new Set<number>();

  add(query: number, ms: number, isFound: boolean): void {
    this.#shortest.set(query, Math.min(ms, this.#shortest.get(query) ?? Number.POSITIVE_INFINITY));
    if (isFound) this.#found.add(query);
  }

  /** Queries, each once. */
  get count(): number {
    return this.#shortest.size;
  }

  at(share: number): number {
    const sorted = [...this.#shortest.values()].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length * share)]!;
  }

  line(): string {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => this.at(share).toFixed(2));
    return `p50 ${p50}, p95 ${p95}, p99 ${p99} ms; found ${(this.#found.size / this.count).toFixed(3)} of ${this.count}`;
  }
}
