package io.mnemon.governance;

import io.mnemon.governance.access.FirstKeys;
import io.mnemon.governance.tenant.FirstTenant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The first start: makes the first tenant and puts the keys of its administrator and its
 * application into files. It may be killed anywhere and run again, and run beside others on the
 * same database: a key is made only for who has no good one, and its text lies in the folder before
 * the key is good.
 */
final class Bootstrap {
  static final String ADMIN_FILE = "admin";
  static final String APPLICATION_FILE = "application";
  private static final Logger LOG = Logger.getLogger(Bootstrap.class);

  private final FirstTenant tenant;
  private final FirstKeys keys;
  private final FirstTenant.Names names;
  private final KeyFiles files;
  private final boolean replaces;

  /**
   * @param replaces whether a key that is not in its file is replaced, though it is good
   */
  Bootstrap(
      FirstTenant tenant,
      FirstKeys keys,
      FirstTenant.Names names,
      KeyFiles files,
      boolean replaces) {
    this.tenant = tenant;
    this.keys = keys;
    this.names = names;
    this.files = files;
    this.replaces = replaces;
  }

  void run() {
    FirstTenant.Made made = tenant.ensure(names);
    ensureFile(ADMIN_FILE, FirstKeys.Holder.ADMIN, made.tenant(), made.admin());
    ensureFile(APPLICATION_FILE, FirstKeys.Holder.APPLICATION, made.tenant(), made.application());
  }

  private void ensureFile(String file, FirstKeys.Holder holder, UUID tenantId, UUID principal) {
    if (holds(file, tenantId, principal)) {
      return;
    }
    String coming = coming(file);
    if (holds(coming, tenantId, principal)) {
      publish(file, files.read(coming).orElseThrow(), principal);
    } else if (!replaces && keys.isThere(tenantId, principal)) {
      tellWhereItIs(file, principal);
    } else {
      String text = keys.text(tenantId);
      files.write(coming, text);
      if (given(holder, tenantId, principal, text)) {
        publish(file, text, principal);
      } else {
        files.delete(coming);
        tellWhereItIs(file, principal);
      }
    }
  }

  /** The file for a key that is not good yet, or not in its own file. */
  private static String coming(String file) {
    return "." + file + ".coming";
  }

  private boolean holds(String file, UUID tenantId, UUID principal) {
    Optional<String> text = files.read(file);
    return text.isPresent() && keys.isGood(text.get(), tenantId, principal);
  }

  private boolean given(FirstKeys.Holder holder, UUID tenantId, UUID principal, String text) {
    if (replaces) {
      keys.replace(holder, tenantId, principal, text);
      return true;
    }
    return keys.give(holder, tenantId, principal, text);
  }

  private void publish(String file, String text, UUID principal) {
    if (files.read(file).isPresent()) {
      LOG.warnf(
          "the key in %s is not good any more: it is kept as %s, and a new one is made",
          files.path(file), files.putAside(file));
    }
    files.write(file, text);
    files.delete(coming(file));
    LOG.infof("wrote a new key of %s to %s", principal, files.path(file));
  }

  private void tellWhereItIs(String file, UUID principal) {
    LOG.infof(
        "%s holds no good key of %s, but there is one: the start that made it wrote it to the file"
            + " %s of its own folder. To have a new one here instead, which revokes that one, start"
            + " once with MNEMON_GOVERNANCE_BOOTSTRAP_REPLACE_KEYS=true",
        files.path(file), principal, file);
  }
}
