package io.mnemon.governance.offboarding;

import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.StoredObject;
import java.util.List;
import java.util.UUID;

/** What lies of tenants in the object store: the checkpoints of their audit logs. */
final class TenantObjects {
  private static final int PAGE = 500;

  private final ObjectStore objects;

  TenantObjects(ObjectStore objects) {
    this.objects = objects;
  }

  void erase(UUID tenant) {
    String prefix = "audit/" + tenant + "/";
    List<StoredObject> page;
    do {
      page = objects.list(prefix, "", PAGE);
      page.forEach(object -> objects.delete(object.key()));
    } while (!page.isEmpty());
  }
}
