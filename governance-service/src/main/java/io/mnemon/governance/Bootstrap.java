package io.mnemon.governance;

import io.mnemon.governance.access.FirstKeys;
import io.mnemon.governance.tenant.FirstTenant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The first start: makes the first tenant and puts the keys of its administrator and its
 * application into files. It may be killed anywhere and run again: a file is written after its key
 * was committed, and a key whose file is missing is replaced.
 */
final class Bootstrap {
  static final String ADMIN_FILE = "admin";
  static final String APPLICATION_FILE = "application";
  private static final Logger LOG = Logger.getLogger(Bootstrap.class);

  private final FirstTenant tenant;
  private final FirstKeys keys;
  private final FirstTenant.Names names;
  private final KeyFiles files;

  Bootstrap(FirstTenant tenant, FirstKeys keys, FirstTenant.Names names, KeyFiles files) {
    this.tenant = tenant;
    this.keys = keys;
    this.names = names;
    this.files = files;
  }

  void run() {
    FirstTenant.Made made = tenant.ensure(names);
    ensureFile(
        ADMIN_FILE,
        made.tenant(),
        made.admin(),
        () -> keys.replaceForAdmin(made.tenant(), made.admin()));
    ensureFile(
        APPLICATION_FILE,
        made.tenant(),
        made.application(),
        () -> keys.replaceForApplication(made.tenant(), made.application()));
  }

  private void ensureFile(String file, UUID tenantId, UUID principal, Supplier<String> newKey) {
    Optional<String> text = files.read(file);
    if (text.isPresent()) {
      if (keys.isGood(text.get(), tenantId, principal)) {
        return;
      }
      LOG.warnf(
          "the key in %s is not good any more: it is kept as %s, and a new one is made",
          files.path(file), files.putAside(file));
    }
    files.write(file, newKey.get());
    LOG.infof("wrote a new key of %s to %s", principal, files.path(file));
  }
}
