package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.util.List;

/** What one service holds of a tenant, page by page in an order that does not change. */
public interface TenantPages {
  /**
   * @param cursor the page's before; empty for the first one
   */
  Page page(TenantScope system, String cursor);

  /**
   * Rows of one type.
   *
   * @param rows JSON objects
   * @param next the cursor of the next page; empty at the end
   */
  record Page(String type, List<String> rows, String next) {
    public Page {
      rows = List.copyOf(rows);
    }
  }
}
