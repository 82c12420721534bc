package io.evenkeel.app.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "pools.api.balance,                  pool api,             balance",
        "pools.api.health.readiness.http,    pool api,             health.readiness.http",
        "pools.api,                          pool api,             ''",
        "pools.api.v2.balance,               pool api.v2,          balance",
        "pools.api.servers.api-1,            server api/api-1,     ''",
        "pools.api.servers.api-1.weight,     server api/api-1,     weight",
        "pools.api.servers.10.0.0.1.weight,  server api/10.0.0.1,  weight",
        "pools.api.servers,                  pool api,             servers",
        "listeners.web.routes[2].pool,       listener web,         routes[2].pool",
        "changes.max-servers,                changes,              max-servers",
        "admin.users.ana.role,               admin,                users.ana.role",
        "zone,                               zone,                 ''",
      })
  void aPathIsAThingAndItsKey(String path, String title, String key) {
    Entity entity = Entity.of(path);
    assertThat(entity.title()).isEqualTo(title);
    assertThat(entity.key()).isEqualTo(key);
  }
}
