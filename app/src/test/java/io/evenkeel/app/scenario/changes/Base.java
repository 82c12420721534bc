package io.evenkeel.app.scenario.changes;

/**
 * The configuration that every change begins with. What stands in angle brackets is filled in by
 * {@link Bed}, after the edit: addresses of servers by their names, and more.
 */
final class Base {
  /**
   * Four pools with traffic. The stages are short, since there are more than a hundred changes; in
   * 200 ms a machine that is busy with other things stalls what must not be taken for the change's
   * doing, so only a very much higher p99 rolls back.
   */
  static final String TEXT =
      """
      version: 1
      admin:
        bind: "<admin>"
        users:
          ann: { token-sha256: <ann>, role: operator }
          ben: { token-sha256: <ben>, role: approver }
          eve: { token-sha256: <eve>, role: admin }
      state: <folder>/state
      changes:
        approvals: 1
        rollout: { shadow: 1, canary: 30%, canary-for: 200ms, bake: 200ms }
        rollback-on: { p99: x100 }
      listeners:
        web:
          bind: "<web>"
          access-log: { to: <folder>/access.jsonl }
          limits: { connections: 1000 }
          routes:
            - { path: /v1/slow/, pool: slow }
            - { host: shop.test, pool: shop }
            - { path: /v1/office/, pool: office }
            - { pool: api }
        side:
          bind: "<side>"
          routes:
            - { pool: office }
        quiet:
          bind: "<quiet>"
          routes:
            - { pool: api }
      pools:
        api:
          balance: round-robin
          health:
            readiness: { http: /health, interval: 500ms, timeout: 450ms }
          timeouts: { response: 2s }
          servers:
            api-1: "<api-1>"
            api-2: "<api-2>"
            api-3: "<api-3>"
            api-4: "<api-4>"
        shop:
          balance: p2c
          health:
            readiness: { http: /ready, host: shop.test, body: ready, interval: 500ms, timeout: 450ms }
            liveness: { tcp: true, interval: 500ms, timeout: 450ms }
          servers:
            shop-1: "<shop-1>"
            shop-2: "<shop-2>"
            shop-3: "<shop-3>"
        slow:
          balance: least-connections
          health:
            readiness: { http: /health, interval: 500ms, timeout: 450ms }
          limits: { requests-per-server: 64, queue: 64 }
          timeouts: { response: 2s }
          servers:
            slow-1: { address: "<slow-1>", weight: 1 }
            slow-2: { address: "<slow-2>", weight: 1 }
        office:
          balance: round-robin
          servers:
            office-1: "<office-1>"
            office-2: "<office-2>"
            office-3: "<office-3>"
      """;

  private Base() {}
}
